import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { auditLog } from '../../../../src/adapters/local-log/audit-log.ts';
import type { LocalLogWriter } from '../../../../src/adapters/local-log/writer.ts';
import { ADDRESS, LogBed, payloadOf, textOf } from '../../../support/log-bed.ts';
import { PowerCutFiles, systemError } from '../../../support/power-cut-files.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

interface Round {
  readonly lost: readonly string[];
  readonly invented: readonly string[];
  readonly problems: readonly string[];
  readonly acknowledged: number;
  readonly torn: number;
  readonly abandoned: number;
}

/** Appends from several sides until the power goes, several times over, then compares with what was acknowledged. */
async function round(seed: number, lies: boolean): Promise<Round> {
  const random = new SeededRandom(seed);
  let files = new PowerCutFiles(random);
  const bed = new LogBed(files, seed);
  const acknowledged = new Map<number, string>();
  const sent = new Set<string>();
  const problems: string[] = [];
  for (let life = 0; life < 3; life++) {
    files.faults = { lies, shortWrites: random.chance(0.5) ? 0.2 : 0, ...syncFaults(random) };
    files.cutAfter = files.operations + 10 + random.below(90);
    bed.files = files;
    await live(bed, random, acknowledged, sent);
    files = random.chance(0.8) ? files.afterPowerCut() : files.afterKill();
  }
  bed.files = files;
  try {
    const writer = await bed.writer();
    await writer.close();
  } catch (error) {
    problems.push(`cannot open: ${String(error)}`);
  }
  const { records, consumer } = await bed.readAll();
  const found = new Map(records.map((record) => [record.offset, textOf(record)]));
  const lost = [...acknowledged]
    .filter(([offset, text]) => found.get(offset) !== text)
    .map(([offset]) => String(offset));
  const invented = [...found.values()].filter((text) => !sent.has(text));
  if (consumer.damage().length > 0) problems.push(JSON.stringify(consumer.damage()));
  const audit = await auditLog({ root: '/data', address: ADDRESS, files });
  if (audit?.balanced !== true) problems.push(JSON.stringify(audit));
  const count = (type: string): number => bed.events.filter((event) => event.type === type).length;
  const story = { acknowledged: acknowledged.size, torn: count('torn.cut'), abandoned: count('segment.abandoned') };
  return { lost, invented, problems, ...story };
}

function syncFaults(random: SeededRandom): { before?: (operation: string, path: string) => void } {
  if (random.chance(0.6)) return {};
  return {
    before: (operation, path): void => {
      if (operation === 'datasync' && path.endsWith('.seg') && random.chance(0.1)) throw systemError('EIO', path);
    },
  };
}

async function live(
  bed: LogBed,
  random: SeededRandom,
  acknowledged: Map<number, string>,
  sent: Set<string>,
): Promise<void> {
  let writer: LocalLogWriter;
  try {
    writer = await bed.writer();
  } catch {
    return; // The power went while it was opened.
  }
  const files = bed.files as PowerCutFiles;
  const acknowledge = (offset: number, text: string): void => {
    // An offset that is given out twice hides a loss.
    if (acknowledged.has(offset)) acknowledged.set(-offset - 1, text);
    else acknowledged.set(offset, text);
  };
  const sender = async (name: number): Promise<void> => {
    for (let i = 0; i < 20; i++) {
      const texts = Array.from({ length: 1 + random.below(5) }, () => `${name}/${sent.size}/${random.below(1e9)}`);
      const payloads = texts.map((text) => Buffer.from(text.padEnd(20 + random.below(900), '.')));
      for (const payload of payloads) sent.add(payload.toString());
      try {
        const { firstOffset } = await writer.append(payloads);
        for (const [n, payload] of payloads.entries()) acknowledge(firstOffset + n, payload.toString());
      } catch {
        // Refused: the record may or may not be there, and its offset may be given again.
        if (files.operations > files.cutAfter) return;
      }
    }
  };
  await Promise.all([sender(1), sender(2), sender(3)]);
  await writer.close().catch(() => undefined);
}

test('after 300 power cuts and kills everything acknowledged is there, in its place, and nothing else', async (t) => {
  const bad: unknown[] = [];
  let [acknowledged, torn, abandoned] = [0, 0, 0];
  for (let seed = 1; seed <= 300; seed++) {
    const result = await round(seed, false);
    if (result.lost.length + result.invented.length + result.problems.length > 0) bad.push({ seed, ...result });
    acknowledged += result.acknowledged;
    torn += result.torn;
    abandoned += result.abandoned;
  }
  deepEqual(bad, []);
  t.diagnostic(`${acknowledged} records acknowledged, ${torn} torn tails, ${abandoned} segments abandoned`);
  // The rounds met what they are about.
  deepEqual([acknowledged > 5000, torn > 30, abandoned > 50], [true, true, true]);
});

test('a disk that only says that it synced is found out by the same check', async () => {
  let found = 0;
  for (let seed = 1; seed <= 20; seed++) if ((await round(seed, true)).lost.length > 0) found++;
  ok(found >= 15, `${found} of 20 rounds showed a loss`);
});

test('what a failed sync left in memory only is written again before it counts as durable', async () => {
  const files = new PowerCutFiles(new SeededRandom(5));
  const bed = new LogBed(files);
  const writer = await bed.writer();
  await writer.append([payloadOf(1)]);
  // The sync fails, and the process dies before it can do anything about it.
  files.faults.before = (operation, path): void => {
    if (operation !== 'datasync' || !path.endsWith('.seg')) return;
    files.cutAfter = files.operations;
    files.faults.before = (): void => undefined;
    throw systemError('EIO', path);
  };
  await writer.append([payloadOf(2)]).catch(() => undefined);
  const { records } = await (async () => {
    files.cutAfter = Infinity;
    bed.files = files;
    const again = await bed.writer();
    await again.close();
    return await bed.readAll();
  })();
  equal(records.length, 2);
  for (let n = 0; n < 20; n++) {
    const after = new LogBed(files.afterPowerCut());
    await (await after.writer()).close();
    deepEqual((await after.readAll()).records.map(textOf), records.map(textOf));
  }
});
