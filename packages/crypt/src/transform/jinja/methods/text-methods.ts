// The methods of Python's str.
import { TEXT_CHARS_MAX } from '../../../kernel/limits.ts';
import { bounded, tooLong } from '../values/arithmetic.ts';
import { bind, integerArgument, optionalInteger, textArgument, isNone } from '../values/bind.ts';
import { charactersOf, hasSurrogates, lengthOf } from '../values/code-points.ts';
import { entriesOf } from '../values/dict.ts';
import { formatText, type MemberLookup } from '../values/format-text.ts';
import { iterate } from '../values/iterate.ts';
import { typeError, valueError } from '../values/raise.ts';
import { sliceOf } from '../values/slice.ts';
import { typeName } from '../values/type-name.ts';
import { isTrue } from '../values/truth.ts';
import { isKind, type Arguments, type Value } from '../values/value.ts';
import type { Method } from './method.ts';
import { capitalize, characterClasses, isLower, isTitle, isUpper, lower, swapCase, title } from './text-case.ts';
import { partition, split, splitFromRight, splitLines, strip } from './text-split.ts';

type TextMethod = Method<string>;

/** The methods; `lookup` finds the members that `format` names. */
export function textMethods(lookup: MemberLookup): ReadonlyMap<string, TextMethod> {
  return new Map<string, TextMethod>([
    ...PLAIN,
    ...SEARCHING,
    ...PADDING,
    ...SPLITTING,
    ...CLASSES,
    ['format', (self, args) => bounded(formatText(self, args, lookup))],
    ['format_map', (self, args) => bounded(formatText(self, namedOf(args), lookup))],
  ]);
}

function namedOf(args: Arguments): Arguments {
  const [mapping] = bind(args, 'format_map', ['mapping'], 1);
  const named = new Map<string, Value>();
  if (mapping !== undefined && isKind(mapping, 'dict'))
    for (const [key, value] of entriesOf(mapping)) if (typeof key === 'string') named.set(key, value);
  return { positional: [], named };
}

function without(name: string, change: (text: string) => Value): [string, TextMethod] {
  return [name, (self, args) => (bind(args, name, []), change(self))];
}

const PLAIN: readonly [string, TextMethod][] = [
  without('lower', lower),
  without('upper', (text) => text.toUpperCase()),
  without('capitalize', capitalize),
  without('title', title),
  without('swapcase', swapCase),
  without('casefold', (text) => text.toLowerCase().replaceAll('ß', 'ss')),
  without('islower', isLower),
  without('isupper', isUpper),
  without('istitle', isTitle),
  ['replace', replace],
  ['join', join],
  ['removeprefix', (self, args) => cutPrefix(self, args)],
  ['removesuffix', (self, args) => cutSuffix(self, args)],
  ['strip', (self, args) => stripWith(self, args, 'both')],
  ['lstrip', (self, args) => stripWith(self, args, 'left')],
  ['rstrip', (self, args) => stripWith(self, args, 'right')],
];

const CLASSES: readonly [string, TextMethod][] = Array.from(characterClasses(), ([name, pattern]) =>
  without(name, (text) => pattern.test(text)),
);

function replace(self: string, args: Arguments): Value {
  const [old, next, limit] = bind(args, 'replace', ['old', 'new', 'count'], 2);
  return replaceText(self, textArgument(old, 'replace'), textArgument(next, 'replace'), integerArgument(limit, -1));
}

/** `limit` below 0 is none. */
export function replaceText(text: string, old: string, next: string, limit: number): string {
  if (old === '') {
    const gaps = charactersOf(text);
    const shown = limit < 0 ? gaps.length + 1 : limit;
    if (next.length * Math.min(shown, gaps.length + 1) > TEXT_CHARS_MAX) throw tooLong();
    const parts = gaps.map((character, i) => (i < shown ? next : '') + character);
    return parts.join('') + (gaps.length < shown ? next : '');
  }
  const parts = split(text, old, limit);
  if ((parts.length - 1) * next.length > TEXT_CHARS_MAX) throw tooLong();
  return parts.join(next);
}

function join(self: string, args: Arguments): Value {
  const [values] = bind(args, 'join', ['iterable'], 1);
  const parts: string[] = [];
  let size = 0;
  for (const value of iterate(values ?? null)) {
    if (typeof value !== 'string')
      throw typeError(`sequence item ${parts.length}: expected str instance, ${typeName(value)} found`);
    size += value.length + self.length;
    if (size > TEXT_CHARS_MAX + self.length) throw tooLong();
    parts.push(value);
  }
  return parts.join(self);
}

function cutPrefix(self: string, args: Arguments): string {
  const prefix = textArgument(bind(args, 'removeprefix', ['prefix'], 1)[0], 'removeprefix');
  return prefix !== '' && self.startsWith(prefix) ? self.slice(prefix.length) : self;
}

function cutSuffix(self: string, args: Arguments): string {
  const suffix = textArgument(bind(args, 'removesuffix', ['suffix'], 1)[0], 'removesuffix');
  return suffix !== '' && self.endsWith(suffix) ? self.slice(0, -suffix.length) : self;
}

function stripWith(self: string, args: Arguments, side: 'both' | 'left' | 'right'): string {
  const [characters] = bind(args, 'strip', ['chars']);
  return strip(self, isNone(characters) ? null : textArgument(characters, 'strip'), side);
}

