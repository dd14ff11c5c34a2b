// Replaces personal values by pseudonyms, after everything else. Works on whatever a draft has, so that it can be applied
// to one that failed. Source of the rules: pii_enrichment_config 2-0-1 and enrich 3.9.0; docs/enrichments/pseudonyms.md
// has the differences.
import { meetsVersion, type SchemaCriterion } from '../../config/schema-criterion.ts';
import type { JsonPath } from '../../config/enrichments/json-path.ts';
import type { PseudonymsConfig } from '../../config/enrichments/pseudonyms.ts';
import type { Environment } from '../../config/read-config.ts';
import { cleanText } from '../clean-text.ts';
import type { Enrichment } from '../enrichment.ts';
import type { SelfDescribing } from '../event-draft.ts';
import type { PayloadFacts } from '../payload-facts.ts';
import { columnIndex, type Row } from '../row.ts';
import { openPseudonym, type Pseudonym } from './pseudonym.ts';
import { replaceAtPath, type ReplaceValue } from './replace-at-path.ts';
import { replaceInUrl } from './replace-in-url.ts';

const URL_COLUMNS = [
  'page_url',
  'page_urlquery',
  'page_urlfragment',
  'page_referrer',
  'refr_urlquery',
  'refr_urlfragment',
].map(columnIndex);

/**
 * Takes the key from the environment.
 *
 * @throws ENRICH_KEY_REFUSED (user)
 */
export function openPseudonyms(config: PseudonymsConfig, environment: Environment): Enrichment {
  return createPseudonyms(config, openPseudonym(config.strategy, environment));
}

/** The row's columns of JSON must be written from the draft after this. */
export function createPseudonyms(config: PseudonymsConfig, pseudonym: Pseudonym): Enrichment {
  const columns = config.fields.map(columnIndex);
  const rules = groupByPrefix(config.paths);
  const replace = replacerOf(config.numbers, pseudonym);
  const parameters = new Set(config.urlParameters.map((name) => name.toLowerCase()));
  const ofParameter = (value: string) => {
    const clean = cleanText(value);
    return clean === '' ? '' : pseudonym(clean);
  };
  return {
    name: 'pseudonyms',
    apply: (draft) => {
      if (config.anonymousOnly && !isAnonymous(draft.facts)) return;
      const { row } = draft;
      for (const column of columns) {
        const value = row[column] ?? '';
        if (value !== '') row[column] = pseudonym(value);
      }
      if (parameters.size > 0) replaceInUrls(row, parameters, ofParameter);
      if (rules.size === 0) return;
      if (draft.unstruct !== undefined) replaceInData(draft.unstruct, rules, replace);
      for (const entity of draft.entities) replaceInData(entity, rules, replace);
      for (const entity of draft.derived) replaceInData(entity, rules, replace);
    },
  };
}

/** The collector keeps the header, of any value, and takes away those that tell who it was. */
function isAnonymous({ headers }: PayloadFacts): boolean {
  return headers.some(([name]) => name.length === 12 && name.toLowerCase() === 'sp-anonymous');
}

function replaceInUrls(row: Row, names: ReadonlySet<string>, replace: (value: string) => string): void {
  for (const column of URL_COLUMNS) {
    const text = row[column] ?? '';
    if (text !== '') row[column] = replaceInUrl(text, names, replace);
  }
}

interface Rule {
  readonly version: SchemaCriterion['version'];
  readonly path: JsonPath;
}

type Rules = ReadonlyMap<string, readonly Rule[]>;

function groupByPrefix(paths: PseudonymsConfig['paths']): Rules {
  const rules = new Map<string, Rule[]>();
  for (const { schema, path } of paths) {
    const group = rules.get(schema.prefix) ?? [];
    group.push({ version: schema.version, path });
    rules.set(schema.prefix, group);
  }
  return rules;
}

/** Booleans and null stay: two values hide nobody. */
function replacerOf(numbers: PseudonymsConfig['numbers'], pseudonym: Pseudonym): ReplaceValue {
  return (value) => {
    if (typeof value === 'string') return pseudonym(value);
    if (numbers === 'keep') return value;
    return pseudonym(typeof value === 'number' ? String(value) : value.text);
  };
}

function replaceInData(target: SelfDescribing, rules: Rules, replace: ReplaceValue): void {
  const end = target.schema.lastIndexOf('/') + 1;
  const group = rules.get(target.schema.slice(0, end));
  if (group === undefined) return;
  const version = target.schema.slice(end);
  const once = group.length === 1 ? replace : onlyOnce(replace);
  for (const rule of group) {
    if (meetsVersion(rule, version)) target.data = replaceAtPath(target.data, rule.path, once);
  }
}

/** Two paths may lead to one value, and the pseudonym of a pseudonym is equal to nothing. */
function onlyOnce(replace: ReplaceValue): ReplaceValue {
  const made = new Set<unknown>();
  return (value) => {
    if (made.has(value)) return value;
    const replaced = replace(value);
    made.add(replaced);
    return replaced;
  };
}
