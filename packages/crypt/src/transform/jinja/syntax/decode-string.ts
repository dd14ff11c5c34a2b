import { SyntaxFault } from './syntax-fault.ts';

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/gu;

/** The text of a string literal without its quotes, escapes as Python has them. `at` is for errors. */
export function decodeString(text: string, at: number): string {
  return text.replaceAll(ESCAPE, (whole, x?: string, u?: string, long?: string, octal?: string, character?: string) => {
    const hex = x ?? u ?? long;
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      if (code > 0x10ffff) throw new SyntaxFault(at, `${whole} is no character of Unicode`);
      return String.fromCodePoint(code);
    }
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    if (character === 'x' || character === 'u' || character === 'U')
      throw new SyntaxFault(at, `the escape \\${character} needs more hexadecimal digits`);
    if (character === 'N') throw new SyntaxFault(at, 'characters by name (\\N) are not known here; use \\u');
    return SIMPLE.get(character ?? '') ?? whole;
  });
}
