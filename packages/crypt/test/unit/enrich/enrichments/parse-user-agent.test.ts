import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { legacyColumns } from '../../../../src/enrich/enrichments/legacy-user-agent.ts';
import {
  parseUserAgent,
  type ParsedUserAgent,
  type Versioned,
} from '../../../../src/enrich/enrichments/parse-user-agent.ts';
import { requiredLiterals } from '../../../../src/enrich/enrichments/required-literals.ts';
import {
  readUserAgentRules,
  type UserAgentRule,
  type UserAgentRules,
} from '../../../../src/enrich/enrichments/user-agent-rules.ts';
import { USER_AGENT_CASES } from './user-agent-cases.ts';

const TEXT = readFileSync(createRequire(import.meta.url).resolve('uap-core/regexes.yaml'), 'utf8');

function read(text: string): UserAgentRules {
  const rules = readUserAgentRules(text);
  if (typeof rules === 'string') assert.fail(rules);
  return rules;
}

const RULES = read(TEXT);
const ALL: readonly UserAgentRule[] = [...RULES.browsers, ...RULES.systems, ...RULES.devices];

test('user agents are read by the rules of uap-core', () => {
  const bars = ({ family, version }: Versioned): string =>
    [family, ...version.filter((part) => part !== null)].join(' | ');
  const answers = USER_AGENT_CASES.map(({ userAgent }) => {
    const parsed = parseUserAgent(RULES, userAgent);
    const columns = Object.values(legacyColumns(parsed, userAgent)).join(' | ');
    return {
      userAgent,
      browser: bars(parsed.browser),
      system: bars(parsed.system),
      device: parsed.device.family,
      columns,
    };
  });
  assert.ok(answers.length > 60);
  assert.deepEqual(answers, USER_AGENT_CASES);
});

/** uap-core's own cases (test/data/uap-core). */
const CORPORA: readonly (readonly [file: string, told: (parsed: ParsedUserAgent) => readonly unknown[]])[] = [
  ['browsers', toldOfBrowser],
  ['systems', toldOfSystem],
  ['devices', toldOfDevice],
];

function toldOfBrowser({ browser }: ParsedUserAgent): readonly unknown[] {
  return [browser.family, ...browser.version.slice(0, 3)];
}

function toldOfSystem({ system }: ParsedUserAgent): readonly unknown[] {
  return [system.family, ...system.version];
}

function toldOfDevice({ device }: ParsedUserAgent): readonly unknown[] {
  return [device.family, device.brand, device.model];
}

/** Cells of each case: the user agent, then what is told of it, '' for what is not known. */
function readCases(file: string): readonly (readonly string[])[] {
  const url = new URL(`../../../../../test/data/uap-core/${file}.tsv.br`, import.meta.url);
  const lines = brotliDecompressSync(readFileSync(url)).toString('utf8').split('\n');
  return lines.slice(0, -1).map((line) => line.split('\t'));
}

test("every case of uap-core's own corpus is answered as it says", () => {
  let count = 0;
  for (const [file, told] of CORPORA) {
    const wrong = readCases(file).flatMap(([userAgent = '', ...expected]) => {
      count++;
      const answer = told(parseUserAgent(RULES, userAgent)).map((cell) => cell ?? '');
      return JSON.stringify(answer) === JSON.stringify(expected) ? [] : [{ userAgent, expected, answer }];
    });
    assert.deepEqual(wrong, [], file);
  }
  assert.equal(count, 31_079);
});

test('a rule is never left out of a user agent that it matches', () => {
  const userAgents = readCases('devices').filter((_, at) => at % 40 === 0);
  assert.ok(userAgents.length > 400);
  for (const [text = ''] of userAgents) {
    const lower = text.toLowerCase();
    for (const { pattern, literals } of ALL) {
      if (literals === undefined || literals.some((literal) => lower.includes(literal))) continue;
      assert.equal(pattern.test(text), false, `${pattern.source} on ${text}`);
    }
  }
});

test('what an expression needs is found, and what is not understood needs nothing', () => {
  const answers: readonly (readonly [source: string, literals: readonly string[] | undefined])[] = [
    ['FooBar', ['foobar']],
    ['(Foo)Bar', ['foo']],
    ['x(?:Foo|Bars)/\\d', ['foo', 'bars']],
    ['(?:Foo|)/', undefined],
    ['Foo|Bar', ['foo', 'bar']],
    ['Foo|\\d', undefined],
    ['Foo?Bar', ['bar']],
    ['Foo*', ['fo']],
    ['Fo+Bar', ['bar']],
    ['(Foo){2}', ['foo']],
    ['(Foo){0,2}Ba', ['ba']],
    ['Fo{1}o\\.Bar', ['foo.bar']],
    ['Fo(?!Bars)o', ['foo']],
    ['Fo(?=o)', ['fo']],
    ['\\bFoo\\b$', ['foo']],
    ['[Ff]oo', ['foo']],
    ['[fg]oo', ['oo']],
    ['[^f]oo', ['oo']],
    ['Foo.Ba', ['foo']],
    ['Fo\\x41', undefined],
    ['(?<name>Foo)', undefined],
    ['Foo\\1', undefined],
    ['ünFoo', ['nfoo']],
    ['.*', undefined],
    ['', undefined],
    ['(Foo', undefined],
    ['[Foo', undefined],
  ];
  assert.deepEqual(
    answers.map(([source]) => [source, requiredLiterals(source)]),
    answers,
  );
});

