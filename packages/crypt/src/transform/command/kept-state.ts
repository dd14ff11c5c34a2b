// What `state:` and `result:` mean when no --state names a folder: the last whole build that was good, and the last run.
// Both lie in target/, so nobody has to copy artifacts about.
import { join } from 'node:path';
import type { Files } from '../../kernel/effects.ts';
import { isJsonObject } from '../../kernel/parse-json.ts';
import { listFlag, textFlag, type OpenProject } from './open-project.ts';

const KEPT = 'state';

/** Flags that make a build less than whole: what it left out may have changed too. */
const PARTS = ['select', 'exclude', 'selector', 'resource_type', 'exclude_resource_type', 'empty', 'sample', 'defer'];

/** Called after a run in which nothing failed. A part of the project built is no state of it. */
export async function keepState(
  { flags, targetFolder, invocation, project }: OpenProject,
  files: Files,
): Promise<void> {
  const isWhole =
    invocation.command === 'build' &&
    PARTS.every((name) => (flags.get(name) ?? false) === false) &&
    !project.selectors.some((selector) => isJsonObject(selector) && selector['default'] === true) &&
    // Else what lies there is of another run.
    flags.get('write_json') !== false;
  const manifest = isWhole ? files.readNow(join(targetFolder, 'manifest.json'), Infinity)?.bytes : undefined;
  if (manifest === undefined) return;
  await files.makeFolder(join(targetFolder, KEPT));
  await files.replaceUnsynced(join(targetFolder, KEPT, 'manifest.json'), manifest);
}

export interface StateFolders {
  /** Of manifest.json. */
  readonly manifest: string;
  /** Of run_results.json and sources.json. */
  readonly results: string;
  /** Somebody named it: then it has to be there. */
  readonly isNamed: boolean;
}

/** `state:new` in a text, `state: new` and `method: state` in selectors.yml, all as JSON has them. */
const STATE = /\bstate"?:|"method":"state"/;
const METHODS = /\b(?:state|result|source_status)"?:|"method":"(?:state|result|source_status)"/;

/** Undefined when the selection asks for no state. */
export function stateFolders({ flags, project, targetFolder }: OpenProject): StateFolders | undefined {
  const named = textFlag(flags, 'state');
  if (named !== undefined) return { manifest: named, results: named, isNamed: true };
  const asked = JSON.stringify([listFlag(flags, 'select'), listFlag(flags, 'exclude'), project.selectors]);
  if (!METHODS.test(asked)) return undefined;
  const manifest = STATE.test(asked) ? join(targetFolder, KEPT) : targetFolder;
  return { manifest, results: targetFolder, isNamed: false };
}
