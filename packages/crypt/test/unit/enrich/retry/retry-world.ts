// What the tests of retries share: events that fail by their schema until it is mended, and the account of the logs.
import assert from 'node:assert/strict';
import { decodeRepair, type Repair } from '../../../../src/contracts/repair.ts';
import { enrichedRow } from '../../../../src/contracts/enriched-event.ts';
import type { LogRecord } from '../../../../src/contracts/log.ts';
import { errorText } from '../../../../src/kernel/crypt-error.ts';
import type { RetryResult } from '../../../../src/contracts/retry.ts';
import type { SchemaEntry } from '../../../../src/schemas/find-schema.ts';
import type { Tallies } from '../../../../src/enrich/tallies.ts';
import { openSchemas, plainPipeline } from '../../../support/fake-schemas.ts';
import { World } from '../dying-logs.ts';
import { PAGE_VIEW, post, UNSTRUCT } from '../make-record.ts';

export const SHOP = 'iglu:com.acme/shop/jsonschema/1-0-0';
export const CART = 'iglu:com.acme/cart/jsonschema/1-0-0';
export const BROKEN: SchemaEntry = { state: 'broken', reason: 'it is no JSON schema' };
export const MISSING: SchemaEntry = { state: 'missing' };

export function event(schema: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const json = JSON.stringify({ schema: UNSTRUCT, data: { schema, data: { price: 1 } } });
  return { ...PAGE_VIEW, e: 'ue', ue_pr: json, ...more };
}

/** A page view, an event of each schema, and one that nothing repairs. */
export function mixed(offset: number, shop = 1, cart = 1): LogRecord {
  const many = (count: number, what: object): readonly object[] => Array.from({ length: count }, () => what);
  const events = [PAGE_VIEW, ...many(shop, event(SHOP)), ...many(cart, event(CART)), { ...PAGE_VIEW, p: 'nowhere' }];
  return post(events, {}, offset);
}

/** A world whose schemas are what `schemas` says; change it to mend them. */
export class RetryWorld extends World {
  readonly schemas: Record<string, SchemaEntry> = { [SHOP]: BROKEN, [CART]: BROKEN };

  constructor(...records: readonly LogRecord[]) {
    super();
    this.pipeline = plainPipeline({ schemas: openSchemas(this.schemas) });
    this.addRaw(...records);
  }

  mend(...uris: readonly string[]): void {
    for (const uri of uris) delete this.schemas[uri];
  }

  /** One whole life that is asked for a retry. */
  async retry(groups: readonly string[] | 'all' = 'all', dryRun = false): Promise<RetryResult> {
    this.asks = [{ groups, dryRun }];
    const before = this.results.length;
    assert.equal(await this.live(), true);
    this.asks = [];
    const result = this.results[before];
    assert.ok(result, this.refusals.map((error) => errorText(error)).join(', '));
    return result;
  }

  get origins(): readonly string[] {
    return this.logs.enriched.map(({ payload }) => originOf(enrichedRow(payload)));
  }

  get failedOrigins(): readonly string[] {
    return this.logs.failed.map(({ payload }) => originOf(payload));
  }

  get repairs(): readonly Repair[] {
    return this.logs.repairs.map(({ payload }) => {
      const repair = decodeRepair(payload);
      assert.ok(repair);
      return repair;
    });
  }

  groupOf(failedOffset: number): string {
    const payload = this.logs.failed[failedOffset]?.payload;
    return (JSON.parse(Buffer.from(payload ?? []).toString()) as { group: string }).group;
  }
}

function originOf(payload: Uint8Array): string {
  return (JSON.parse(Buffer.from(payload).toString()) as { origin: string }).origin;
}

/** Every count is what lies in the logs, and nothing lies there twice. */
export function assertAccount(world: RetryWorld, where = ''): void {
  const { checkpoint, logs, repairs, origins, failedOrigins } = world;
  assert.ok(checkpoint);
  const { tallies: t, enrichedNext, failedNext, repairsNext } = checkpoint;
  const count = (term: Parameters<Tallies['add']>[0]): number => t[term].count;
  assert.deepEqual([new Set(origins).size, new Set(failedOrigins).size], [origins.length, failedOrigins.length], where);
  assert.deepEqual(
    [enrichedNext, failedNext, repairsNext],
    [logs.enriched.length, logs.failed.length, logs.repairs.length],
    where,
  );
  assert.deepEqual(
    [enrichedNext, failedNext, repairsNext],
    [
      count('enriched') + count('repaired') + count('enrichedTwice'),
      count('failed') + count('failedAnew') + count('failedTwice'),
      count('settled') + count('rejudged') + count('repairsTwice'),
    ],
    where,
  );
  const settled = repairs.filter(({ outcome }) => outcome !== 'still_failing').map(({ origin }) => origin);
  assert.equal(new Set(settled).size, settled.length, where);
  assert.equal(count('settled'), settled.length, where);
}
