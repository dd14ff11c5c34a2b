// JSON whose numbers keep every digit. A number that a double holds exactly is a number; any other is an ExactNumber.
import { parseJson, type Json } from './parse-json.ts';

/** A number as it was written: `9007199254740993`, `12.340000000000000001`. */
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

export function parseExactJson(text: string): ExactJson {
  return parseJson(text);
}
export function toPlainJson(value: ExactJson): Json {
  return value as Json;
}
export function stringifyExactJson(value: ExactJson): string {
  return JSON.stringify(value);
}
