// A reader of JSON that JSON.parse has accepted, for what JSON.parse does not give: the text of numbers, and keys that
// the engine misreads.
import { fail } from './errors.ts';

interface Cursor<N> {
  readonly text: string;
  readonly makeNumber: (text: string) => N;
  readonly depthMax: number;
  at: number;
}

/**
 * The value of `text`, which JSON.parse must have accepted: nothing is checked again but the depth, which what
 * JSON.parse returns does not tell, because the last of two equal keys wins there.
 *
 * @throws JSON_REFUSED (data) when nested deeper than `depthMax`.
 */
export function readJson<V>(text: string, depthMax: number, makeNumber: (text: string) => V): V {
  return readValue({ text, makeNumber, depthMax, at: 0 }, depthMax) as V;
}

export function nestsTooDeeply(depthMax: number): Error {
  return fail('JSON_REFUSED', { reason: `it nests deeper than ${depthMax} levels` });
}

/** `levels` is how many levels may still be opened. */
function readValue(cursor: Cursor<unknown>, levels: number): unknown {
  switch (skipSpaces(cursor)) {
    case '{':
      return readObject(cursor, levels);
    case '[':
      return readArray(cursor, levels);
    case '"':
      return readString(cursor);
    case 't':
      cursor.at += 'true'.length;
      return true;
    case 'f':
      cursor.at += 'false'.length;
      return false;
    case 'n':
      cursor.at += 'null'.length;
      return null;
    default:
      return readNumber(cursor);
  }
}

/** The next character that is no space. */
function skipSpaces(cursor: Cursor<unknown>): string {
  let character = cursor.text[cursor.at] ?? '';
  while (character === ' ' || character === '\n' || character === '\r' || character === '\t') {
    character = cursor.text[++cursor.at] ?? '';
  }
  return character;
}

function readObject(cursor: Cursor<unknown>, levels: number): unknown {
  if (levels === 0) throw nestsTooDeeply(cursor.depthMax);
  const object: { [key: string]: unknown } = {};
  do {
    cursor.at++;
    if (skipSpaces(cursor) === '}') break;
    const key = readString(cursor);
    skipSpaces(cursor);
    cursor.at++;
    setOwn(object, key, readValue(cursor, levels - 1));
  } while (skipSpaces(cursor) === ',');
  cursor.at++;
  return object;
}

function readArray(cursor: Cursor<unknown>, levels: number): unknown {
  if (levels === 0) throw nestsTooDeeply(cursor.depthMax);
  const array: unknown[] = [];
  do {
    cursor.at++;
    if (skipSpaces(cursor) === ']') break;
    array.push(readValue(cursor, levels - 1));
  } while (skipSpaces(cursor) === ',');
  cursor.at++;
  return array;
}

function readString(cursor: Cursor<unknown>): string {
  const { text, at } = cursor;
  let end = text.indexOf('"', at + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  cursor.at = end + 1;
  const inside = text.slice(at + 1, end);
  return inside.includes('\\') ? (JSON.parse(text.slice(at, end + 1)) as string) : inside;
}

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === '\\') start--;
  return (at - start) % 2 === 1;
}

const NUMBER_CHARACTERS = '0123456789+-.eE';

function readNumber(cursor: Cursor<unknown>): unknown {
  const start = cursor.at;
  while (NUMBER_CHARACTERS.includes(cursor.text[cursor.at] ?? ' ')) cursor.at++;
  return cursor.makeNumber(cursor.text.slice(start, cursor.at));
}

/** Assigning to `__proto__` would reach the prototype. */
export function setOwn<T>(object: { [key: string]: T }, key: string, value: T): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}
