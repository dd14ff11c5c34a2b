// Code that misbehaves, in its real process: one event fails, the others do not.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { nodeClock } from '../../../../src/adapters/node/node-clock.ts';
import type { Clock } from '../../../../src/kernel/effects.ts';
import { PROJECT_CRASHES_MAX, PROJECT_OFF_MS, PROJECT_RESULT_CHARS_MAX } from '../../../../src/kernel/limits.ts';
import { startChild } from '../../../support/child.ts';
import { eventOf, requestOf, saidOf, SCHEMA, startProject, writeProject } from '../../../support/project-rig.ts';
import { refusal } from '../../../support/refusal.ts';

/** Each user is something that code may do. Line 8 is where the library throws. */
const BAD = `import { fall } from '../lib/fall';
class Secret extends Error {}
const deeds = {
  throw: () => fall(), own: () => { throw new Secret('ada@example.com'); }, reject: async () => { throw new RangeError('ada'); },
  text: () => { throw 'ada'; }, nothing: () => { throw Object.create(null); },
  trap: () => { throw Object.defineProperty(new Error(), 'stack', { get() { throw new Error('ada'); } }); },
  number: () => 1, null: () => null, function: () => () => undefined, list: () => [], unknown: () => ({ entitys: [] }),
  cycle: () => { const a = {}; a.entities = [a]; return a; }, big: () => ({ columns: { txn_id: 1n } }),
  deep: () => ({ entities: [{ schema: '${SCHEMA}', data: { deep: JSON.parse('['.repeat(70) + ']'.repeat(70)) } }] }),
  deeper: () => { let deep = []; for (let i = 0; i < 100_000; i++) deep = [deep]; return { entities: deep }; },
  huge: () => ({ entities: [{ schema: '${SCHEMA}', data: { text: 'x'.repeat(${PROJECT_RESULT_CHARS_MAX}) } }] }),
  fixed: () => ({ columns: { event_id: 'x' } }), proto: () => ({ columns: JSON.parse('{"__proto__": 1}') }),
};
export default ({ columns }) => deeds[columns.user_id]?.();`;

const FALL = `
export function fall(): never {
  const list: string[] = [];
  // @ts-expect-error
  return list.at(0).length;
}
`;

const THREW = 'enrichments/a.ts: threw';
const WRONG = 'enrichments/a.ts: returned something that is not a result';

test('what code throws or returns fails its event, in words without values', async (t) => {
  const { code, logger } = await startProject(t, { 'enrichments/a.ts': BAD, 'lib/fall.ts': FALL });
  const wanted: Readonly<Record<string, string>> = {
    fine: 'ok',
    throw: `${THREW} TypeError (lib/fall.ts:5)`,
    own: `${THREW} Secret (enrichments/a.ts:4)`,
    reject: `${THREW} RangeError (enrichments/a.ts:4)`,
    text: `${THREW} a string`,
    nothing: `${THREW} an error`,
    trap: `${THREW} an error`,
    number: `${WRONG} (it is nothing that JSON can say)`,
    null: `${WRONG} (it is nothing that JSON can say)`,
    function: `${WRONG} (it is nothing that JSON can say)`,
    list: `${WRONG} (it is not an object)`,
    unknown: `${WRONG} (it has a member that is not entities, columns or drop)`,
    cycle: `${WRONG} (it is nothing that JSON can say)`,
    big: `${WRONG} (it is nothing that JSON can say)`,
    deep: `${WRONG} (it nests deeper than 64 levels)`,
    deeper: `${WRONG} (it is nothing that JSON can say)`,
    huge: `enrichments/a.ts: returned more than ${PROJECT_RESULT_CHARS_MAX} characters of JSON`,
    fixed: `${WRONG} (columns: one that is not there or cannot be changed)`,
    proto: `${WRONG} (columns: one that is not there or cannot be changed)`,
    last: 'ok',
  };
  const users = Object.keys(wanted);
  const said = (await code.enrich(users.map((user) => eventOf(user)))).map(saidOf);
  assert.deepEqual(Object.fromEntries(users.map((user, i) => [user, said[i]])), wanted);
  assert.deepEqual(logger.lines, []);
});

/** Two of each: an event that ends the process is tried twice. */
function crashesOf(lines: readonly { event: string; fields: Readonly<Record<string, unknown>> }[]): unknown[] {
  return lines
    .filter(({ event }) => event === 'project.crashed')
    .map(({ fields }) => `${String(fields['cause'])} (${String(fields['detail'])})`);
}

