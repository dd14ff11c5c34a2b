// A second count of a log, for the balance: what is in the files, beside what the log says was ever appended. It shares
// no code with the writer and the reader, so that a mistake there cannot hide here: it reads the documented bytes
// (segment-header.ts, frame.ts, durable-mark.ts) with its own parser (audit-segment.ts) and its own arithmetic.
//
//   appended = trimmed + removed + present + missing - unexpected
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Tally } from '../../contracts/hop-count.ts';
import type { LogAddress } from '../../contracts/log.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { systemCode } from '../../kernel/crypt-error.ts';
import type { Files } from '../../kernel/effects.ts';
import { isJsonObject, parseJson } from '../../kernel/parse-json.ts';
import { AuditSegment, readNumber, type Claim, type OffsetRange } from './audit-segment.ts';
import { addTally, NOTHING, type Sum, toTally } from './audit-tally.ts';

export type { OffsetRange } from './audit-segment.ts';

export interface LogAudit {
  /** The cut: every record before it is counted, and none after. */
  readonly upToOffset: number;
  /** All that was ever appended, as the log's own account has it. */
  readonly expected: Tally;
  /** Removed by retention. */
  readonly trimmed: Tally;
  /** Removed from within segments, by erasure. */
  readonly removed: Tally;
  /** Counted in the files. */
  readonly present: Tally;
  /** Offsets that nothing explains. */
  readonly missing: readonly OffsetRange[];
  /** Offsets that are there twice. */
  readonly unexpected: readonly OffsetRange[];
  /** True when count and hash add up. A record that was changed and sealed again keeps the count, not the hash. */
  readonly balanced: boolean;
}

export interface LogAuditor {
  /** Counts again; reads only what is new or has changed since the last run. Undefined while there is no mark. */
  run(): Promise<LogAudit | undefined>;
}

interface Mark {
  readonly base: number;
  readonly position: number;
  readonly nextOffset: number;
  readonly sum: Sum;
}

/** One count from the files alone. */
export async function auditLog(options: {
  root: string;
  address: LogAddress;
  files: Files;
}): Promise<LogAudit | undefined> {
  return await createLogAuditor(options).run();
}

export function createLogAuditor(options: { root: string; address: LogAddress; files: Files }): LogAuditor {
  const { files } = options;
  const folder = join(options.root, options.address.topic, String(options.address.partition));
  let known = new Map<number, AuditSegment>();
  return {
    async run(): Promise<LogAudit | undefined> {
      const mark = await readMark(files, join(folder, 'durable'));
      if (mark === undefined) return undefined;
      const trimmed = await readTrimmed(files, join(folder, 'trimmed.json'));
      const bases = (await listBases(files, folder)).filter((base) => base >= trimmed.oldest && base <= mark.base);
      const counted = new Map<number, AuditSegment>();
      for (const [i, base] of bases.entries()) {
        const segment = known.get(base) ?? new AuditSegment(files, folder, base);
        const last = base === mark.base;
        await segment.count(last ? mark.position : Infinity, bases[i + 1] ?? mark.nextOffset);
        counted.set(base, segment);
      }
      known = counted;
      // Retention that went on meanwhile would look like a loss.
      if ((await readTrimmed(files, join(folder, 'trimmed.json'))).oldest !== trimmed.oldest) return await this.run();
      return sumUp(mark, trimmed, [...counted.values()]);
    },
  };
}

function sumUp(mark: Mark, trimmed: { oldest: number; sum: Sum }, segments: readonly AuditSegment[]): LogAudit {
  const missing: OffsetRange[] = [];
  const unexpected: OffsetRange[] = [];
  let present = NOTHING;
  let removed = NOTHING;
  let next = trimmed.oldest;
  let claim: Claim = { offset: mark.nextOffset, sum: mark.sum };
  for (const segment of segments) {
    if (segment.base > next) missing.push({ from: next, to: segment.base });
    missing.push(...segment.missing);
    unexpected.push(...segment.unexpected);
    present = addTally(present, segment.present);
    removed = addTally(removed, segment.removed);
    next = segment.stopOffset;
    // The commit frame at the cut is better evidence than the mark, which any process could have written.
    if (segment.lastClaim?.offset === mark.nextOffset) claim = segment.lastClaim;
  }
  if (next < mark.nextOffset) missing.push({ from: next, to: mark.nextOffset });
  const accounted = addTally(addTally(trimmed.sum, removed), present);
  const balanced = accounted.count === claim.sum.count && accounted.hash === claim.sum.hash;
  return {
    upToOffset: mark.nextOffset,
    expected: toTally(claim.sum),
    trimmed: toTally(trimmed.sum),
    removed: toTally(removed),
    present: toTally(present),
    missing,
    unexpected,
    balanced: balanced && missing.length === 0 && unexpected.length === 0,
  };
}

async function readMark(files: Files, path: string): Promise<Mark | undefined> {
  // The writer may be in the middle of a write, which takes microseconds.
  for (let tries = 5; tries > 0; tries--) {
    const bytes = await readWhole(files, path);
    if (
      bytes !== undefined &&
      bytes.length === 80 &&
      crc32(bytes.subarray(0, 76)) === viewOf(bytes).getUint32(76, true)
    ) {
      return parseMark(viewOf(bytes));
    }
  }
  return undefined;
}

function parseMark(view: DataView): Mark {
  const nextOffset = readNumber(view, 40);
  const hash = (BigInt(view.getUint32(48, true)) << 32n) | BigInt(view.getUint32(52, true));
  return { base: readNumber(view, 24), position: readNumber(view, 32), nextOffset, sum: { count: nextOffset, hash } };
}

/** Nothing was trimmed as far as a missing or damaged file can show; what is gone then counts as missing. */
async function readTrimmed(files: Files, path: string): Promise<{ oldest: number; sum: Sum }> {
  const bytes = await readWhole(files, path);
  const none = { oldest: 0, sum: NOTHING };
  if (bytes === undefined) return none;
  try {
    const value = parseJson(new TextDecoder().decode(bytes));
    if (!isJsonObject(value)) return none;
    const { crc, ...rest } = value;
    if (crc !== crc32(canonicalJson(rest)).toString(16).padStart(8, '0')) return none;
    const { oldestOffset, count, high, low } = rest as Record<string, number>;
    const hash = (BigInt(high ?? 0) << 32n) | BigInt(low ?? 0);
    return { oldest: oldestOffset ?? 0, sum: { count: count ?? 0, hash } };
  } catch {
    // Not JSON: the same as damaged.
    return none;
  }
}

async function listBases(files: Files, folder: string): Promise<readonly number[]> {
  const names = await files.list(folder);
  return names.filter((name) => /^[0-9]{20}\.seg$/.test(name)).map((name) => Number(name.slice(0, 20)));
}

async function readWhole(files: Files, path: string): Promise<Uint8Array | undefined> {
  try {
    return await files.readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
