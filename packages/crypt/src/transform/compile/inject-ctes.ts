// Ephemeral models go into the statements that read them, as common table expressions before all others.

export interface Cte {
  readonly name: string;
  readonly sql: string;
}

export interface Injected {
  readonly code: string;
  /** Where in the code as it was the expressions were put. */
  readonly at: number;
  /** Characters that were put there. */
  readonly length: number;
  /** Offset of each expression's SQL in the new code. */
  readonly starts: readonly number[];
}

/** Written as dbt writes it, so that compiled code compares equal. */
export function injectCtes(code: string, ctes: readonly Cte[]): Injected {
  if (ctes.length === 0) return { code, at: 0, length: 0, starts: [] };
  const { at, hasWith } = placeOfCtes(code);
  let text = hasWith ? '' : 'with';
  const starts: number[] = [];
  for (const [i, { name, sql }] of ctes.entries()) {
    text += `${i === 0 ? '' : ', '} ${name} as (\n`;
    starts.push(at + text.length);
    text += `${sql}\n)`;
  }
  text += hasWith ? ', ' : ' ';
  return { code: code.slice(0, at) + text + code.slice(at), at, length: text.length, starts };
}

const WITH = /with\b(?:(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)+recursive\b)?/iy;

/** Behind the statement's own WITH, or before its first word. */
function placeOfCtes(code: string): { readonly at: number; readonly hasWith: boolean } {
  let [at, firstWord] = [0, -1];
  while (at < code.length) {
    const next = skipBlank(code, at);
    if (firstWord === -1 && !/\s/.test(code[at] ?? '')) firstWord = at;
    if (next === at) break;
    at = next;
  }
  WITH.lastIndex = at;
  if (WITH.test(code)) return { at: WITH.lastIndex, hasWith: true };
  return { at: firstWord === -1 ? at : firstWord, hasWith: false };
}

/** Past one white space or comment; the same place when there is none. */
function skipBlank(code: string, at: number): number {
  if (/\s/.test(code[at] ?? '')) return at + 1;
  if (code.startsWith('--', at)) {
    const end = code.indexOf('\n', at);
    return end === -1 ? code.length : end + 1;
  }
  if (!code.startsWith('/*', at)) return at;
  const end = code.indexOf('*/', at + 2);
  return end === -1 ? code.length : end + 2;
}
