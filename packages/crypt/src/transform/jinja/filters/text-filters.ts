// Filters that make text of text.
import { capitalize } from '../methods/text-case.ts';
import { padText, replaceText } from '../methods/text-methods.ts';
import { strip, splitLines } from '../methods/text-split.ts';
import { bounded } from '../values/arithmetic.ts';
import { bind, integerArgument, isNone } from '../values/bind.ts';
import { charactersOf, lengthOf } from '../values/code-points.ts';
import { dictOf } from '../values/dict.ts';
import { formatPercent } from '../values/format-percent.ts';
import { lengthOfValue, refuseUndefined } from '../values/iterate.ts';
import { typeError, valueError } from '../values/raise.ts';
import { textOf } from '../values/repr.ts';
import { isTrue } from '../values/truth.ts';
import { tuple, type Arguments, type Value } from '../values/value.ts';
import type { Filter, Filters } from './filter.ts';
import { escapeHtml, stripTags } from './html.ts';
import { wrapText } from './wrap-text.ts';

function plain(name: string, change: (text: string) => Value): [string, Filter] {
  return [name, (value, args) => (bind(args, name, []), change(textOf(value)))];
}

function same(name: string): [string, Filter] {
  return [name, (value, args) => (bind(args, name, []), value)];
}

export const TEXT_FILTERS: Filters = [
  plain('lower', (text) => text.toLowerCase()),
  plain('upper', (text) => text.toUpperCase()),
  plain('capitalize', capitalize),
  plain('title', titleOf),
  plain('string', (text) => text),
  plain('safe', (text) => text),
  // dbt's marks: they mean something in native rendering alone.
  same('as_text'),
  same('as_bool'),
  same('as_number'),
  same('as_native'),
  plain('escape', escapeHtml),
  plain('e', escapeHtml),
  plain('forceescape', escapeHtml),
  plain('striptags', stripTags),
  plain('wordcount', (text) => text.match(/[\p{L}\p{N}_\p{M}]+/gu)?.length ?? 0),
  ['trim', trim],
  ['replace', replace],
  [
    'center',
    (value, args) => padText(textOf(value), integerArgument(bind(args, 'center', ['width'])[0], 80), 'center'),
  ],
  ['indent', indent],
  ['truncate', truncate],
  ['wordwrap', wordWrap],
  ['format', format],
];

/** Upper case after white space, hyphens and open brackets, and lower case elsewhere. */
function titleOf(text: string): string {
  return text
    .split(/([-\s({[<]+)/)
    .map((part) => {
      const [first = ''] = part;
      return first.toUpperCase() + part.slice(first.length).toLowerCase();
    })
    .join('');
}

function trim(value: Value, args: Arguments): Value {
  const [characters] = bind(args, 'trim', ['chars']);
  return strip(textOf(value), isNone(characters) ? null : textOf(characters), 'both');
}

function replace(value: Value, args: Arguments): Value {
  const [old, next, limit] = bind(args, 'replace', ['old', 'new', 'count'], 2);
  return replaceText(textOf(value), textOf(old ?? null), textOf(next ?? null), integerArgument(limit ?? undefined, -1));
}

function indent(value: Value, args: Arguments): Value {
  const [width, first, blank] = bind(args, 'indent', ['width', 'first', 'blank']);
  refuseNonText(value, 'indent');
  const space =
    typeof width === 'string' ? width : ' '.repeat(Math.max(0, Math.min(10_000, integerArgument(width, 4))));
  const lines = splitLines(`${textOf(value)}\n`, false);
  const isBlank = isTrue(blank ?? false);
  const rest = lines.slice(1).map((line) => `\n${isBlank || line !== '' ? space : ''}${line}`);
  return bounded((isTrue(first ?? false) ? space : '') + (lines[0] ?? '') + rest.join(''));
}

const MAKE_TEXT = 'make one with the filter `string`';

function refuseNonText(value: Value, filter: string): void {
  refuseUndefined(value);
  if (typeof value !== 'string') throw typeError(`${filter} takes a text`, MAKE_TEXT);
}

const LEEWAY = 5;

function truncate(value: Value, args: Arguments): Value {
  const [size, killsWords, ending, room] = bind(args, 'truncate', ['length', 'killwords', 'end', 'leeway']);
  const length = integerArgument(size, 255);
  const end = ending === undefined ? '...' : textOf(ending);
  const leeway = isNone(room) ? LEEWAY : integerArgument(room, LEEWAY);
  if (length < lengthOf(end)) throw valueError(`expected length >= ${lengthOf(end)}, got ${length}`);
  if (leeway < 0) throw valueError(`expected leeway >= 0, got ${leeway}`);
  if (lengthOfValue(value) <= length + leeway) return value;
  if (typeof value !== 'string') throw typeError('truncate takes a text', MAKE_TEXT);
  const cut = charactersOf(value)
    .slice(0, length - lengthOf(end))
    .join('');
  if (isTrue(killsWords ?? false)) return cut + end;
  const space = cut.lastIndexOf(' ');
  return (space === -1 ? cut : cut.slice(0, space)) + end;
}

function wordWrap(value: Value, args: Arguments): Value {
  const [width, breaks, between, hyphens] = bind(args, 'wordwrap', [
    'width',
    'break_long_words',
    'wrapstring',
    'break_on_hyphens',
  ]);
  refuseNonText(value, 'wordwrap');
  const size = integerArgument(width, 79);
  if (size <= 0) throw valueError(`invalid width ${size} (must be > 0)`);
  const lineEnd = isNone(between) ? '\n' : textOf(between);
  return splitLines(textOf(value), false)
    .map((line) => wrapText(line, size, isTrue(breaks ?? true), isTrue(hyphens ?? true)).join(lineEnd))
    .join(lineEnd);
}

function format(value: Value, args: Arguments): Value {
  if (args.positional.length > 0 && args.named.size > 0)
    throw typeError("can't handle positional and keyword arguments at the same time");
  const values = args.named.size > 0 ? dictOf(args.named) : tuple(args.positional);
  return bounded(formatPercent(textOf(value), values));
}
