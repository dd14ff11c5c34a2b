// What the author of a schema may want to know before it is published.
import { fieldName } from './columns/column-name.ts';
import { nearest } from '../kernel/did-you-mean.ts';
import { isJsonObject, type JsonObject } from '../kernel/parse-json.ts';
import type { SchemaTree } from './parse-schema.ts';
import { joinPointer, valueAt } from './pointer.ts';
import { KEYWORDS } from './schema-digest.ts';
import { formatNames } from './formats.ts';
import { DATA_CLASS_KEYWORD } from './plan-to-schema.ts';
import type { SchemaNode } from './schema-node.ts';

export interface LintFinding {
  readonly severity: 'error' | 'warning';
  /** JSON pointer into the document. */
  readonly pointer: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** Words that judge nothing and are known all the same. */
const WORDS = ['$schema', 'self', 'id', 'title', 'description', 'default', '$comment', '$supersedes', '$supersededBy'];
const KNOWN = [...KEYWORDS.keys(), ...WORDS, DATA_CLASS_KEYWORD];

/** Formats whose texts have a length of their own. */
const SHORT_FORMATS = new Set(['date', 'date-time', 'time', 'uuid', 'ipv4', 'ipv6', 'ip-address', 'hostname']);

/** In the order of the document. */
export function lintSchema(document: JsonObject, tree: SchemaTree): readonly LintFinding[] {
  const findings: LintFinding[] = [];
  const warn = (pointer: string, message: string, hint?: string): void =>
    void findings.push({ severity: 'warning', pointer, message, hint });
  if (tree.root.description === undefined)
    warn('', 'The schema has no description', 'Say when it is sent, and by what.');
  for (const node of tree.nodes) {
    lintKeywords(document, node, warn);
    lintText(node, warn);
    findings.push(...lintObject(node));
  }
  return findings;
}

type Warn = (pointer: string, message: string, hint?: string) => void;

/** A member that draft-04 does not know judges nothing, which its author may not know. */
function lintKeywords(document: JsonObject, node: SchemaNode, warn: Warn): void {
  const raw = valueAt(document, node.pointer);
  if (!isJsonObject(raw)) return;
  for (const key of Object.keys(raw)) {
    if (KNOWN.includes(key) || key.startsWith('x-')) continue;
    const near = nearest(key, KNOWN);
    const hint = near === undefined ? undefined : `Did you mean ${near}?`;
    warn(joinPointer(node.pointer, key), `${key} is no keyword of draft-04, and judges nothing`, hint);
  }
  if (typeof raw['exclusiveMinimum'] === 'number' || typeof raw['exclusiveMaximum'] === 'number') {
    const hint = 'In draft-04 it is true beside minimum or maximum.';
    warn(node.pointer, 'exclusiveMinimum and exclusiveMaximum as numbers judge nothing', hint);
  }
}

function lintText({ pointer, types, values, text }: SchemaNode, warn: Warn): void {
  const format = text?.format;
  if (format !== undefined && text?.check === undefined) {
    warn(
      joinPointer(pointer, 'format'),
      `The format ${format} judges nothing`,
      `Formats: ${formatNames().join(', ')}.`,
    );
  }
  if (types?.includes('string') !== true || values !== undefined) return;
  if (text?.lengthMax !== undefined && text.lengthMax !== Number.POSITIVE_INFINITY) return;
  if (format !== undefined && SHORT_FORMATS.has(format)) return;
  warn(pointer, `${nameOf(pointer)} has no maxLength`, 'Any length is accepted, stored and paid for.');
}

function lintObject({ pointer, object }: SchemaNode): readonly LintFinding[] {
  if (object === undefined) return [];
  const findings: LintFinding[] = [];
  const add = (severity: LintFinding['severity'], at: string, message: string, hint?: string): void =>
    void findings.push({ severity, pointer: at, message, hint });
  const columns = new Map<string, string>();
  for (const [name, { pointer: at, description }] of object.properties) {
    if (description === undefined)
      add('warning', at, `${name} has no description`, 'People find it in the warehouse by that.');
    const column = fieldName(name);
    const twin = columns.get(column);
    columns.set(column, name);
    if (twin !== undefined)
      add('error', at, `${name} and ${twin} would both be the column ${column}`, 'Rename one of them.');
  }
  for (const name of object.required) {
    if (!object.properties.has(name))
      add('warning', joinPointer(pointer, 'required'), `${name} is required, and not among the properties`);
  }
  if (object.properties.size > 0 && object.rest === true) {
    const hint = 'additionalProperties: false refuses what is misspelt.';
    add('warning', pointer, 'Properties that are not named are accepted, and get no column', hint);
  }
  return findings;
}

function nameOf(pointer: string): string {
  return pointer === '' ? 'It' : (pointer.split('/').at(-1) ?? pointer);
}
