// Python's re, over the runtime's own regular expressions. A pattern that takes exponential time is the project's own
// fault and cannot be stopped: texts and patterns are bounded, time is not.
import { bind, integerArgument, textArgument } from '../values/bind.ts';
import { bounded } from '../values/arithmetic.ts';
import { dictOf } from '../values/dict.ts';
import { iteratorOf } from '../values/iterate.ts';
import { raised, valueError } from '../values/raise.ts';
import { quote, textOf } from '../values/repr.ts';
import {
  dataOf,
  isKind,
  makeObject,
  tuple,
  type Arguments,
  type CallSite,
  type ObjectType,
  type PyFunction,
  type Value,
} from '../values/value.ts';
import { applySync } from '../methods/apply-sync.ts';

interface Pattern {
  readonly source: string;
  readonly flags: number;
  readonly regex: RegExp;
}

interface Match {
  readonly pattern: Pattern;
  readonly found: RegExpExecArray;
}

const FLAGS: ReadonlyMap<string, number> = new Map([
  ['IGNORECASE', 2],
  ['I', 2],
  ['MULTILINE', 8],
  ['M', 8],
  ['DOTALL', 16],
  ['S', 16],
  ['UNICODE', 32],
  ['U', 32],
  ['VERBOSE', 64],
  ['X', 64],
  ['ASCII', 256],
  ['A', 256],
  ['NOFLAG', 0],
]);
const PATTERN_CHARS_MAX = 10_000;
const PATTERNS_MAX = 200;
const compiled = new Map<string, Pattern>();

