// Python counts code points, JavaScript halves of them: texts with none beyond U+FFFF, nearly all, take the short way.

import { COLLECTION_ITEMS_MAX } from '../../../kernel/limits.ts';
import { raised } from './raise.ts';

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

/** The characters of a text, one code point each; as many as a collection may have. */
export function charactersOf(text: string): string[] {
  if (text.length > COLLECTION_ITEMS_MAX)
    throw raised('JINJA_LIMIT', `a text of more than ${COLLECTION_ITEMS_MAX} characters cannot be taken apart`);
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