const SEARCHING: readonly [string, TextMethod][] = [
  ['find', (self, args) => find(self, args, 'find', false)],
  ['rfind', (self, args) => find(self, args, 'rfind', true)],
  ['index', (self, args) => found(find(self, args, 'index', false))],
  ['rindex', (self, args) => found(find(self, args, 'rindex', true))],
  ['count', countOf],
  ['startswith', (self, args) => isAtEnd(self, args, 'startswith')],
  ['endswith', (self, args) => isAtEnd(self, args, 'endswith')],
];

/** The part between the optional bounds, and where it begins. */
function part(self: string, start: Value | undefined, stop: Value | undefined): { text: string; from: number } {
  if (isNone(start) && isNone(stop)) return { text: self, from: 0 };
  const slice = { kind: 'slice', start: start ?? null, stop: stop ?? null, step: null } as const;
  const length = lengthOf(self);
  const from = optionalInteger(start, 0);
  return { text: sliceOf(self, slice) as string, from: from < 0 ? Math.max(0, from + length) : from };
}

function find(self: string, args: Arguments, name: string, fromRight: boolean): number {
  const [sub, start, stop] = bind(args, name, ['sub', 'start', 'end'], 1);
  const { text, from } = part(self, start, stop);
  const wanted = textArgument(sub, name);
  if (from > lengthOf(self)) return -1;
  const at = fromRight ? text.lastIndexOf(wanted) : text.indexOf(wanted);
  if (at === -1) return -1;
  return from + (hasSurrogates(text) ? lengthOf(text.slice(0, at)) : at);
}

function found(at: number): number {
  if (at === -1) throw valueError('substring not found');
  return at;
}

function countOf(self: string, args: Arguments): Value {
  const [sub, start, stop] = bind(args, 'count', ['sub', 'start', 'end'], 1);
  const { text } = part(self, start, stop);
  const wanted = textArgument(sub, 'count');
  return wanted === '' ? lengthOf(text) + 1 : text.split(wanted).length - 1;
}

function isAtEnd(self: string, args: Arguments, name: 'startswith' | 'endswith'): Value {
  const [wanted, start, stop] = bind(args, name, ['prefix', 'start', 'end'], 1);
  const { text } = part(self, start, stop);
  const choices = wanted !== undefined && isKind(wanted, 'tuple') ? wanted.items : [wanted];
  return choices.some((choice) => {
    if (typeof choice !== 'string')
      throw typeError(`${name} first arg must be str or a tuple of str, not ${typeName(choice ?? null)}`);
    return name === 'startswith' ? text.startsWith(choice) : text.endsWith(choice);
  });
}

const PADDING: readonly [string, TextMethod][] = [
  ['ljust', (self, args) => pad(self, args, 'ljust')],
  ['rjust', (self, args) => pad(self, args, 'rjust')],
  ['center', (self, args) => pad(self, args, 'center')],
  ['zfill', zeroFill],
  ['expandtabs', expandTabs],
];

function pad(self: string, args: Arguments, name: 'ljust' | 'rjust' | 'center'): string {
  const [size, filler] = bind(args, name, ['width', 'fillchar'], 1);
  const fill = filler === undefined ? ' ' : textArgument(filler, name);
  if (lengthOf(fill) !== 1) throw typeError('The fill character must be exactly one character long');
  return padText(self, integerArgument(size, 0), name, fill);
}

export function padText(text: string, width: number, name: 'ljust' | 'rjust' | 'center', fill = ' '): string {
  if (width > TEXT_CHARS_MAX) throw tooLong();
  const missing = width - lengthOf(text);
  if (missing <= 0) return text;
  if (name === 'ljust') return text + fill.repeat(missing);
  if (name === 'rjust') return fill.repeat(missing) + text;
  // The odd one goes left when the width is odd too.
  const before = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(before) + text + fill.repeat(missing - before);
}

function zeroFill(self: string, args: Arguments): string {
  const width = integerArgument(bind(args, 'zfill', ['width'], 1)[0], 0);
  if (width > TEXT_CHARS_MAX) throw tooLong();
  const missing = width - lengthOf(self);
  if (missing <= 0) return self;
  const sign = /^[-+]/.exec(self)?.[0] ?? '';
  return sign + '0'.repeat(missing) + self.slice(sign.length);
}

function expandTabs(self: string, args: Arguments): string {
  const size = Math.min(1_000, integerArgument(bind(args, 'expandtabs', ['tabsize'])[0], 8));
  let column = 0;
  let text = '';
  for (const character of self) {
    if (character === '\t') {
      const spaces = size > 0 ? size - (column % size) : 0;
      text += ' '.repeat(spaces);
      column += spaces;
    } else {
      text += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return bounded(text);
}

const SPLITTING: readonly [string, TextMethod][] = [
  ['split', (self, args) => splitWith(self, args, split)],
  ['rsplit', (self, args) => splitWith(self, args, splitFromRight)],
  ['splitlines', (self, args) => splitLines(self, isTrue(bind(args, 'splitlines', ['keepends'])[0] ?? false))],
  [
    'partition',
    (self, args) => partition(self, textArgument(bind(args, 'partition', ['sep'], 1)[0], 'partition'), false),
  ],
  [
    'rpartition',
    (self, args) => partition(self, textArgument(bind(args, 'rpartition', ['sep'], 1)[0], 'rpartition'), true),
  ],
];

function splitWith(self: string, args: Arguments, cut: typeof split): Value {
  const [separator, limit] = bind(args, 'split', ['sep', 'maxsplit']);
  return cut(self, isNone(separator) ? null : textArgument(separator, 'split'), integerArgument(limit, -1));
}