/** The pattern in the runtime's spelling. */
function compile(source: string, flags: number): Pattern {
  const key = `${flags} ${source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (source.length > PATTERN_CHARS_MAX)
    throw raised('JINJA_LIMIT', `a pattern has more than ${PATTERN_CHARS_MAX} characters`);
  let all = flags;
  // Flags may stand before the pattern, in one group or several.
  const [leading = ''] = /^(?:\(\?[aimsux]+\))*/.exec(source) ?? [];
  for (const letter of leading) all |= FLAGS.get(letter.toUpperCase()) ?? 0;
  const bare = source.slice(leading.length);
  const regex = build((all & 64) === 0 ? bare : withoutSpace(bare), all);
  const pattern = { source, flags: all, regex };
  if (compiled.size >= PATTERNS_MAX) compiled.clear();
  compiled.set(key, pattern);
  return pattern;
}

function build(source: string, flags: number): RegExp {
  const letters = `${(flags & 2) === 0 ? '' : 'i'}${(flags & 8) === 0 ? '' : 'm'}${(flags & 16) === 0 ? '' : 's'}`;
  try {
    return new RegExp(translate(source, (flags & 8) !== 0), `dg${letters}`);
  } catch (error) {
    throw valueError(`the pattern ${quote(source)} cannot be read: ${error instanceof Error ? error.message : ''}`);
  }
}

/** What Python spells in another way, outside of classes. */
function translate(source: string, isMultiline: boolean): string {
  return source.replaceAll(
    /\\([AZ])|\\[^]|\[\^?\]?(?:\\[^]|[^\]\\])*\]|\(\?P<(\w+)>|\(\?P=(\w+)\)|(\$)/g,
    (whole, edge?: string, name?: string, again?: string, end?: string) => {
      if (edge !== undefined) return edge === 'A' ? '(?<![^])' : '(?![^])';
      if (name !== undefined) return `(?<${name}>`;
      if (again !== undefined) return `\\k<${again}>`;
      if (end !== undefined) return isMultiline ? '$' : '(?=\\n?(?![^]))';
      return whole.startsWith('[]') || whole.startsWith('[^]') ? whole.replace(']', '\\]') : whole;
    },
  );
}

function withoutSpace(source: string): string {
  return source.replaceAll(/\\[^]|\[(?:\\[^]|[^\]\\])*\]|\s+|#[^\n]*/g, (part) => (/^\s|^#/.test(part) ? '' : part));
}

function patternOf(value: Value | undefined, flags: Value | undefined): Pattern {
  const known = dataOf(PATTERN, value ?? null);
  return known ?? compile(textArgument(value, 'pattern'), integerArgument(flags, 0));
}

function exec(pattern: Pattern, text: string, from: number): RegExpExecArray | null {
  pattern.regex.lastIndex = from;
  return pattern.regex.exec(text);
}

/** Matches one after the other; an empty one moves on by a character. */
function* matchesOf(pattern: Pattern, text: string): Iterable<RegExpExecArray> {
  let from = 0;
  while (from <= text.length) {
    const found = exec(pattern, text, from);
    if (found === null) return;
    yield found;
    const end = found.index + found[0].length;
    from = found[0] === '' ? end + 1 : end;
  }
}

type Find = (pattern: Pattern, text: string) => RegExpExecArray | null;

const FINDS: ReadonlyMap<string, Find> = new Map<string, Find>([
  ['search', (pattern, text) => exec(pattern, text, 0)],
  ['match', (pattern, text) => anchored(pattern, text, '')],
  ['fullmatch', (pattern, text) => anchored(pattern, text, '(?![^])')],
]);

function anchored(pattern: Pattern, text: string, end: string): RegExpExecArray | null {
  const { regex } = pattern;
  return new RegExp(`(?<![^])(?:${regex.source})${end}`, regex.flags).exec(text);
}

type Use = (pattern: Pattern, args: Arguments, site: CallSite) => Value;

const USES: ReadonlyMap<string, Use> = new Map<string, Use>([
  ...Array.from(FINDS, ([name, find]): [string, Use] => [
    name,
    (pattern, args) => {
      const found = find(pattern, textArgument(bind(args, name, ['string'], 1)[0], name));
      return found === null ? null : makeObject(MATCH, { pattern, found });
    },
  ]),
  [
    'findall',
    (pattern, args) =>
      Array.from(matchesOf(pattern, textArgument(bind(args, 'findall', ['string'], 1)[0], 'findall')), listed),
  ],
  [
    'finditer',
    (pattern, args) => {
      const text = textArgument(bind(args, 'finditer', ['string'], 1)[0], 'finditer');
      return iteratorOf(
        Array.from(matchesOf(pattern, text), (found) => makeObject(MATCH, { pattern, found })),
        'callable_iterator',
      );
    },
  ],
  ['sub', substitute],
  ['split', split],
]);

function listed(found: RegExpExecArray): Value {
  if (found.length === 1) return found[0];
  const groups = found.slice(1).map((group) => group ?? '');
  return groups.length === 1 ? (groups[0] ?? '') : tuple(groups);
}

function substitute(pattern: Pattern, args: Arguments, site: CallSite): Value {
  const [replacement, string, limit] = bind(args, 'sub', ['repl', 'string', 'count'], 2);
  const text = textArgument(string, 'sub');
  const max = integerArgument(limit, 0);
  let result = '';
  let from = 0;
  let count = 0;
  for (const found of matchesOf(pattern, text)) {
    if (max > 0 && count++ >= max) break;
    result += text.slice(from, found.index) + replacementOf(replacement ?? null, { pattern, found }, site);
    from = found.index + found[0].length;
    bounded(result);
  }
  return result + text.slice(from);
}

function replacementOf(replacement: Value, match: Match, site: CallSite): string {
  if (isKind(replacement, 'function'))
    return textArgument(applySync(replacement, [makeObject(MATCH, match)], site), 'sub');
  const { found } = match;
  return textArgument(replacement, 'sub').replaceAll(
    /\\(?:g<(\w+)>|(\d{1,2})|([^]))/g,
    (whole, name?: string, number?: string, letter?: string) => {
      if (letter !== undefined) return LETTERS.get(letter) ?? whole;
      return groupOf(found, number ?? name ?? '0') ?? '';
    },
  );
}

const LETTERS: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
]);

function groupOf(found: RegExpExecArray, name: string): string | undefined {
  if (!/^\d+$/.test(name)) {
    if (found.groups === undefined || !Object.hasOwn(found.groups, name)) throw raised('JINJA_LOOKUP', 'no such group');
    return found.groups[name];
  }
  if (Number(name) >= found.length) throw raised('JINJA_LOOKUP', 'no such group');
  return found[Number(name)];
}

function split(pattern: Pattern, args: Arguments): Value {
  const [string, limit] = bind(args, 'split', ['string', 'maxsplit'], 1);
  const text = textArgument(string, 'split');
  const max = integerArgument(limit, 0);
  const parts: Value[] = [];
  let from = 0;
  let count = 0;
  for (const found of matchesOf(pattern, text)) {
    if (max > 0 && count++ >= max) break;
    parts.push(text.slice(from, found.index), ...found.slice(1).map((group) => group ?? null));
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

function method(name: string, call: PyFunction['call']): PyFunction {
  return { kind: 'function', name, call };
}

const PATTERN: ObjectType<Pattern> = {
  name: 're.Pattern',
  attributeNames: () => [...USES.keys(), 'pattern', 'flags'],
  attribute: (pattern, name) => {
    if (name === 'pattern') return pattern.source;
    if (name === 'flags') return pattern.flags | 32;
    const use = USES.get(name);
    return use === undefined ? undefined : method(name, (args, site) => use(pattern, args, site));
  },
  text: (pattern) => `re.compile(${quote(pattern.source)})`,
};

/** The groups that were asked for; one alone is no tuple. */
function groups(match: Match, args: Arguments): Value {
  const names = args.positional.length === 0 ? [0] : args.positional;
  const values = names.map(
    (name) => groupOf(match.found, String(typeof name === 'number' ? name : textArgument(name, 'group'))) ?? null,
  );
  return values.length === 1 ? (values[0] ?? null) : tuple(values);
}

function spanOf({ found }: Match, args: Arguments): readonly [number, number] {
  const [group] = bind(args, 'span', ['group']);
  const index = integerArgument(group, 0);
  if (index >= found.length) throw raised('JINJA_LOOKUP', 'no such group');
  return found.indices?.[index] ?? [-1, -1];
}

const MATCH: ObjectType<Match> = {
  name: 're.Match',
  attributeNames: () => ['group', 'groups', 'groupdict', 'start', 'end', 'span', 'string'],
  attribute: (match, name) => {
    switch (name) {
      case 'group':
        return method(name, (args) => groups(match, args));
      case 'groups':
        return method(name, (args) => {
          const [fallback] = bind(args, name, ['default']);
          return tuple(match.found.slice(1).map((group) => group ?? fallback ?? null));
        });
      case 'groupdict':
        return method(name, () =>
          dictOf(
            Object.entries(match.found.groups ?? {}).map(
              ([key, value]) => [key, (value as string | undefined) ?? null] as const,
            ),
          ),
        );
      case 'start':
        return method(name, (args) => spanOf(match, args)[0]);
      case 'end':
        return method(name, (args) => spanOf(match, args)[1]);
      case 'span':
        return method(name, (args) => tuple([...spanOf(match, args)]));
      case 'string':
        return match.found.input;
      default:
        return undefined;
    }
  },
  item: ({ found }, key) => {
    const has =
      typeof key === 'number' ? key >= 0 && key < found.length : Object.hasOwn(found.groups ?? {}, textOf(key));
    return has ? (groupOf(found, textOf(key)) ?? null) : undefined;
  },
  text: ({ found }) =>
    `<re.Match object; span=(${found.index}, ${found.index + found[0].length}), match=${quote(found[0])}>`,
};

/** Module functions take the pattern first and the flags last. */
function moduleFunction(name: string, use: Use, flagsAt: number): [string, Value] {
  return [
    name,
    method(name, (args, site) => {
      const named = new Map(args.named);
      const flags = named.get('flags') ?? args.positional[flagsAt];
      named.delete('flags');
      const [first, ...rest] = args.positional.slice(0, flagsAt);
      const pattern = patternOf(first ?? named.get('pattern'), flags);
      named.delete('pattern');
      return use(pattern, { positional: rest, named }, site);
    }),
  ];
}

export const RE: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...Array.from(USES, ([name, use]) => moduleFunction(name, use, name === 'sub' ? 4 : name === 'split' ? 3 : 2)),
  ...FLAGS,
  [
    'compile',
    method('compile', (args) => {
      const [source, flags] = bind(args, 'compile', ['pattern', 'flags'], 1);
      return makeObject(PATTERN, patternOf(source, flags));
    }),
  ],
  [
    'escape',
    method('escape', (args) =>
      textArgument(bind(args, 'escape', ['pattern'], 1)[0], 'escape').replaceAll(/[\s#$&()*+\-.?[\\\]^{|}~]/g, '\\$&'),
    ),
  ],
]);
