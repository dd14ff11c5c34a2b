// JSON with every value replaced by the kind of value it is. Names stay when they look like names.
import { isCryptError } from '../../../kernel/crypt-error.ts';
import { isJsonObject, parseJson, type Json } from '../../../kernel/parse-json.ts';
import { DOTS, isPlainName } from './mask-address.ts';

const DEPTH_MAX = 12;
const NAMES_MAX = 60;

/** Schema URIs say which shape, not who: they are shown. */
const SCHEMA = /^iglu:[\w.-]{1,128}\/[\w.-]{1,128}\/[\w.-]{1,64}\/\d{1,4}-\d{1,4}-\d{1,4}$/;

/** `{"email":"jane@example.org","age":41}` becomes `{"email": "text of 16", "age": "number"}` as data. */
export function maskShape(value: Json, depth = 0): Json {
  if (value === null) return 'null';
  if (typeof value === 'string') return SCHEMA.test(value) ? value : `text of ${value.length}`;
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'true or false';
  if (depth >= DEPTH_MAX) return 'deeper';
  if (Array.isArray(value)) return maskList(value, depth);
  return isJsonObject(value) ? maskObject(value, depth) : DOTS;
}

/** The same for JSON as text; text that is no JSON is only measured. */
export function maskShapeText(text: string): Json {
  try {
    return maskShape(parseJson(text));
  } catch (error) {
    if (isCryptError(error, 'JSON_REFUSED')) return `not JSON, ${text.length} characters`;
    throw error;
  }
}

function maskObject(object: { readonly [key: string]: Json }, depth: number): Json {
  const names = Object.keys(object);
  // Pairs, not assignment: a name may be `__proto__`.
  const pairs = names.slice(0, NAMES_MAX).map((name): [string, Json] => {
    return [isPlainName(name) ? name : DOTS, maskShape(object[name] as Json, depth + 1)];
  });
  if (names.length > NAMES_MAX) pairs.push(['…', `${names.length - NAMES_MAX} more`]);
  return Object.fromEntries(pairs);
}

/** Lists of scalars are told by their length; entities differ, so each is shown. */
function maskList(list: readonly Json[], depth: number): Json {
  if (!list.some((item) => typeof item === 'object' && item !== null)) return `list of ${list.length}`;
  const shown = list.slice(0, NAMES_MAX).map((item) => maskShape(item, depth + 1));
  return list.length > NAMES_MAX ? [...shown, `${list.length - NAMES_MAX} more`] : shown;
}
