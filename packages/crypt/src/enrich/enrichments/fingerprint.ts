// A hash of what the tracker sent, as Snowplow makes it: name and value of every parameter by name, each followed by
// U+001F. Source: event_fingerprint_config 1-0-1 and enrich 3.9.0.
import { hash } from 'node:crypto';
import type { FingerprintConfig } from '../../config/enrichments/fingerprint.ts';
import type { Enrichment } from '../enrichment.ts';
import { columnIndex } from '../row.ts';
import { PARAM_SLOTS } from '../tracker-params.ts';

const EVENT_FINGERPRINT = columnIndex('event_fingerprint');
const END = '\u001F';

/** Parameters that the protocol does not know are not part of it: drafts do not have them. */
export function createFingerprint(config: FingerprintConfig): Enrichment {
  const excluded = new Set(config.excludeParameters);
  const parts = [...PARAM_SLOTS]
    .filter(([name]) => !excluded.has(name))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, slot]) => ({ slot, start: name + END }));
  const algorithm = config.hashAlgorithm.toLowerCase();
  return {
    name: 'fingerprint',
    apply: ({ row, values }) => {
      let text = '';
      for (const { slot, start } of parts) {
        const value = values[slot];
        if (value !== undefined) text += start + value + END;
      }
      row[EVENT_FINGERPRINT] = hash(algorithm, text);
    },
  };
}
