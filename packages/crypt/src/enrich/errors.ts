import { failer, type ErrorEntry } from '../kernel/crypt-error.ts';

export const enrichErrors = {
  ENRICH_LOG_UNFIT: {
    kind: 'user',
    message: (p) => `Enrich needs a log with ${p.capability}; ${p.topic} has none. Nothing was read or written.`,
    hint: () => 'Use the local log for raw, enriched and failed events.',
    example: { capability: 'seekOffset', topic: 'raw' },
  } satisfies ErrorEntry<{ capability: string; topic: string }>,
  ENRICH_CHECKPOINT_DAMAGED: {
    kind: 'terminal',
    message: (p) => `${p.path} is not a checkpoint of enrich. Enrich stopped; nothing was changed.`,
    hint: (p) =>
      `Put its backup back, or remove it (rm ${p.path}): what log:enriched and log:failed hold is then read back.`,
    example: { path: '.crypt/run/enrich-0.json' },
  } satisfies ErrorEntry<{ path: string }>,
  ENRICH_CHECKPOINT_AHEAD: {
    kind: 'terminal',
    message: (p) =>
      `Enrich has written log:${p.topic} up to ${p.checkpoint}, but that log ends at ${p.end}. ` +
      'Enrich stopped; nothing was changed.',
    hint: () => 'The log folder is older than the checkpoint. Put the backups of one moment back together.',
    example: { topic: 'enriched', checkpoint: 1200, end: 1000 },
  } satisfies ErrorEntry<{ topic: string; checkpoint: number; end: number }>,
  ENRICH_REFERERS_REFUSED: {
    kind: 'user',
    message: (p) => `${p.path}:${p.line} is no list of sites: ${p.reason}. Enrich did not start.`,
    hint: () => 'Correct the line, or set enrichments.referers.listFile to null: docs/enrichments/referers.md.',
    example: { path: '/home/ada/shop/referers.yml', line: 3, reason: 'forum.shop.example is listed twice' },
  } satisfies ErrorEntry<{ path: string; line: number; reason: string }>,
  ENRICH_RATES_REFUSED: {
    kind: 'user',
    message: (p) => `${p.path}:${p.line} is no list of rates: ${p.reason}. Enrich did not start.`,
    hint: () => 'Correct the line, or set enrichments.currency.enabled to false: docs/enrichments/currency.md.',
    example: { path: '/home/ada/shop/rates.csv', line: 7, reason: 'the date is not one of the calendar, 2026-02-03' },
  } satisfies ErrorEntry<{ path: string; line: number; reason: string }>,
  ENRICH_KEY_REFUSED: {
    kind: 'user',
    message: (p) =>
      `Pseudonyms need a ${p.what} in the environment, and ${p.variable} ${p.reason}. Enrich did not start.`,
    hint: (p) => `Set it where the platform starts, and keep a copy: ${p.variable}=$(openssl rand -hex 32)`,
    example: { variable: 'CRYPT_PII_KEY', what: 'key', reason: 'is not set' },
  } satisfies ErrorEntry<{ variable: string; what: string; reason: string }>,
  ENRICH_OUTPUT_TRIMMED: {
    kind: 'terminal',
    message: (p) =>
      `Enrich must read log:${p.topic} back from ${p.checkpoint} to know what it wrote, but the oldest record is ` +
      `${p.oldest}. Enrich stopped rather than write events twice; nothing was changed.`,
    hint: (p) =>
      `Put the segments that retention removed back, or set ${p.topic}Next in the checkpoint to ${p.oldest}: ` +
      'the loader then drops repetitions by their origin.',
    example: { topic: 'enriched', checkpoint: 1000, oldest: 1200 },
  } satisfies ErrorEntry<{ topic: string; checkpoint: number; oldest: number }>,
  ENRICH_OUTPUT_UNREADABLE: {
    kind: 'bug',
    message: (p) => `Record ${p.offset} of log:${p.topic} cannot be read back. Enrich stopped; nothing was changed.`,
    hint: () => 'Please report this with the output of `crypt doctor --json`.',
    example: { topic: 'failed', offset: 12 },
  } satisfies ErrorEntry<{ topic: string; offset: number }>,
  RETRY_GROUP_UNKNOWN: {
    kind: 'user',
    message: (p) =>
      `No failed event is of the group ${p.group}${p.near === null ? '.' : `; did you mean ${p.near}?`} Nothing was done.` +
      (p.groups.length === 0 ? ' No group is open.' : ` Open groups: ${p.groups.join(', ')}.`),
    hint: () => 'See the groups with their causes: crypt events failed',
    example: { group: '3fa20bc811', near: '3fa20bc81f', groups: ['3fa20bc81f', '90aa1c44d2'] },
  } satisfies ErrorEntry<{ group: string; near: string | null; groups: readonly string[] }>,
  RETRY_STOPPED: {
    kind: 'transient',
    message: (p) =>
      `Enrich was stopped before the retry ended. ${p.repaired} of ${p.matched} failed events that were found are repaired, for good.`,
    hint: () => 'Repeat the command when the platform is up again; what is repaired is not repaired twice.',
    example: { repaired: 120, matched: 400 },
  } satisfies ErrorEntry<{ repaired: number; matched: number }>,
  ENRICH_FILE_REFUSED: {
    kind: 'user',
    message: (p) =>
      `${p.path}${p.field === '' ? '' : ` (${p.field})`} cannot be used: ${p.reason}. Nothing was read or written.`,
    hint: (p) =>
      p.field === ''
        ? 'Install the packages again: npm ci'
        : `Put a good file there, or take ${p.field} out of crypt.yml.`,
    example: {
      path: '/home/ada/shop/GeoLite2-City.mmdb',
      field: 'enrichments.ipLookups.geoFile',
      reason: 'it is not a whole mmdb database',
    },
  } satisfies ErrorEntry<{ path: string; field: string; reason: string }>,
};

export const fail = failer(enrichErrors);
