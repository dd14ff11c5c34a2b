/** What an adapter sees of a request. */
export interface Request {
  readonly query: ReadonlyMap<string, string>;
  /** Lower case, as the collector stores it. */
  readonly contentType: string | null;
  /** Without a byte order mark; empty when there was none. */
  readonly body: string;
}

const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*;?$/i;
const FORM_TYPE = /^application\/x-www-form-urlencoded(?:\s*;.*)?$/i;

export function isJsonType(contentType: string | null): boolean {
  return contentType !== null && JSON_TYPE.test(contentType.trim());
}

export function isFormType(contentType: string | null): boolean {
  return contentType !== null && FORM_TYPE.test(contentType.trim());
}
