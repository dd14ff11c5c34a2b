// Lines of the process to verdicts and mappings. The code of the project may have written into our pipe, so nothing is
// believed: what is no answer of ours is an answer that is no result.
import type { ProjectFailure, ProjectResult, ProjectVerdict, WebhookMapping } from '../../contracts/project-code.ts';
import { PROJECT_MAPPING_CHARS_MAX, PROJECT_RESULT_CHARS_MAX } from '../../kernel/limits.ts';
import { isJsonObject, textAt, type Json } from '../../kernel/parse-json.ts';
import { TAG, type HostFailure, type Thrown } from './host-protocol.ts';
import { readMapping } from './read-mapping.ts';
import { parseAnswer, readResult, TOO_DEEP } from './read-result.ts';

/** @param files those that saw the event, in their order. */
export function readVerdict(line: string, files: readonly string[]): ProjectVerdict {
  const answers = parseAnswer(line.slice(1));
  if (line[0] !== TAG.verdict) return readFailure(answers, files, PROJECT_RESULT_CHARS_MAX);
  if (!Array.isArray(answers)) return noResult(files[0] ?? '', TOO_DEEP);
  return joinResults(answers as readonly Json[], files);
}

function joinResults(answers: readonly Json[], files: readonly string[]): ProjectVerdict {
  const entities: ProjectResult['entities'][number][] = [];
  const columns: Record<string, ProjectResult['columns'][string]> = {};
  for (const [index, answer] of answers.entries()) {
    const file = files[index] ?? '';
    const result = readResult(answer);
    if (typeof result === 'string') return noResult(file, result);
    entities.push(...result.entities);
    Object.assign(columns, result.columns);
    if (result.drop === null) continue;
    return { ok: true, result: { entities, columns, drop: { file, reason: result.drop } } };
  }
  return { ok: true, result: { entities, columns, drop: null } };
}

export function readMapped(line: string, file: string): WebhookMapping {
  const answer = parseAnswer(line.slice(1));
  if (line[0] !== TAG.mapping) return readFailure(answer, [file], PROJECT_MAPPING_CHARS_MAX);
  const events = readMapping(answer);
  return typeof events === 'string' ? noResult(file, events) : { ok: true, events };
}

/** What a process told of something thrown. */
export function readThrown(json: string): Thrown {
  const value = parseAnswer(json);
  if (!isJsonObject(value)) return { error: 'an error', at: '' };
  return { error: textAt(value, 'error', 'an error'), at: textAt(value, 'at') };
}

function readFailure(value: Json | undefined, files: readonly string[], charsMax: number): ProjectFailure {
  const given = (isJsonObject(value) ? value : {}) as Partial<HostFailure>;
  // A map is the only file of its request, whatever its place in crypt.yml.
  const file = files[given.file ?? 0] ?? files[0] ?? '';
  if (given.what === 'threw') {
    return { ok: false, cause: `${file}: threw ${String(given.error)}`, detail: String(given.at) };
  }
  if (given.what === 'tooLarge') {
    return { ok: false, cause: `${file}: returned more than ${charsMax} characters of JSON`, detail: '' };
  }
  return noResult(file, 'it is nothing that JSON can say');
}

function noResult(file: string, detail: string): ProjectFailure {
  return { ok: false, cause: `${file}: returned something that is not a result`, detail };
}
