// A YAML file to Python's values, as PyYAML's safe loader makes them.
import { textOf } from '../../jinja/values/repr.ts';
import type { Document, LineCounter, Scalar, YAMLMap } from 'yaml';
import { YAML_BYTES_MAX, YAML_DEPTH_MAX, YAML_NODES_MAX } from '../../../kernel/limits.ts';
import { errorText } from '../../../kernel/crypt-error.ts';
import { yamlLibrary } from '../../../kernel/yaml-library.ts';
import { dictOf, emptyDict, entriesOf, hasKey, setItem, setOf } from '../../jinja/values/dict.ts';
import { isKind, isList, tuple, type Value } from '../../jinja/values/value.ts';
import { fail, type Place, type Problems } from '../errors.ts';
import { parseFast } from './parse-fast.ts';
import { parseFloatText, parseInteger, resolveScalar } from './resolve-scalar.ts';
import { parseTimestamp } from './timestamp.ts';

/** Steps from the top of a file to a value: keys of mappings, indexes of lists. */
export type YamlPath = readonly (string | number)[];

export interface YamlFile {
  readonly file: string;
  /** None for an empty file. */
  readonly value: Value;
  /** Of the key, or list element, that the path ends with; of the nearest above it that is there. */
  readonly placeOf: (path: YamlPath) => Place;
}

/**
 * Reads one document.
 *
 * @param file shown in problems. @throws nothing: problems go to `problems`, and the value is then None.
 */
export function readYaml(text: string, file: string, problems: Problems): YamlFile {
  const placeOf = (path: YamlPath): Place => findPlace(text, file, path);
  const at = (reason: string, place: Place): YamlFile => {
    problems.errors.push(fail('PROJECT_YAML', { reason, place }));
    return { file, value: null, placeOf };
  };
  const top = { file, line: 1, column: 1 };
  if (text.length > YAML_BYTES_MAX)
    return at(`it has ${text.length} characters; at most ${YAML_BYTES_MAX} are read`, top);
  const quick = parseFast(text);
  if (quick !== undefined) return { file, value: quick, placeOf };
  const { LineCounter } = yamlLibrary();
  const lines = new LineCounter();
  try {
    const document = openDocument(text, lines);
    const [broken] = document.errors;
    if (broken !== undefined) return at(firstLine(broken.message), placeAt(lines, file, broken.pos[0]));
    const more = /^\.\.\.[ ]*\n(?:[ ]*(?:#.*)?\n)*(?=[^\s#])/m.exec(text);
    if (more !== null) return at('a second document begins here', placeAt(lines, file, more.index));
    const reader: Reader = { text, document, lines, file, problems, nodes: 0, anchors: new Map() };
    return { file, value: document.contents === null ? null : valueOf(document.contents, reader, 0), placeOf };
  } catch (error) {
    if (error instanceof YamlFault) return at(error.reason, placeAt(lines, file, error.at));
    // What nests too deeply runs out of stack in the parser.
    return at(errorText(error), top);
  }
}

function openDocument(text: string, lines: LineCounter): Document {
  return yamlLibrary().parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    merge: false,
    uniqueKeys: false,
    lineCounter: lines,
    logLevel: 'silent',
    prettyErrors: false,
  });
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ at line.*$/, '');
}

