import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { COMMAND_SPECS, GLOBAL_OPTIONS } from '../../../src/cli/command-specs.ts';
import { parseLine } from '../../../src/cli/parse-arguments.ts';
import { renderCommandHelp, renderHelp } from '../../../src/cli/render-help.ts';
import { isCryptError } from '../../../src/kernel/crypt-error.ts';
import { refusal } from '../../support/refusal.ts';

function parsed(...line: readonly string[]): unknown {
  const { command, help, version, args } = parseLine(line);
  const { words, json, project } = args;
  return { command, help, version, words, json, project, rows: args.text('rows'), csv: args.flag('csv') };
}

const NOTHING = {
  help: false,
  version: false,
  words: [],
  json: false,
  project: undefined,
  rows: undefined,
  csv: false,
};

test('a line is a command with its words and options, in any order', () => {
  const sql = { ...NOTHING, command: 'sql', words: ['SELECT 1'] };
  assert.deepEqual(parsed('sql', 'SELECT 1'), sql);
  const all = { ...sql, json: true, project: 'shop', rows: '3', csv: true };
  assert.deepEqual(parsed('sql', '--rows', '3', 'SELECT 1', '--json', '--csv', '--project', 'shop'), all);
  assert.deepEqual(parsed('--project', 'shop', '--json', 'sql', '--csv', '--rows=3', 'SELECT 1'), all);
  assert.deepEqual(parsed('--project=shop', 'sql', 'SELECT 1'), { ...sql, project: 'shop' });
  assert.deepEqual(parsed('sql', '--', '-- a comment\nSELECT 1'), { ...sql, words: ['-- a comment\nSELECT 1'] });
  assert.deepEqual(parsed('sql', '-'), { ...sql, words: ['-'] });
});

test('a line without a command asks for help, the version, or nothing', () => {
  assert.deepEqual(parsed(), { ...NOTHING, command: undefined });
  assert.deepEqual(parsed('--help'), { ...NOTHING, command: undefined, help: true });
  assert.deepEqual(parsed('--version'), { ...NOTHING, command: undefined, version: true });
  assert.deepEqual(parsed('up', '--help'), { ...NOTHING, command: 'up', help: true });
});

test('a command that is none is CLI_COMMAND, with the one that was meant', async () => {
  const texts: Record<string, string> = {
    staus: 'There is no command staus; did you mean status? Nothing was done.',
    frobnicate: 'There is no command frobnicate. Nothing was done.',
    constructor: 'There is no command constructor. Nothing was done.',
    __proto__: 'There is no command __proto__. Nothing was done.',
  };
  for (const [name, message] of Object.entries(texts)) {
    const error = await refusal('CLI_COMMAND', () => parseLine([name]));
    assert.deepEqual([error.message, error.kind, error.hint], [message, 'user', 'See the commands: crypt --help']);
  }
});

test('an option that is none, lacks its value or has one too many is CLI_OPTION', async () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['sql', '--row', '3'], 'crypt sql: there is no option --row; did you mean --rows? Nothing was done.'],
    [['up', '--rows', '3'], 'crypt up: there is no option --rows. Nothing was done.'],
    [['-h'], 'crypt: there is no option -h. Nothing was done.'],
    [['--project'], "crypt: Option '--project <value>' argument missing. Nothing was done."],
    [['up', '--json=yes'], "crypt up: Option '--json' does not take an argument. Nothing was done."],
    [['sql', '--rows', '-5'], "crypt sql: Option '--rows' argument is ambiguous. Nothing was done."],
  ];
  for (const [line, message] of cases) {
    const error = await refusal('CLI_OPTION', () => parseLine(line));
    assert.equal(error.message, message);
    assert.match(error.hint, /^See the options: crypt( \w+)? --help$/);
  }
});

test('whatever is typed is taken or refused as ours', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '--',
      '-',
      '--project',
      '--json',
      '--rows',
      '--rows=',
      '--__proto__',
      '-x',
      ...Object.keys(COMMAND_SPECS),
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (line) => {
      try {
        parseLine(line);
      } catch (error) {
        assert.ok(isCryptError(error, 'CLI_COMMAND', 'CLI_OPTION'), String(error));
      }
    }),
    { numRuns: 300 },
  );
});

test('the help names every command, and the help of each names its options', () => {
  const help = renderHelp();
  for (const [name, { summary, usage, options }] of Object.entries(COMMAND_SPECS)) {
    assert.match(help, new RegExp(`^ {2}${name} `, 'm'));
    assert.ok(help.includes(summary));
    const own = renderCommandHelp(name);
    assert.ok(own.includes(usage));
    for (const option of Object.keys({ ...options, ...GLOBAL_OPTIONS }))
      assert.match(own, new RegExp(`^ {2}--${option}\\b`, 'm'));
  }
  assert.equal(renderCommandHelp('nowhere'), help);
});
