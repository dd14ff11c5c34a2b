import type { Thrown } from './host-protocol.ts';

const CLASS_NAME = /^[A-Za-z_$][\w$]{0,63}$/;
const FRAME = /^ +at (?:async )?(?:.*\()?(?:file:\/\/)?([^()]+?):(\d{1,6}):\d+\)?$/;

/**
 * What may be told of anything thrown. Its message may hold what an event holds, so only the class is kept, and the
 * first place of the stack that lies in the project's own sources.
 *
 * @param sources absolute path to name.
 */
export function describeThrown(thrown: unknown, sources: ReadonlyMap<string, string>): Thrown {
  try {
    return { error: className(thrown), at: place(thrown, sources) };
  } catch {
    // A getter of it threw as well.
    return { error: 'an error', at: '' };
  }
}

/** Not `name`: that is a value like any other, while classes are code. */
function className(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return `a ${typeof thrown}`;
  const { name } = thrown.constructor;
  return CLASS_NAME.test(name) ? name : 'an error';
}

function place(thrown: unknown, sources: ReadonlyMap<string, string>): string {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return '';
  for (const line of thrown.stack.split('\n')) {
    const [, path = '', number = ''] = FRAME.exec(line) ?? [];
    const source = sources.get(path);
    if (source !== undefined) return `${source}:${number}`;
  }
  return '';
}