function placeAt(lines: LineCounter, file: string, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

interface Reader {
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly file: string;
  readonly problems: Problems;
  /** Values made so far, those of aliases counted each time: a bound on what a file may become. */
  nodes: number;
  readonly anchors: Map<unknown, { readonly value: Value; readonly size: number }>;
}

class YamlFault {
  readonly reason: string;
  readonly at: number;

  constructor(reason: string, at: number) {
    this.reason = reason;
    this.at = at;
  }
}

function startOf(node: unknown): number {
  const range =
    typeof node === 'object' && node !== null && 'range' in node
      ? (node.range as readonly number[] | null | undefined)
      : undefined;
  return range?.[0] ?? 0;
}

function valueOf(node: unknown, reader: Reader, depth: number): Value {
  if (++reader.nodes > YAML_NODES_MAX) throw new YamlFault(`it has more than ${YAML_NODES_MAX} values`, startOf(node));
  if (depth > YAML_DEPTH_MAX) throw new YamlFault(`it nests deeper than ${YAML_DEPTH_MAX} levels`, startOf(node));
  if (node === null || node === undefined) return null;
  const { isAlias, isMap, isScalar, isSeq } = yamlLibrary();
  if (isAlias(node)) {
    const target = node.resolve(reader.document);
    const known = reader.anchors.get(target);
    if (known === undefined) throw new YamlFault(`'*${node.source}' refers to nothing that is complete`, startOf(node));
    reader.nodes += known.size;
    if (reader.nodes > YAML_NODES_MAX)
      throw new YamlFault(`its aliases make more than ${YAML_NODES_MAX} values`, startOf(node));
    return known.value;
  }
  const before = reader.nodes;
  const value = isScalar(node)
    ? scalarOf(node, reader.text)
    : isMap(node)
      ? mapOf(node, reader, depth)
      : isSeq(node)
        ? seqOf(node, reader, depth)
        : null;
  if (typeof node === 'object' && 'anchor' in node && node.anchor !== undefined)
    reader.anchors.set(node, { value, size: reader.nodes - before });
  return value;
}

function scalarOf(node: Scalar, source: string): Value {
  const { value, type, tag, range } = node;
  let text = typeof value === 'string' ? value : (node.source ?? '');
  // A block text at the end of a file without a last line end has none either.
  const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  if (isBlock && (range?.[1] ?? 0) >= source.length && !source.endsWith('\n')) text = text.replace(/\n$/, '');
  if (tag !== undefined) return taggedOf(text, tag, node);
  return type === 'PLAIN' || type === undefined ? resolveScalar(text) : text;
}

const TAG = 'tag:yaml.org,2002:';

function taggedOf(text: string, tag: string, node: Scalar): Value {
  switch (tag) {
    case '!':
    case `${TAG}str`:
      return text;
    case `${TAG}int`:
      return parseInteger(text) ?? refuseTag(text, tag, node);
    case `${TAG}float`:
      return parseFloatText(text) ?? refuseTag(text, tag, node);
    case `${TAG}null`:
      return null;
    case `${TAG}bool`: {
      const value = resolveScalar(text.toLowerCase());
      return typeof value === 'boolean' ? value : refuseTag(text, tag, node);
    }
    case `${TAG}timestamp`:
      return parseTimestamp(text) ?? refuseTag(text, tag, node);
    default:
      throw new YamlFault(`the tag '${tag.replace(TAG, '!!')}' is not known`, startOf(node));
  }
}

function refuseTag(text: string, tag: string, node: Scalar): never {
  throw new YamlFault(`'${text}' is no ${tag.replace(TAG, '!!')}`, startOf(node));
}

function seqOf(
  node: { readonly items: readonly unknown[]; readonly tag?: string | undefined },
  reader: Reader,
  depth: number,
): Value {
  const { isPair } = yamlLibrary();
  const items = node.items.map((item) => {
    if (!isPair(item)) return valueOf(item, reader, depth + 1);
    return dictOf([[valueOf(item.key, reader, depth + 1), valueOf(item.value, reader, depth + 1)]]);
  });
  return items;
}

/** Merged pairs come first, so that the mapping's own win and keep the place of the merged ones. */
function mapOf(node: YAMLMap, reader: Reader, depth: number): Value {
  const dict = emptyDict();
  for (const { key, value } of node.items)
    if (isMergeKey(key)) for (const [k, v] of mergedPairs(value, reader, depth)) setItem(dict, k, v);
  const own = emptyDict();
  for (const { key, value } of node.items) {
    if (isMergeKey(key)) continue;
    const name = keyOf(key, reader, depth);
    if (hasKey(own, name)) warnDuplicate(name, key, reader);
    setItem(own, name, valueOf(value, reader, depth + 1));
  }
  if (dict.values.size === 0) return node.tag === `${TAG}set` ? setOf([...entriesOf(own)].map(([name]) => name)) : own;
  for (const [name, value] of entriesOf(own)) setItem(dict, name, value);
  return dict;
}

function isMergeKey(key: unknown): boolean {
  return yamlLibrary().isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

/** Of several mappings, what an earlier one says wins. */
function mergedPairs(node: unknown, reader: Reader, depth: number): [Value, Value][] {
  const value = valueOf(node, reader, depth + 1);
  const dicts = isList(value) ? value.toReversed() : [value];
  return dicts.flatMap((dict) => {
    if (!isKind(dict, 'dict')) throw new YamlFault('only mappings can be merged with <<', startOf(node));
    return [...entriesOf(dict)];
  });
}

function keyOf(key: unknown, reader: Reader, depth: number): Value {
  const value = valueOf(key, reader, depth + 1);
  if (isKind(value, 'dict'))
    throw new YamlFault('a mapping cannot be a key; a value that begins with {{ stands in quotes', startOf(key));
  return isList(value) ? tuple(value) : value;
}

function warnDuplicate(name: Value, key: unknown, reader: Reader): void {
  const place = placeAt(reader.lines, reader.file, startOf(key));
  const reason = `the key '${textOf(name)}' stands here again; the last one counts`;
  reader.problems.warnings.push(fail('PROJECT_YAML', { reason, place }));
}

/** The file that was placed in last: problems come file by file. */
let placed: { readonly text: string; readonly document: Document; readonly lines: LineCounter } | undefined;

function openPlaced(text: string): NonNullable<typeof placed> {
  if (placed?.text === text) return placed;
  const { LineCounter } = yamlLibrary();
  const lines = new LineCounter();
  return (placed = { text, document: openDocument(text, lines), lines });
}

function findPlace(text: string, file: string, path: YamlPath): Place {
  const { isAlias, isMap, isScalar, isSeq, LineCounter } = yamlLibrary();
  let lines = new LineCounter();
  let best = 0;
  try {
    const opened = openPlaced(text);
    const { document } = opened;
    lines = opened.lines;
    let node: unknown = document.contents;
    best = startOf(node);
    for (const step of path) {
      if (isAlias(node)) node = node.resolve(document);
      const pair = isMap(node)
        ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
        : undefined;
      const at: unknown = pair?.key ?? (isSeq(node) ? node.items[Number(step)] : undefined);
      if (at === undefined) break;
      best = startOf(at);
      node = pair === undefined ? at : pair.value;
    }
  } catch {
    // Best effort: a place for a message. The reading itself has told what is wrong.
  }
  return placeAt(lines, file, best);
}
