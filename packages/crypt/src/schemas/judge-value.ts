// Data against a schema (JSON Schema draft-04). One walk answers both questions: does it obey, which is asked of every
// event and stops at the first mismatch; and where does it not, which collects them. Work is counted, so that neither a
// schema nor data from outside can keep the process: what is not judged within JUDGE_STEPS_MAX steps does not obey.
import { ExactNumber, type ExactJson } from '../kernel/exact-json.ts';
import { JUDGE_DEPTH_MAX, JUDGE_STEPS_MAX } from '../kernel/limits.ts';
import { nearest } from '../kernel/did-you-mean.ts';
import { isWhole } from './decimal.ts';
import { judgeNumber, judgeText, patternSteps } from './judge-scalar.ts';
import { describeValue, isTold, startJudging, tell, type Judging, type Mismatch } from './judging.ts';
import { TYPE_BITS, type ArrayRules, type CombinedRules, type ObjectRules, type SchemaNode } from './schema-node.ts';
import { showText } from './show-text.ts';
import { addValue, hasValue, valueSet } from './value-set.ts';

type ExactObject = { readonly [key: string]: ExactJson };

export function obeys(schema: SchemaNode, value: ExactJson): boolean {
  const judging = startJudging(undefined);
  return judge(schema, value, judging) && !judging.exhausted;
}

/** At most MISMATCHES_MAX; none when the value obeys. */
export function findMismatches(schema: SchemaNode, value: ExactJson): readonly Mismatch[] {
  const found: Mismatch[] = [];
  const judging = startJudging(found);
  judge(schema, value, judging);
  if (!judging.exhausted) return found;
  const message = 'is, together with its schema, too large to be judged';
  return [{ path: '', keyword: '', message }];
}

function judge(node: SchemaNode, value: ExactJson, judging: Judging): boolean {
  if (++judging.steps > JUDGE_STEPS_MAX || judging.depth >= JUDGE_DEPTH_MAX) {
    judging.exhausted = true;
    return false;
  }
  judging.depth++;
  const ok =
    node.reference?.target === undefined
      ? judgeAll(node, value, judging)
      : judge(node.reference.target, value, judging);
  judging.depth--;
  return ok;
}

function judgeAll(node: SchemaNode, value: ExactJson, judging: Judging): boolean {
  if (node.mask !== 0 && (node.mask & typeBits(value)) === 0) {
    return tell(judging, 'type', () => `is ${describeValue(value)}, not ${(node.types ?? []).join(' or ')}`);
  }
  let ok = true;
  if (node.valueSet !== undefined && !hasValue(node.valueSet, value)) {
    ok = tell(judging, 'enum', () => `is none of the ${node.values?.length} allowed values (${describeValue(value)})`);
  }
  if (node.combined !== undefined) ok = judgeCombined(node.combined, value, judging) && ok;
  return judgeByType(node, value, judging) && ok;
}

function judgeByType(node: SchemaNode, value: ExactJson, judging: Judging): boolean {
  if (typeof value === 'string') return node.text === undefined || judgeText(node.text, value, judging);
  if (typeof value === 'number') return node.number === undefined || judgeNumber(node.number, value, judging);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return node.array === undefined || judgeArray(node.array, value, judging);
  if (value instanceof ExactNumber) return node.number === undefined || judgeNumber(node.number, value, judging);
  return node.object === undefined || judgeObject(node.object, value as ExactObject, judging);
}

function typeBits(value: ExactJson): number {
  if (typeof value === 'string') return TYPE_BITS.string;
  if (typeof value === 'number') return Number.isInteger(value) ? TYPE_BITS.integer : TYPE_BITS.number;
  if (typeof value === 'boolean') return TYPE_BITS.boolean;
  if (value === null) return TYPE_BITS.null;
  if (Array.isArray(value)) return TYPE_BITS.array;
  if (value instanceof ExactNumber) return isWhole(value) ? TYPE_BITS.integer : TYPE_BITS.number;
  return TYPE_BITS.object;
}

function judgeChild(node: SchemaNode, value: ExactJson, step: string | number, judging: Judging): boolean {
  if (judging.found === undefined) return judge(node, value, judging);
  judging.path.push(step);
  const ok = judge(node, value, judging);
  judging.path.pop();
  return ok;
}

function judgeArray(rules: ArrayRules, items: readonly ExactJson[], judging: Judging): boolean {
  let ok = true;
  const { first, rest, countMin, countMax } = rules;
  if (items.length < countMin) ok = tell(judging, 'minItems', () => `has ${items.length} items, ${countMin} at least`);
  if (items.length > countMax) ok = tell(judging, 'maxItems', () => `has ${items.length} items, ${countMax} at most`);
  if (rest === false && items.length > first.length) {
    ok = tell(judging, 'additionalItems', () => `has ${items.length} items, ${first.length} at most`);
  }
  if (rules.unique && !areUnique(items, judging)) ok = tell(judging, 'uniqueItems', () => 'has an item twice');
  for (const [at, item] of items.entries()) {
    const node = first[at] ?? rest;
    if (typeof node === 'boolean') break;
    if (judgeChild(node, item, at, judging)) continue;
    ok = false;
    if (isTold(judging)) break;
  }
  return ok;
}

