// selectors.yml, read by a YAML parser elsewhere, as selections by name.
import { nearest } from '../../kernel/did-you-mean.ts';
import { SELECTORS_DEPTH_MAX } from '../../kernel/limits.ts';
import { parseCriterion, readMethod } from './parse-criterion.ts';
import { planProblem, type Problem, type Span } from './problem.ts';
import { fieldOf, fieldsOf, type Fields } from './selectable-manifest.ts';
import { INDIRECT_SELECTIONS, type Combination, type IndirectSelection, type Selection } from './selection.ts';

export interface Selector {
  readonly name: string;
  readonly description: string;
  readonly selection: Selection;
}

export interface SelectorBook {
  readonly byName: ReadonlyMap<string, Selector>;
  /** The selector that is used when the command line says nothing. */
  readonly byDefault: string | undefined;
}

interface Reading {
  /** Of the command line; a criterion may say otherwise. */
  readonly indirect: IndirectSelection;
  readonly problems: Problem[];
}

const CRITERION_KEYS = [
  'method',
  'value',
  'parents',
  'parents_depth',
  'children',
  'children_depth',
  'childrens_parents',
  'indirect_selection',
  'exclude',
];

/**
 * All selectors of a file; none of those that cannot be read.
 *
 * @param data the file as data: `{selectors: [{name, definition, default?, description?}]}`; nothing for no file.
 * @param indirect what `--indirect-selection` says.
 * @returns problems SELECT_SELECTORS_INVALID, SELECT_METHOD_UNKNOWN, SELECT_SYNTAX, SELECT_KEY_IGNORED.
 */
export function readSelectors(
  data: unknown,
  indirect: IndirectSelection = 'eager',
): { readonly book: SelectorBook; readonly problems: readonly Problem[] } {
  const reading: Reading = { indirect, problems: [] };
  const byName = new Map<string, Selector>();
  let byDefault: string | undefined;
  const list = fieldOf(data, 'selectors');
  if (data !== undefined && data !== null && !Array.isArray(list))
    refuse(reading, 'the file', 'selectors must be a list');
  for (const [index, entry] of (Array.isArray(list) ? list : []).entries()) {
    const where = `selectors[${index}]`;
    const name = fieldOf(entry, 'name');
    if (typeof name !== 'string') {
      refuse(reading, where, 'a selector needs a name');
      continue;
    }
    const description = fieldOf(entry, 'description');
    const selection = readDefinition(reading, fieldOf(entry, 'definition'), `${where}.definition`, 0);
    if (selection !== undefined)
      byName.set(name, { name, description: typeof description === 'string' ? description : '', selection });
    if (fieldOf(entry, 'default') !== true) continue;
    if (byDefault !== undefined) refuse(reading, where, `both ${byDefault} and ${name} are the default`);
    else byDefault = name;
  }
  return { book: { byName, byDefault }, problems: reading.problems };
}

function readDefinition(reading: Reading, definition: unknown, where: string, depth: number): Selection | undefined {
  if (depth > SELECTORS_DEPTH_MAX) return refuse(reading, where, `it is nested deeper than ${SELECTORS_DEPTH_MAX}`);
  if (typeof definition === 'string') return readText(reading, definition, where);
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition))
    return refuse(reading, where, 'a definition is a text or a mapping');
  const fields = fieldsOf(definition);
  for (const kind of ['union', 'intersection'] as const) {
    if (!Object.hasOwn(fields, kind)) continue;
    const others = Object.keys(fields).filter((key) => key !== kind);
    if (others.length > 0 && depth === 0)
      return refuse(reading, where, `beside ${kind} there must be nothing, but there is ${others.join(', ')}`);
    for (const key of others) ignore(reading, where, `the key '${key}' beside ${kind} means nothing`, undefined);
    return readGroup(reading, kind, fields[kind], `${where}.${kind}`, depth);
  }
  return readMapping(reading, fields, where, depth);
}

/** A text is one criterion: spaces and commas do not combine here. */
function readText(reading: Reading, text: string, where: string): Selection | undefined {
  if (/[ ,]/.test(text))
    ignore(reading, where, `in '${text}' spaces and commas do not combine; write union or intersection`, undefined);
  return parseCriterion({ text, start: 0, end: text.length }, reading.indirect, reading.problems);
}