test('whatever an expression is made of, a text that matches holds what it needs', () => {
  const atom = fc.constantFrom('a', 'b', 'Ab', '.', '\\d', '[Aa]', '[ab]', '[^a]', '\\b', '\\.', '^', '$', '1');
  const { expression } = fc.letrec<{ expression: string; piece: string }>((tie) => ({
    piece: fc.oneof(
      { maxDepth: 3 },
      atom,
      fc.tuple(fc.constantFrom('(', '(?:', '(?=', '(?!'), tie('expression')).map(([open, inner]) => `${open}${inner})`),
    ),
    expression: fc
      .array(fc.tuple(tie('piece'), fc.constantFrom('', '', '?', '*', '+', '{0,2}', '{2}', '{1,}', '|')), {
        minLength: 1,
        maxLength: 5,
      })
      .map((pieces) => pieces.map((piece) => piece.join('')).join('')),
  }));
  fc.assert(
    fc.property(
      expression,
      fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '1', '.'), maxLength: 12 }),
      (source, text) => {
        let pattern: RegExp;
        try {
          pattern = new RegExp(source, 'i');
        } catch {
          // Such as a repeated `^`.
          return;
        }
        const literals = requiredLiterals(source);
        if (literals === undefined || !pattern.test(text)) return;
        assert.ok(
          literals.some((literal) => text.toLowerCase().includes(literal)),
          `${source} needs ${literals.join()}`,
        );
      },
    ),
    { numRuns: 5_000 },
  );
});

test('the rules are read as YAML has them', () => {
  const lists = parse(TEXT) as Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  const fromYaml = Object.values(lists).map((list) =>
    list.map(({ regex, regex_flag: flags, ...replacements }) => ({
      source: new RegExp(regex ?? '', flags).source,
      flags: flags ?? '',
      replacements,
    })),
  );
  const plain = ({ pattern, replacements }: UserAgentRule): unknown => ({
    source: pattern.source,
    flags: pattern.flags,
    replacements: Object.fromEntries(replacements),
  });
  assert.deepEqual(
    [RULES.browsers, RULES.systems, RULES.devices].map((rules) => rules.map(plain)),
    fromYaml,
  );
  assert.ok(ALL.length > 1_000);
  // Else each of them would run for each new user agent.
  assert.ok(ALL.filter(({ literals }) => literals === undefined).length < 20);
});

test('a file of other rules, or of none, is refused with the place', () => {
  const lists = 'os_parsers:\n  - regex: "b"\ndevice_parsers:\n  - regex: c\n';
  assert.equal(typeof readUserAgentRules(`user_agent_parsers:\n  - regex: 'a'\n${lists}`), 'object');
  const refused = [
    ['', 'it must have user_agent_parsers, os_parsers, device_parsers'],
    [lists, 'it must have user_agent_parsers, os_parsers, device_parsers'],
    ['<html>', 'line 1 is not a rule as uap-core writes them'],
    [`user_agent_parsers:\n  - {regex: a}\n${lists}`, 'line 2 is not a rule as uap-core writes them'],
    [`user_agent_parsers:\n  - regex: '('\n${lists}`, 'Invalid regular expression: /(/: Unterminated group'],
    [
      `user_agent_parsers:\n  - regex: 'a'\n    regex_flag: 'q'\n${lists}`,
      "Invalid flags supplied to RegExp constructor 'q'",
    ],
  ] as const;
  assert.deepEqual(
    refused.map(([text]) => [text, readUserAgentRules(text)]),
    refused,
  );
});

test('a user agent made to be slow costs milliseconds', () => {
  // Words of the expressions, repeated: `MozillaMobile`, `iPhoneVersion/`.
  const words = ALL.flatMap(({ pattern }) =>
    pattern.source
      .replaceAll(/\\[a-zA-Z]/g, '(')
      .replaceAll('\\', '')
      .split(/[()[\]{}|?*+^$.]+/),
  ).filter((word) => word.length > 1 && !/^[\d,]+$/.test(word));
  const piece = fc.oneof(fc.constantFrom(...words), fc.constantFrom(' ', '; ', '/1.', '(', ')', 'a', '-', '1'));
  const hostile = fc
    .tuple(fc.array(piece, { maxLength: 4 }), fc.array(piece, { minLength: 1, maxLength: 3 }))
    .map(([start, repeated]) => (start.join('') + repeated.join('').repeat(1_000)).slice(0, 1_000));
  const took: number[] = [];
  fc.assert(
    fc.property(hostile, (userAgent) => {
      const started = process.cpuUsage();
      parseUserAgent(RULES, userAgent);
      const { user, system } = process.cpuUsage(started);
      took.push((user + system) / 1_000);
    }),
    { numRuns: 300 },
  );
  // The worst of 5,000 took 7 ms, on average 0.7; the first runs compile expressions.
  assert.ok(Math.max(...took) < 250, `the slowest took ${Math.max(...took)} ms`);
});
