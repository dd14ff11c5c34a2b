import type { ExactJson } from '../kernel/exact-json.ts';

/** The text of data that many events share, such as that of a browser: made once, and forgotten with the data. */
export function sharedText<T>(texts: WeakMap<object, T>, data: ExactJson, make: () => T): T {
  if (typeof data !== 'object' || data === null) return make();
  const known = texts.get(data);
  if (known !== undefined) return known;
  const text = make();
  texts.set(data, text);
  return text;
}
