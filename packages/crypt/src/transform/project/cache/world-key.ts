// The hash of everything that what a node's file says may hang on, beside the file: macros, settings, variables, target.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import type { Json } from '../../../kernel/parse-json.ts';
import { isMacroFile } from '../files/find-files.ts';
import type { FileSum } from '../files/project-files.ts';
import type { Project } from '../read-project.ts';
import { encodeValue } from './value-code.ts';
import { toData } from '../to-data.ts';
import type { Value } from '../../jinja/values/value.ts';

/** Environment variables and flags are not in it: those that were read are kept with each result. */
export function worldKey(project: Project, files: readonly FileSum[], program: string): string {
  const hash = createHash('sha256');
  const add = (text: string): void => void hash.update(`${text.length}:${text}`);
  add(program);
  for (const { name, settings } of project.packages.values()) add(canonicalJson([name, settingsData(settings)]));
  add(canonicalJson([code(project.profile.target), code(project.givenVars), project.internalNames]));
  for (const file of files) if (isMacroFile(file)) add(`${file.packageName} ${file.path} ${file.checksum}`);
  return hash.digest('hex');
}

function code(value: Value): Json {
  return encodeValue(value) ?? toData(value);
}

/** Settings are data and values; values have a code. */
function settingsData(part: unknown): Json {
  if (part === null || part === undefined) return null;
  if (typeof part !== 'object') return typeof part === 'bigint' ? String(part) : (part as Json);
  if (Array.isArray(part)) return part.map(settingsData);
  if ('kind' in part) return code(part as Value);
  return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, settingsData(item)]));
}
