// What every event of one payload takes from its request, made once for all of them.
import type { CollectorPayload } from '../contracts/collector-payload.ts';
import { cleanText } from './clean-text.ts';
import { firstOfList } from './convert.ts';
import { formatTimestamp } from './timestamp.ts';

/** Texts are clean; '' is null. */
export interface PayloadFacts {
  readonly collectorMs: number;
  readonly collectorTstamp: string;
  readonly etlTstamp: string;
  readonly collector: string;
  readonly etl: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly networkUserId: string;
  readonly referer: string;
  /** As the collector stored them. */
  readonly headers: CollectorPayload['headers'];
}

/** @param etlMs the append of the raw record, not the clock's time: enriching again must give the same row. */
export function payloadFacts(head: CollectorPayload, etlMs: number, etl: string): PayloadFacts {
  return {
    collectorMs: head.timeMs,
    collectorTstamp: formatTimestamp(head.timeMs) ?? '',
    etlTstamp: formatTimestamp(etlMs) ?? '',
    collector: cleanText(head.collector),
    etl,
    ip: cleanText(firstOfList(head.ip)),
    userAgent: cleanText(head.userAgent ?? ''),
    networkUserId: cleanText(head.networkUserId ?? ''),
    referer: cleanText(head.referer ?? ''),
    headers: head.headers,
  };
}