function readGroup(
  reading: Reading,
  kind: 'union' | 'intersection',
  value: unknown,
  where: string,
  depth: number,
): Selection | undefined {
  if (!Array.isArray(value)) return refuse(reading, where, 'it must be a list');
  const parts: Selection[] = [];
  let excluded: Selection | undefined;
  let isExcluding = false;
  for (const [index, item] of value.entries()) {
    const place = `${where}[${index}]`;
    // One with a method excludes of itself only in dbt's documents: its reader takes any `exclude` here for the group's.
    const exclude = fieldOf(item, 'exclude');
    if (exclude === undefined) {
      const part = readDefinition(reading, item, place, depth + 1);
      if (part !== undefined) parts.push(part);
    } else if (isExcluding) refuse(reading, place, 'a group may have one exclude');
    else {
      isExcluding = true;
      excluded = readExclude(reading, exclude, `${place}.exclude`, depth);
      for (const key of Object.keys(fieldsOf(item)))
        if (key !== 'exclude') ignore(reading, place, `the key '${key}' beside exclude means nothing`, undefined);
    }
  }
  const group = combine(kind, parts, where);
  return excluded === undefined ? group : combine('difference', [group, excluded], where);
}

function readExclude(reading: Reading, value: unknown, where: string, depth: number): Selection | undefined {
  if (!Array.isArray(value)) return refuse(reading, where, 'it must be a list');
  const parts = value
    .map((item, index) => readDefinition(reading, item, `${where}[${index}]`, depth + 1))
    .filter((part): part is Selection => part !== undefined);
  return parts.length > 1 ? combine('union', parts, where) : parts[0];
}

/** `{tag: nightly}`, or `{method, value, …}`. */
function readMapping(reading: Reading, fields: Fields, where: string, depth: number): Selection | undefined {
  const keys = Object.keys(fields);
  const [only] = keys;
  const isShort = keys.length === 1 && only !== undefined;
  const methodText = isShort ? only : fields['method'];
  const value = isShort ? fields[only] : fields['value'];
  if (typeof methodText !== 'string' || !(isShort || Object.hasOwn(fields, 'value')))
    return refuse(
      reading,
      where,
      `one key, or method and value, were expected, but there is ${keys.join(', ') || 'none'}`,
    );
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return refuse(reading, where, 'a value must be a text, a number, true or false');
  const at = spanOf(`${methodText}:${String(value)}`);
  const method = readMethod(methodText, { ...at, end: methodText.length }, reading.problems);
  if (method === undefined) return undefined;
  const settings = isShort ? {} : fields;
  for (const key of Object.keys(settings))
    if (!CRITERION_KEYS.includes(key))
      ignore(reading, where, `the key '${key}' means nothing`, nearest(key, CRITERION_KEYS));
  const indirect = readIndirect(reading, settings, where);
  if (indirect === undefined) return undefined;
  const childrensParents = isTrue(fieldOf(settings, 'childrens_parents'));
  const children = readSteps(reading, settings, 'children', where);
  if (childrensParents && children !== undefined)
    return refuse(reading, where, 'childrens_parents and children do not go together');
  const parents = readSteps(reading, settings, 'parents', where);
  const relatives = { childrensParents, parents, children };
  const criterion = {
    kind: 'criterion',
    method: method.name,
    keys: method.keys,
    value,
    ...relatives,
    indirect,
    at,
  } as const;
  const exclude = fieldOf(settings, 'exclude');
  if (exclude === undefined) return criterion;
  const excluded = readExclude(reading, exclude, `${where}.exclude`, depth);
  return excluded === undefined ? criterion : combine('difference', [criterion, excluded], where);
}

function readIndirect(reading: Reading, settings: Fields, where: string): IndirectSelection | undefined {
  const given = fieldOf(settings, 'indirect_selection');
  if (given === undefined) return reading.indirect;
  const known = INDIRECT_SELECTIONS.find((mode) => mode === given);
  return known ?? refuse(reading, where, `indirect_selection must be one of ${INDIRECT_SELECTIONS.join(', ')}`);
}

/** As dbt reads it: a depth of the number 0 is no limit, while `0+` on the command line takes nothing. */
function readSteps(
  reading: Reading,
  settings: Fields,
  name: 'parents' | 'children',
  where: string,
): number | undefined {
  const depth = fieldOf(settings, `${name}_depth`);
  const steps = depth === undefined || depth === null || depth === 0 || depth === '' ? Infinity : Number(depth);
  if (!(steps === Infinity || (Number.isSafeInteger(steps) && steps >= 0)))
    refuse(reading, where, `${name}_depth must be a whole number`);
  return isTrue(fieldOf(settings, name)) ? steps : undefined;
}

/** Python's idea of true, by which dbt reads these keys. */
function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function combine(kind: Combination['kind'], parts: readonly Selection[], where: string): Combination {
  return { kind, parts, indirect: 'eager', warnIfEmpty: false, at: spanOf(where) };
}

function spanOf(text: string): Span {
  return { text, start: 0, end: text.length };
}

function refuse(reading: Reading, where: string, why: string): undefined {
  reading.problems.push(planProblem('SELECT_SELECTORS_INVALID', { where, why }));
}

function ignore(reading: Reading, where: string, why: string, nearest: string | undefined): void {
  reading.problems.push(planProblem('SELECT_KEY_IGNORED', { where, why, nearest }));
}
