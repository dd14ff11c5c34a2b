// Python counts code points, JavaScript halves of them: texts with none beyond U+FFFF, nearly all, take the short way.

const SURROGATE = /[\ud800-\udfff]/;

export function hasSurrogates(text: string): boolean {
  return SURROGATE.test(text);
}

export function lengthOf(text: string): number {
  if (!hasSurrogates(text)) return text.length;
  let count = 0;
  for (let at = 0; at < text.length; count++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

/** The characters of a text, one code point each. */
export function charactersOf(text: string): string[] {
  return hasSurrogates(text) ? Array.from(text) : text.split('');
}

/** Orders texts by code points, as Python does. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  if (hasSurrogates(left) || hasSurrogates(right)) {
    const [a, b] = [charactersOf(left), charactersOf(right)];
    for (let i = 0; i < a.length && i < b.length; i++) {
      const order = (a[i]?.codePointAt(0) ?? 0) - (b[i]?.codePointAt(0) ?? 0);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  return left < right ? -1 : 1;
}
