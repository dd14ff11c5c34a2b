// Random valid data for a JSON schema of draft 4, as far as Iglu Central uses it. What comes out is judged by a validator,
// and made again when it does not pass: oneOf and minProperties are met by luck.
import { isJsonObject, textAt, type Json, type JsonObject } from '../../src/kernel/parse-json.ts';
import { patternText } from './pattern-text.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface InstanceOptions {
  readonly isValid: (instance: Json) => boolean;
  /** A schema by URI, for references that leave the document. */
  readonly remote?: (uri: string) => JsonObject | undefined;
}

/** A maker of instances of `schema`; deterministic in the numbers that it draws. Throws when 300 attempts fail. */
export function instancesOf(schema: JsonObject, options: InstanceOptions): (random: SeededRandom) => Json {
  return (random) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // Later attempts have fewer optional parts.
      const share = Math.max(0, 0.7 - attempt / 100);
      const instance = make(schema, { root: schema, random, share, depth: 0, remote: options.remote });
      if (options.isValid(instance)) return instance;
    }
    throw new Error(`no valid instance in ${ATTEMPTS} attempts`);
  };
}

const ATTEMPTS = 300;

interface Making {
  readonly root: JsonObject;
  readonly random: SeededRandom;
  /** How often an optional part is made. */
  readonly share: number;
  readonly depth: number;
  readonly remote: InstanceOptions['remote'];
}

function make(schema: Json | undefined, making: Making): Json {
  if (!isJsonObject(schema)) return makeAnything(making);
  const { schema: resolved, making: inside } = resolve(schema, making);
  const chosen = chooseAlternatives(resolved, inside);
  const values = chosen['enum'];
  if (Array.isArray(values)) return pick(values, making) as Json;
  return makeOfType(chosen, typeOf(chosen, inside), { ...inside, depth: inside.depth + 1 });
}

/** Follows references; a remote schema is the root of what is below it. */
function resolve(schema: JsonObject, making: Making): { readonly schema: JsonObject; readonly making: Making } {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return { schema, making };
  const [uri = '', pointer = ''] = reference.split('#');
  const root = uri === '' ? making.root : making.remote?.(uri);
  if (root === undefined) throw new Error(`no schema ${uri}`);
  let target: Json = root;
  for (const key of pointer.split('/').slice(1)) target = (target as JsonObject)[key] ?? {};
  return resolve(target as JsonObject, { ...making, root });
}

/** One schema of a schema with allOf, and one of its oneOf and anyOf. */
function chooseAlternatives(schema: JsonObject, making: Making): JsonObject {
  let whole = schema;
  for (const part of asArray(schema['allOf']))
    whole = join(whole, chooseAlternatives(resolve(part as JsonObject, making).schema, making));
  for (const keyword of ['oneOf', 'anyOf']) {
    const alternatives = asArray(schema[keyword]);
    if (alternatives.length === 0) continue;
    const one = resolve(pick(alternatives, making) as JsonObject, making).schema;
    whole = join(whole, chooseAlternatives(one, making));
  }
  return whole;
}

function join(left: JsonObject, right: JsonObject): JsonObject {
  const joined: Record<string, Json> = { ...left, ...right };
  joined['required'] = [...asArray(left['required']), ...asArray(right['required'])];
  const properties: Record<string, Json> = { ...asObject(left['properties']) };
  for (const [name, property] of Object.entries(asObject(right['properties']))) {
    const present = properties[name];
    properties[name] = isJsonObject(present) && isJsonObject(property) ? join(present, property) : property;
  }
  if (Object.keys(properties).length > 0) joined['properties'] = properties;
  return joined;
}

function typeOf(schema: JsonObject, making: Making): string {
  const type = schema['type'];
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return String(pick(type, making));
  if ('properties' in schema || 'patternProperties' in schema || asArray(schema['required']).length > 0)
    return 'object';
  if ('items' in schema) return 'array';
  if ('pattern' in schema || 'format' in schema || 'minLength' in schema) return 'string';
  return 'minimum' in schema ? 'number' : 'anything';
}

function makeOfType(schema: JsonObject, type: string, making: Making): Json {
  switch (type) {
    case 'null':
      return null;
    case 'boolean':
      return making.random.chance(0.5);
    case 'integer':
      return makeInteger(schema, making);
    case 'number':
      return makeNumber(schema, making);
    case 'string':
      return makeString(schema, making);
    case 'array':
      return makeArray(schema, making);
    case 'object':
      return makeObject(schema, making);
    default:
      return makeAnything(making);
  }
}

function makeInteger(schema: JsonObject, { random }: Making): number {
  const least = Math.ceil(asNumber(schema['minimum'], -1000)) + (schema['exclusiveMinimum'] === true ? 1 : 0);
  const most = Math.floor(asNumber(schema['maximum'], Math.max(least, 0) + 100_000));
  if (random.chance(0.2) && Number.isSafeInteger(most)) return most;
  if (random.chance(0.2)) return least;
  return least + random.below(Math.min(most - least + 1, 2 ** 52));
}