describe('code that ends its process fails the event at hand, and no other', { concurrency: 4 }, () => {
  const cases: Readonly<Record<string, { deed: string; want: string }>> = {
    'an endless loop': { deed: 'for (;;) {}', want: 'enrichments/b.ts: took longer than 1000 ms' },
    'a promise that never settles': {
      deed: 'return new Promise(() => undefined);',
      want: 'enrichments/b.ts: took longer than 1000 ms',
    },
    'process.exit': { deed: 'process.exit(0);', want: 'enrichments/b.ts: ended its process (exit code 0)' },
    'a signal': {
      deed: `process.kill(process.pid, 'SIGSEGV');`,
      want: 'enrichments/b.ts: ended its process (SIGSEGV)',
    },
    'an error in a callback': {
      deed: `return new Promise(() => setImmediate(() => { throw new RangeError('ada'); }));`,
      want: 'enrichments/b.ts: threw RangeError outside of its call (enrichments/b.ts:2)',
    },
    'noise in our pipe': {
      deed: `import_fs.writeSync(4, 'ada\\n'); return new Promise(() => undefined);`,
      want: 'enrichments/b.ts: wrote into our pipe',
    },
  };
  for (const [name, { deed, want }] of Object.entries(cases)) {
    test(name, async (t) => {
      const { code, logger } = await startProject(t, {
        'enrichments/a.ts': 'export default ({ columns }) => ({ columns: { app_id: columns.user_id } });',
        'enrichments/b.ts': `import * as import_fs from 'node:fs'; export default ({ columns }) => {
          if (columns.user_id === 'bad') { ${deed} } };`,
      });
      const users = ['a', 'bad', 'b', 'c'];
      const verdicts = await code.enrich(users.map((user) => eventOf(user)));
      assert.deepEqual(verdicts.map(saidOf), ['ok', want, 'ok', 'ok']);
      assert.deepEqual(
        crashesOf(logger.lines),
        Array.from({ length: 2 }, () => (want.endsWith(')') ? want : `${want} ()`)),
      );
    });
  }

  for (const [name, deed] of [
    ['a heap that is full', 'const all = []; for (;;) all.push(new Array(1_000).fill({ a: 1 }));'],
    ['buffers without end', 'const all = []; for (;;) all.push(Buffer.alloc(10_000_000, 1));'],
  ]) {
    test(name ?? '', async (t) => {
      const files = {
        'enrichments/a.ts': `export default ({ columns }) => { if (columns.user_id === 'bad') { ${deed} } };`,
      };
      const { code } = await startProject(t, files, { timeMsMax: 10_000 });
      const verdicts = await code.enrich(['a', 'bad', 'b'].map((user) => eventOf(user)));
      assert.deepEqual(verdicts.map(saidOf), ['ok', 'enrichments/a.ts: the process ran out of memory (64 MB)', 'ok']);
    });
  }
});

test('what an earlier event left behind fails no later one', async (t) => {
  const { code, logger } = await startProject(t, {
    'enrichments/a.ts': `export default ({ columns }) => {
      if (columns.user_id === 'bad') setTimeout(() => { throw new RangeError('ada'); }, 20);
      if (columns.user_id === 'slow') return new Promise((resolve) => setTimeout(resolve, 200));
    };`,
  });
  const verdicts = await code.enrich(['bad', 'slow', 'c'].map((user) => eventOf(user)));
  assert.deepEqual(verdicts.map(saidOf), ['ok', 'ok', 'ok']);
  assert.deepEqual(crashesOf(logger.lines), [
    'enrichments/a.ts: threw RangeError outside of its call (enrichments/a.ts:2)',
  ]);
});

/** The real time, and what a test adds to it. */
class LateClock implements Clock {
  addedMs = 0;

  nowMs(): number {
    return nodeClock.nowMs();
  }

  monotonicMs(): number {
    return nodeClock.monotonicMs() + this.addedMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return nodeClock.sleep(ms, signal);
  }
}

