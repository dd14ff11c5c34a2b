/** Control characters, those that turn the direction of text, and halves of surrogate pairs. */
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A text of a schema as it can be shown and stored on one line: a schema is from outside, and so are its names. */
export function showText(text: string, charsMax = 100): string {
  const short = text.length > charsMax ? `${text.slice(0, charsMax)}…` : text;
  return short.replaceAll(UNSEEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
