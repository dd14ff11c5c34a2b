// Cuts a file into the blocks at its top, as dbt finds macros, tests, docs and snapshots, without parsing what is in them:
// a broken macro is told of by its own parsing, and takes no other with it.
//
//   text ─▶ {# … #}, {{ … }}, raw ─▶ passed       {% name … %} ─▶ begins or ends a block, or an if or for
//
// Source of the rules: dbt_common/clients/_jinja_blocks.py (behaviour only).
import { fail } from '../errors.ts';
import { positionOf } from './syntax/position.ts';
import { isSpace, skipSpace } from './syntax/white-space.ts';

export interface Block {
  /** `macro`, `test`, …; `data` for what stands between blocks. */
  readonly kind: string;
  /** Empty for data. */
  readonly name: string;
  /** Between the tags; all of it for data. */
  readonly contents: string;
  /** With the tags. */
  readonly full: string;
  /** Offset of `full` in the file. */
  readonly at: number;
}

interface Tag {
  readonly kind: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const DEFAULT: ReadonlySet<string> = new Set(['snapshot', 'macro', 'materialization', 'docs']);
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['endif', 'if'],
  ['endfor', 'for'],
]);

/**
 * The blocks of a file, with the text between them, in order.
 *
 * @param kinds which tags make blocks; for tests `new Set(['test', 'data_test'])`.
 * @throws JINJA_BLOCKS for a block without end, within another, or within an if or for.
 */
export function extractBlocks(
  source: string,
  template: string,
  kinds: ReadonlySet<string> = DEFAULT,
): readonly Block[] {
  const blocks: Block[] = [];
  const controls: Tag[] = [];
  let open: Tag | undefined;
  let last = 0;
  const refuse = (at: number, reason: string): Error =>
    fail('JINJA_BLOCKS', { template, ...positionOf(source, at), reason });
  for (const tag of tagsOf(source, refuse)) {
    trackControl(tag, controls, refuse);
    if (kinds.has(tag.kind)) {
      const around = controls.at(-1);
      if (around !== undefined) throw refuse(tag.start, `a ${tag.kind} cannot stand inside {% ${around.kind} %}`);
      if (open !== undefined)
        throw refuse(
          tag.start,
          `a ${tag.kind} begins inside the ${open.kind} '${open.name}', which has no end${open.kind}`,
        );
      if (tag.start > last) blocks.push(dataBlock(source, last, tag.start));
      open = tag;
      last = tag.start;
    } else if (open !== undefined && tag.kind === `end${open.kind}`) {
      const full = source.slice(open.start, tag.end);
      blocks.push({
        kind: open.kind,
        name: open.name,
        contents: source.slice(open.end, tag.start),
        full,
        at: open.start,
      });
      last = tag.end;
      open = undefined;
    }
  }
  if (open !== undefined) throw refuse(open.start, `the ${open.kind} that begins here has no end${open.kind}`);
  if (last < source.length) blocks.push(dataBlock(source, last, source.length));
  return blocks;
}

function dataBlock(source: string, start: number, end: number): Block {
  const text = source.slice(start, end);
  return { kind: 'data', name: '', contents: text, full: text, at: start };
}

function trackControl(tag: Tag, controls: Tag[], refuse: (at: number, reason: string) => Error): void {
  if (tag.kind === 'if' || tag.kind === 'for') controls.push(tag);
  const begins = CONTROLS.get(tag.kind);
  if (begins === undefined) return;
  const open = controls.pop();
  if (open === undefined) throw refuse(tag.start, `found ${tag.kind}, and no {% ${begins} %} is open`);
  if (open.kind !== begins) throw refuse(tag.start, `found ${tag.kind}, and {% ${open.kind} %} is open`);
}

/** The block tags of a file. */
function* tagsOf(source: string, refuse: (at: number, reason: string) => Error): Iterable<Tag> {
  // White space before a tag is its own as far as the tag before left it.
  let floor = 0;
  let at = source.indexOf('{');
  while (at !== -1) {
    const next = source[at + 1];
    if (next === '#') {
      const end = source.indexOf('#}', at + 2);
      if (end === -1) throw refuse(at, 'this comment has no end, #}');
      at = end + 2;
    } else if (next === '{') at = closeOf(source, at + 2, '}}', at, refuse);
    else if (next === '%') {
      const tag = tagAt(source, at, floor, refuse);
      at = tag.end;
      if (tag.kind !== '') yield tag;
    } else {
      at = source.indexOf('{', at + 1);
      continue;
    }
    floor = at;
    at = source.indexOf('{', at);
  }
}

const NAME = /[A-Za-z_][A-Za-z_0-9]*/y;

function tagAt(source: string, at: number, floor: number, refuse: (at: number, reason: string) => Error): Tag {
  const isTrimmed = source[at + 2] === '-';
  const start = isTrimmed ? beforeSpace(source, at, floor) : at;
  const from = skipSpace(source, at + (isTrimmed || source[at + 2] === '+' ? 3 : 2));
  const kind = wordAt(source, from);
  if (kind === 'raw') return { kind: '', name: '', start, end: endOfRaw(source, at, refuse) };
  const end = closeOf(source, from, '%}', at, refuse);
  const name = wordAt(source, skipSpace(source, from + kind.length));
  return { kind, name, start, end: source[end - 3] === '-' ? skipSpace(source, end) : end };
}

function wordAt(source: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(source)?.[0] ?? '';
}

function beforeSpace(source: string, at: number, floor: number): number {
  let start = at;
  while (start > floor && isSpace(source.charCodeAt(start - 1))) start--;
  return start;
}

const END_RAW = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;

function endOfRaw(source: string, at: number, refuse: (at: number, reason: string) => Error): number {
  END_RAW.lastIndex = at;
  if (END_RAW.exec(source) === null) throw refuse(at, 'this raw block has no end, {% endraw %}');
  return END_RAW.lastIndex;
}

/** Behind the end of a tag; an end inside a text is none. */
function closeOf(
  source: string,
  from: number,
  closer: string,
  tagAt: number,
  refuse: (at: number, reason: string) => Error,
): number {
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === closer[0] && source.startsWith(closer, at)) return at + 2;
    if (character === "'" || character === '"') at = endOfText(source, at, character, refuse);
  }
  throw refuse(tagAt, `this tag has no end, ${closer}`);
}

function endOfText(source: string, from: number, quote: string, refuse: (at: number, reason: string) => Error): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === quote) return at;
  }
  throw refuse(from, 'this text has no closing quote');
}