test('a file that crashes again and again is switched off for a while, and no other', async (t) => {
  const clock = new LateClock();
  const exit = `export default ({ columns, body }) => { if (columns?.user_id === 'bad' || body === 'bad') process.exit(0); return COUNT; };`;
  const files = {
    'enrichments/a.ts': exit.replace('COUNT', 'undefined'),
    'webhooks/b.ts': exit.replace('COUNT', '[]'),
    'webhooks/c.ts': 'export default () => [];',
  };
  const webhooks = [
    { path: '/com.acme/b', map: 'webhooks/b.ts' },
    { path: '/com.acme/c', map: 'webhooks/c.ts' },
  ];
  const { code, logger } = await startProject(t, files, { clock, webhooks });
  const map = async (requests: readonly (readonly [string, string])[]): Promise<string[]> =>
    (await code.map(requests.map(([path, body]) => requestOf(`/com.acme/${path}`, body)))).map((mapping) =>
      mapping.ok ? 'ok' : mapping.cause,
    );
  const bad = Array.from({ length: PROJECT_CRASHES_MAX / 2 }, () => ['b', 'bad'] as const);
  const ended = 'webhooks/b.ts: ended its process';
  const off = `webhooks/b.ts: switched off after ${PROJECT_CRASHES_MAX} crashes`;
  assert.deepEqual(await map([...bad, ['b', 'good'], ['c', 'good']]), [...bad.map(() => ended), off, 'ok']);
  assert.deepEqual(
    await map([
      ['c', 'good'],
      ['b', 'good'],
    ]),
    ['ok', off],
  );
  assert.deepEqual((await code.enrich([eventOf('x')])).map(saidOf), ['ok']);
  clock.addedMs += PROJECT_OFF_MS;
  assert.deepEqual(
    await map([
      ['b', 'good'],
      ['b', 'good'],
    ]),
    ['ok', 'ok'],
  );
  // Still within the minute of the others: the first crash suffices.
  assert.deepEqual(
    await map([
      ['b', 'bad'],
      ['b', 'good'],
      ['c', 'good'],
    ]),
    [off, off, 'ok'],
  );
  assert.equal(crashesOf(logger.lines).length, PROJECT_CRASHES_MAX + 1);
  assert.equal(logger.lines.filter(({ event }) => event === 'project.switched_off').length, 2);
});

test('a process that cannot be started again fails events quickly', async (t) => {
  const { code, logger } = await startProject(t, {
    'enrichments/a.ts': `import { rmSync } from 'node:fs';
      export default ({ columns }) => { if (columns.user_id === 'bad') { rmSync(process.cwd(), { recursive: true }); process.exit(0); } };`,
  });
  const verdicts = await code.enrich(['a', 'bad', 'b'].map((user) => eventOf(user)));
  const off = `project code: switched off after ${PROJECT_CRASHES_MAX} crashes`;
  assert.deepEqual(verdicts.map(saidOf), ['ok', off, off]);
  const reasons = logger.lines
    .filter(({ event }) => event === 'project.not_started')
    .map(({ fields }) => fields['reason']);
  const reason = "The process of the project's code did not start: the system refused (ENOENT). No event was touched.";
  assert.deepEqual(
    reasons,
    Array.from({ length: PROJECT_CRASHES_MAX }, () => reason),
  );
});

test('close ends code that hangs, and what is under way is not answered', async (t) => {
  const { code } = await startProject(
    t,
    { 'enrichments/a.ts': 'export default () => { for (;;) {} };' },
    { timeMsMax: 600_000 },
  );
  const asked = refusal('PROJECT_CODE_CLOSED', () => code.enrich([eventOf('x')]));
  const waiting = refusal('PROJECT_CODE_CLOSED', () => code.enrich([eventOf('y')]));
  await nodeClock.sleep(50);
  await code.close();
  await Promise.all([asked, waiting]);
  await code.close();
  await refusal('PROJECT_CODE_CLOSED', () => code.enrich([eventOf('z')]));
});

test('code in an endless loop ends when we are killed', async (t) => {
  const hang = `import { writeFileSync } from 'node:fs';
    export default () => { writeFileSync('begun', String(process.pid)); for (;;) {} };`;
  const folder = await writeProject(t, { 'enrichments/hang.ts': hang });
  const parent = startChild('hang-project', folder);
  t.after(() => parent.kill('SIGKILL'));
  assert.ok(parent.stdout);
  await once(parent.stdout, 'data');
  const pid = Number(readFileSync(join(folder, 'begun'), 'utf8'));
  assert.equal(isRunning(pid), true);
  parent.kill('SIGKILL');
  const deadline = nodeClock.monotonicMs() + 10_000;
  while (isRunning(pid) && nodeClock.monotonicMs() < deadline) await nodeClock.sleep(20);
  assert.equal(isRunning(pid), false);
});

/** A process whose parent has gone may stay as a name without a process, where nobody asks for its exit code. */
function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  if (existsSync('/proc/self/stat')) return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'));
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
