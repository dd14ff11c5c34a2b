import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchCounts, BatchFile, SealedBatch } from '../../src/contracts/batch.ts';
import type { Column, ScalarType } from '../../src/contracts/column.ts';
import { MultisetHash } from '../../src/kernel/multiset-hash.ts';

export function column(name: string, type: ScalarType = 'string'): Column {
  return { name, type, nullable: true, labels: [], origin: 'test', description: '' };
}

/** Columns of a table that is tallied. */
export const TALLIED: readonly Column[] = [column('id'), column('content_hash', 'integer'), column('at', 'timestamp')];

/** A row as JSON text; numbers that JavaScript cannot hold are given as text already. */
export type Line = string;

/** A row of `TALLIED`, its hash anywhere in the 64 bits. */
export function talliedLine(id: string, hash: bigint, at = '2026-01-01 00:00:00.000'): Line {
  return `{"id":${JSON.stringify(id)},"content_hash":${BigInt.asIntN(64, hash)},"at":${JSON.stringify(at)}}`;
}

export async function batchFile(folder: string, name: string, lines: readonly Line[]): Promise<BatchFile> {
  const path = join(folder, name);
  const content = lines.map((line) => `${line}\n`).join('');
  await writeFile(path, content);
  return { path, format: 'ndjson', rowCount: lines.length, sizeBytes: Buffer.byteLength(content) };
}

export interface BatchParts {
  readonly table?: string;
  readonly columns?: readonly Column[];
  readonly lines?: readonly Line[];
  readonly files?: readonly BatchFile[];
  readonly topic?: string;
  readonly partition?: number;
  readonly counts?: Partial<BatchCounts>;
  readonly storedHash?: string;
}

/** A batch of one table; by default its `lines` in one file. */
export async function sealedBatch(
  folder: string,
  from: number,
  to: number,
  parts: BatchParts = {},
): Promise<SealedBatch> {
  const { table = 'events', columns = TALLIED, lines = [], topic = 'enriched', partition = 0 } = parts;
  const id = `${topic}-${partition}-${from}-${to}`;
  const files = parts.files ?? [await batchFile(folder, `${id}.${Math.trunc(lines.length)}.ndjson`, lines)];
  return {
    id,
    topic,
    partition,
    from,
    to,
    sealedMs: 1_700_000_000_000 + to,
    tables: [{ table, columns, files }],
    counts: { stored: lines.length, duplicate: 0, redelivered: 0, damaged: 0, ...parts.counts },
    storedHash: parts.storedHash ?? hashOf(lines),
  };
}

/** The multiset hash of lines by their `content_hash`, or 0 when they have none. */
export function hashOf(lines: readonly Line[]): string {
  const hash = new MultisetHash();
  for (const line of lines) {
    const digits = /"content_hash":(-?\d+)/.exec(line)?.[1] ?? '0';
    hash.addHex(BigInt.asUintN(64, BigInt(digits)).toString(16).padStart(16, '0'));
  }
  return hash.tally().hash;
}
