// JSON whose numbers keep every digit. A number that JSON.stringify would write with the value it was read with is a
// number; any other is an ExactNumber, with its text: `9007199254740993`, `12.340000000000000001`, `1e400`.
import { JSON_DEPTH_MAX } from './limits.ts';
import { parseJson, type Json } from './parse-json.ts';
import { readJson, setOwn } from './read-json.ts';

/** A number as it was written. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type ExactJson =
  | null
  | boolean
  | number
  | string
  | ExactNumber
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson };

export type ExactObject = { readonly [key: string]: ExactJson };

export type { Json };

/**
 * Parses JSON from outside as parseJson does, and keeps every digit.
 *
 * @throws JSON_REFUSED (data) for what parseJson refuses.
 */
export function parseExactJson(text: string, depthMax: number = JSON_DEPTH_MAX): ExactJson {
  const plain = parseJson(text, depthMax);
  return mayLoseDigits(text) && losesDigits(text) ? readJson<ExactJson>(text, depthMax, exactNumber) : plain;
}

/** 15 digits and an exponent of two always fit a double. */
const LONG = 16;
/** Ends like a number in JSON: UUIDs are full of `3e123`. */
const LONG_EXPONENT = /[0-9][eE][+-]?[0-9]{3,}(?:[\s,\]}]|$)/;

/** Cheap, and true for long digits in texts too. A run of LONG characters covers a multiple of LONG. */
function mayLoseDigits(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    if (!isDigitOrPoint(text, at)) continue;
    let start = at;
    while (isDigitOrPoint(text, start - 1)) start--;
    while (isDigitOrPoint(text, at + 1)) at++;
    if (at - start >= LONG - 1) return true;
  }
  return LONG_EXPONENT.test(text);
}

/** True for `/` too, which lies between them in ASCII. */
function isDigitOrPoint(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x2e && code <= 0x39;
}

/** Numbers that are long, outside texts and in some texts. */
const LONG_NUMBERS = /(?:^|[[:,\s])(-?(?:[0-9][0-9.]{15,}(?:[eE][+-]?[0-9]+)?|[0-9][0-9.]*[eE][+-]?[0-9]{3,}))/g;

/** Doubles that JavaScript wrote are long too, but a double gives them back. */
function losesDigits(text: string): boolean {
  for (const [, number = ''] of text.matchAll(LONG_NUMBERS)) if (!holds(number)) return true;
  return false;
}

/** Whether a double gives the number back with the same value. */
function holds(number: string): boolean {
  const written = String(Number(number));
  if (written === number) return true;
  const sent = splitNumber(number);
  const kept = splitNumber(written);
  return sent !== undefined && kept !== undefined && compareNumbers(sent, kept) === 0;
}

function exactNumber(number: string): number | ExactNumber {
  return holds(number) ? Number(number) : new ExactNumber(number);
}

export function isExactObject(value: ExactJson | undefined): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** The same value with doubles for numbers, as JSON.parse would have made it. Is `exact` itself when nothing differs. */
export function toPlainJson(exact: ExactJson): Json {
  if (!hasExactNumber(exact)) return exact as Json;
  if (exact instanceof ExactNumber) return Number(exact.text);
  if (Array.isArray(exact)) return exact.map((item: ExactJson) => toPlainJson(item));
  const object: { [key: string]: Json } = {};
  for (const [key, item] of Object.entries(exact as ExactObject)) setOwn(object, key, toPlainJson(item));
  return object;
}

function hasExactNumber(value: ExactJson): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof ExactNumber) return true;
  if (Array.isArray(value)) {
    for (const item of value as readonly ExactJson[]) if (hasExactNumber(item)) return true;
    return false;
  }
  const object = value as ExactObject;
  for (const key in object) if (hasExactNumber(object[key] as ExactJson)) return true;
  return false;
}

/** Compact JSON text as JSON.stringify writes it, with the digits of exact numbers. */
export function stringifyExactJson(value: ExactJson): string {
  return hasExactNumber(value) ? stringifyParts(value) : JSON.stringify(value);
}

function stringifyParts(value: ExactJson): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map((item: ExactJson) => stringifyParts(item)).join(',')}]`;
  const members = Object.entries(value as ExactObject).map(
    ([key, item]) => `${JSON.stringify(key)}:${stringifyParts(item)}`,
  );
  return `{${members.join(',')}}`;
}

/** A decimal number as 0.`digits` × 10^`point`: no zeros at either end of `digits`, which is empty for zero. */
export interface NumberParts {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
}

const NUMBER = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;

/** Parts of a number of JSON; undefined for another text. */
export function splitNumber(text: string): NumberParts | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const all = whole + fraction;
  let start = 0;
  while (start < all.length && all[start] === '0') start++;
  let end = all.length;
  while (end > start && all[end - 1] === '0') end--;
  if (start === end) return { negative: false, digits: '', point: 0 };
  return { negative: sign === '-', digits: all.slice(start, end), point: whole.length - start + Number(exponent) };
}

/** Negative when `left` is less, 0 when both are the same number. */
export function compareNumbers(left: NumberParts, right: NumberParts): number {
  const leftSign = signOf(left);
  const rightSign = signOf(right);
  if (leftSign !== rightSign) return leftSign - rightSign;
  if (left.point !== right.point) return left.point < right.point ? -leftSign : leftSign;
  // Digits after the point: text order is number order, and a longer text with an equal start is more.
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -leftSign : leftSign;
}

function signOf({ negative, digits }: NumberParts): number {
  if (digits === '') return 0;
  return negative ? -1 : 1;
}