function areUnique(items: readonly ExactJson[], judging: Judging): boolean {
  const seen = valueSet([]);
  judging.steps += items.length;
  return items.every((item) => addValue(seen, item));
}

function judgeObject(rules: ObjectRules, object: ExactObject, judging: Judging): boolean {
  let ok = true;
  let count = 0;
  let missing = rules.required.size;
  for (const key in object) {
    count++;
    if (missing > 0 && rules.required.has(key)) missing--;
    if (judgeProperty(rules, object[key] ?? null, key, judging)) continue;
    ok = false;
    if (isTold(judging)) return false;
  }
  const { countMin, countMax } = rules;
  if (missing > 0) ok = tellMissing(rules, object, judging);
  if (count < countMin) ok = tell(judging, 'minProperties', () => `has ${count} properties, ${countMin} at least`);
  if (count > countMax) ok = tell(judging, 'maxProperties', () => `has ${count} properties, ${countMax} at most`);
  if (rules.dependencies.size > 0) ok = judgeDependencies(rules, object, judging) && ok;
  return ok;
}

function judgeProperty(rules: ObjectRules, value: ExactJson, key: string, judging: Judging): boolean {
  const node = rules.properties.get(key);
  if (rules.patterns.length === 0) {
    if (node !== undefined) return judgeChild(node, value, key, judging);
    if (typeof rules.rest === 'object') return judgeChild(rules.rest, value, '*', judging);
    return rules.rest || tellUnknown(rules, key, judging);
  }
  let ok = node === undefined || judgeChild(node, value, key, judging);
  let known = node !== undefined;
  for (const { pattern, node: other } of rules.patterns) {
    judging.steps += patternSteps(pattern, key);
    if (!pattern.test(key)) continue;
    known = true;
    ok = judgeChild(other, value, '*', judging) && ok;
  }
  if (known) return ok;
  if (typeof rules.rest === 'object') return judgeChild(rules.rest, value, '*', judging);
  return rules.rest || tellUnknown(rules, key, judging);
}

/** The name is from outside and may be somebody's; a name of the schema that is near tells enough of a slip. */
function tellUnknown(rules: ObjectRules, key: string, judging: Judging): false {
  return tell(judging, 'additionalProperties', () => {
    const near = key.length > NAME_CHARS_MAX ? undefined : nearest(key, [...rules.properties.keys()]);
    const hint = near === undefined ? '' : `; was ${showText(near)} meant?`;
    return `has a property that the schema does not have (a name of ${key.length} characters${hint})`;
  });
}

function tellMissing(rules: ObjectRules, object: ExactObject, judging: Judging): boolean {
  for (const name of rules.required) {
    if (!Object.hasOwn(object, name)) tell(judging, 'required', () => `lacks the required property ${showText(name)}`);
    if (isTold(judging)) break;
  }
  return false;
}

function judgeDependencies(rules: ObjectRules, object: ExactObject, judging: Judging): boolean {
  let ok = true;
  for (const [name, needed] of rules.dependencies) {
    if (!Object.hasOwn(object, name)) continue;
    if ('pointer' in needed) ok = judge(needed, object, judging) && ok;
    else if (!needed.every((other) => Object.hasOwn(object, other)))
      ok = tell(judging, 'dependencies', () => `has ${showText(name)} without ${showText(needed.join(', '))}`);
  }
  return ok;
}

function judgeCombined(rules: CombinedRules, value: ExactJson, judging: Judging): boolean {
  let ok = true;
  for (const node of rules.all) {
    if (judge(node, value, judging)) continue;
    ok = false;
    if (isTold(judging)) return false;
  }
  if (rules.any.length > 0 && !rules.any.some((node) => isQuietly(node, value, judging))) {
    ok = tellAlternatives(rules.any, 'anyOf', value, judging);
  }
  if (rules.one.length > 0) {
    const count = rules.one.filter((node) => isQuietly(node, value, judging)).length;
    if (count > 1) ok = tell(judging, 'oneOf', () => `obeys ${count} of ${rules.one.length} alternatives, not one`);
    if (count === 0) ok = tellAlternatives(rules.one, 'oneOf', value, judging);
  }
  if (rules.not !== undefined && isQuietly(rules.not, value, judging)) {
    ok = tell(judging, 'not', () => `is what the schema excludes (${describeValue(value)})`);
  }
  return ok;
}

/** Asks for the verdict alone. */
function isQuietly(node: SchemaNode, value: ExactJson, judging: Judging): boolean {
  const { found } = judging;
  judging.found = undefined;
  const ok = judge(node, value, judging);
  judging.found = found;
  return ok;
}

/** When the value has the type of one alternative alone, that one tells what is wrong. */
function tellAlternatives(nodes: readonly SchemaNode[], keyword: string, value: ExactJson, judging: Judging): boolean {
  if (judging.found === undefined) return false;
  const meant = nodes.filter(({ mask }) => mask === 0 || (mask & typeBits(value)) !== 0);
  const [only] = meant;
  if (meant.length === 1 && only !== undefined) return judge(only, value, judging);
  return tell(judging, keyword, () => `obeys none of ${nodes.length} alternatives (${describeValue(value)})`);
}

/** Longest name that is compared with the schema's; the comparison takes the product of both lengths. */
const NAME_CHARS_MAX = 64;
