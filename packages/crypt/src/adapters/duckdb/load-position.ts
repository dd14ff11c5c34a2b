// landing.load_position: how far each partition is loaded, and what became of it. Written only in the transaction that
// writes the rows, so rows and position cannot disagree, whatever dies.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { BatchCounts, Consumed } from '../../contracts/batch.ts';

export async function makeLoadPosition(connection: DuckDBConnection): Promise<void> {
  // No primary key and no function defaults: both have lost data or poisoned the write-ahead log in DuckDB releases.
  await connection.run(`
    CREATE TABLE IF NOT EXISTS landing.load_position (
      topic VARCHAR NOT NULL, partition INTEGER NOT NULL, next_offset BIGINT NOT NULL,
      stored BIGINT NOT NULL, duplicate BIGINT NOT NULL, redelivered BIGINT NOT NULL, damaged BIGINT NOT NULL,
      expired BIGINT NOT NULL, present_hash VARCHAR NOT NULL
    )`);
}

export async function readConsumed(
  connection: DuckDBConnection,
  topic: string,
  partition: number,
): Promise<Consumed | undefined> {
  const reader = await connection.runAndReadAll(
    `SELECT next_offset, stored, duplicate, redelivered, damaged, expired, present_hash
     FROM landing.load_position WHERE topic = $1 AND partition = $2`,
    [topic, partition],
  );
  const row = reader.getRows()[0];
  if (row === undefined) return undefined;
  const [nextOffset, stored, duplicate, redelivered, damaged, expired, presentHash] = row;
  return {
    topic,
    partition,
    nextOffset: Number(nextOffset),
    stored: Number(stored),
    duplicate: Number(duplicate),
    redelivered: Number(redelivered),
    damaged: Number(damaged),
    expired: Number(expired),
    presentHash: String(presentHash),
  };
}

export async function writeConsumed(connection: DuckDBConnection, consumed: Consumed): Promise<void> {
  const { topic, partition, nextOffset, stored, duplicate, redelivered, damaged, expired, presentHash } = consumed;
  const values = [BigInt(nextOffset), BigInt(stored), BigInt(duplicate), BigInt(redelivered), BigInt(damaged)];
  const updated = await connection.run(
    `UPDATE landing.load_position SET next_offset = $3, stored = $4, duplicate = $5, redelivered = $6, damaged = $7,
       expired = $8, present_hash = $9 WHERE topic = $1 AND partition = $2`,
    [topic, partition, ...values, BigInt(expired), presentHash],
  );
  if (updated.rowsChanged > 0) return;
  await connection.run('INSERT INTO landing.load_position VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    topic,
    partition,
    ...values,
    BigInt(expired),
    presentHash,
  ]);
}

/** The position after a batch. */
export function advance(
  before: Consumed | undefined,
  batch: { topic: string; partition: number; to: number; counts: BatchCounts; storedHash: string },
): Consumed {
  return {
    topic: batch.topic,
    partition: batch.partition,
    nextOffset: batch.to,
    stored: (before?.stored ?? 0) + batch.counts.stored,
    duplicate: (before?.duplicate ?? 0) + batch.counts.duplicate,
    redelivered: (before?.redelivered ?? 0) + batch.counts.redelivered,
    damaged: (before?.damaged ?? 0) + batch.counts.damaged,
    expired: before?.expired ?? 0,
    presentHash: addHashes(before?.presentHash ?? '0', batch.storedHash),
  };
}

/** Sum modulo 2^64 of two decimal hashes; subtracts with `-1n`. */
export function addHashes(left: string, right: string, sign: 1n | -1n = 1n): string {
  return BigInt.asUintN(64, BigInt(left) + sign * BigInt(right)).toString();
}