function makeNumber(schema: JsonObject, making: Making): number {
  const step = schema['multipleOf'];
  if (typeof step === 'number') {
    const digits = String(step).split('.')[1]?.length ?? 0;
    const scaled = { minimum: asNumber(schema['minimum'], 0) / step, maximum: asNumber(schema['maximum'], 1e6) / step };
    return Number((makeInteger(scaled, making) * step).toFixed(digits));
  }
  const whole = makeInteger(schema, making);
  const fraction = making.random.below(1000) / 1000;
  return making.random.chance(0.5) || whole + fraction > asNumber(schema['maximum'], Infinity)
    ? whole
    : whole + fraction;
}

const LETTERS = Array.from('abcdefghij XYZ0189_-.,é"\\/\t\n😀日');

function makeString(schema: JsonObject, making: Making): string {
  const { random } = making;
  if (typeof schema['pattern'] === 'string') return patternText(schema['pattern'])(random);
  const format = FORMATS[textAt(schema, 'format')];
  if (format !== undefined) return format(random);
  const least = asNumber(schema['minLength'], 0);
  const most = Math.min(asNumber(schema['maxLength'], least + 20), least + 20);
  return Array.from({ length: least + random.below(most - least + 1) }, () => pick(LETTERS, making)).join('');
}

const two = (value: number): string => String(value).padStart(2, '0');
const day = (random: SeededRandom): string =>
  `${1990 + random.below(60)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`;

const FORMATS: Readonly<Record<string, (random: SeededRandom) => string>> = {
  date: day,
  'date-time': (random) => {
    const time = [24, 60, 60].map((limit) => two(random.below(limit))).join(':');
    const fraction = random.chance(0.5) ? `.${random.below(1_000_000)}` : '';
    const zone = random.chance(0.5)
      ? 'Z'
      : `${random.chance(0.5) ? '+' : '-'}${two(random.below(14))}:${two(random.below(60))}`;
    return `${day(random)}T${time}${fraction}${zone}`;
  },
  uri: (random) => `https://www.example.com/a/${random.below(1000)}?b=${random.below(9)}#c`,
  email: (random) => `user${random.below(1000)}@example.com`,
  uuid: (random) => random.uuid(),
  ipv4: (random) => `192.0.2.${random.below(256)}`,
  ipv6: (random) => `2001:db8::${random.below(9999)}`,
  hostname: (random) => `host${random.below(100)}.example.com`,
};

function makeArray(schema: JsonObject, making: Making): Json {
  const { random, depth, share } = making;
  const items = schema['items'];
  if (Array.isArray(items)) return items.map((item) => make(item as Json, making));
  const least = asNumber(schema['minItems'], 0);
  const room = depth > 6 || share === 0 ? 0 : 3;
  const count =
    least + random.below(Math.max(0, Math.min(room, asNumber(schema['maxItems'], least + room) - least)) + 1);
  return Array.from({ length: count }, () => make(items, making));
}

function makeObject(schema: JsonObject, making: Making): Json {
  const { random } = making;
  const properties = asObject(schema['properties']);
  const names = new Set(asArray(schema['required']).map(String));
  const share = making.depth > 6 ? 0 : making.share;
  for (const name of Object.keys(properties)) if (random.chance(share)) names.add(name);
  const least = asNumber(schema['minProperties'], 0);
  for (const name of Object.keys(properties)) if (names.size < least) names.add(name);
  addDependents(names, asObject(schema['dependencies']));
  const object: Record<string, Json> = {};
  for (const name of names) object[name] = make(properties[name] ?? schema['additionalProperties'], making);
  for (const [pattern, property] of Object.entries(asObject(schema['patternProperties']))) {
    if (random.chance(share)) object[patternText(pattern)(random)] = make(property, making);
  }
  const additional = schema['additionalProperties'];
  while (additional !== false && (random.chance(share / 4) || Object.keys(object).length < least)) {
    object[`extra ${random.below(1000)}`] = make(additional, making);
  }
  return object;
}

function addDependents(names: Set<string>, dependencies: JsonObject): void {
  for (const [name, others] of Object.entries(dependencies)) {
    if (names.has(name)) for (const other of asArray(others)) names.add(other as string);
  }
}

function makeAnything(making: Making): Json {
  const { random, depth } = making;
  const kind = random.below(depth > 6 ? 5 : 7);
  const deeper = { ...making, depth: depth + 1 };
  if (kind === 5) return Array.from({ length: random.below(3) }, () => makeAnything(deeper));
  if (kind === 6)
    return Object.fromEntries(Array.from({ length: random.below(3) }, (_, i) => [`key${i}`, makeAnything(deeper)]));
  return [null, true, random.below(1000), random.below(1000) / 8, makeString({}, making)][kind] ?? null;
}

function pick<T>(list: readonly T[], { random }: Making): T {
  return list[random.below(list.length)] as T;
}

function asArray(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : [];
}

function asObject(json: Json | undefined): JsonObject {
  return isJsonObject(json) ? json : {};
}

function asNumber(json: Json | undefined, otherwise: number): number {
  return typeof json === 'number' ? json : otherwise;
}
