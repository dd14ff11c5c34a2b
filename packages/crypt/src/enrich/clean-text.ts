// Text from outside made safe for every store behind us, as Snowplow makes it safe for TSV: a tab becomes four spaces,
// control characters go. Halves of surrogate pairs, which trackers make by cutting a text in the middle of an emoji,
// become U+FFFD: they have no UTF-8, and DuckDB refuses a whole file for one of them.

declare global {
  // Node 20 has both; TypeScript's lib has them from ES2024 on.
  interface String {
    isWellFormed(): boolean;
    toWellFormed(): string;
  }
}

const PLAIN = /^[ -~]*$/;
const CONTROL = /\p{Cc}/gu;

/** Returns the safe text; empty means null. */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replaceAll('\t', '    ').replaceAll(CONTROL, '').toWellFormed();
}

/** Escapes in JSON text: a pair, a half, any other. In this order, so that `\\ud800` is read as `\\` and a word. */
const ESCAPES = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}|\\[^]/g;

/** The same JSON without halves of surrogate pairs, neither raw nor escaped. */
export function wellFormedJson(json: string): string {
  const text = json.isWellFormed() ? json : json.toWellFormed();
  if (!text.includes('\\u')) return text;
  return text.replaceAll(ESCAPES, (escape) => (escape.length === 6 ? '\\ufffd' : escape));
}

const LINE_WHITESPACE = /[\n\r\t]/g;

/** The same JSON on one line. Raw line feeds and tabs can only stand between tokens. */
export function oneLineJson(json: string): string {
  return wellFormedJson(json).replaceAll(LINE_WHITESPACE, ' ');
}
