import { failer, type ErrorEntry } from '../kernel/crypt-error.ts';

export const cliErrors = {
  CLI_COMMAND: {
    kind: 'user',
    message: (p) =>
      `There is no command ${p.name}${p.near === null ? '.' : `; did you mean ${p.near}?`} Nothing was done.`,
    hint: () => 'See the commands: crypt --help',
    example: { name: 'staus', near: 'status' },
  } satisfies ErrorEntry<{ name: string; near: string | null }>,
  CLI_OPTION: {
    kind: 'user',
    message: (p) => `${`crypt ${p.command}`.trim()}: ${p.reason}${p.reason.endsWith('?') ? '' : '.'} Nothing was done.`,
    hint: (p) => `See the options: ${`crypt ${p.command}`.trim()} --help`,
    example: { command: 'sql', reason: 'Unknown option --row; did you mean --rows?' },
  } satisfies ErrorEntry<{ command: string; reason: string }>,
  CLI_NEEDS_DOWN: {
    kind: 'user',
    message: (p) => `crypt ${p.command} needs the platform down, and process ${p.pid} runs it. Nothing was changed.`,
    hint: () => 'Stop it with Ctrl-C where it runs, then repeat the command.',
    example: { command: 'restore', pid: 4711 },
  } satisfies ErrorEntry<{ command: string; pid: number }>,
  CLI_NEEDS_UP: {
    kind: 'user',
    message: (p) => `crypt ${p.command} needs the platform up, and it is not. Nothing was done.`,
    hint: () => 'Start it: crypt up',
    example: { command: 'status --login' },
  } satisfies ErrorEntry<{ command: string }>,
  TRACK_REFUSED: {
    kind: 'transient',
    message: (p) => `The collector at ${p.url} did not acknowledge the test event: ${p.reason}.`,
    hint: () => 'See whether it runs: crypt status. Then try again.',
    example: { url: 'http://127.0.0.1:4320', reason: 'it did not answer' },
  } satisfies ErrorEntry<{ url: string; reason: string }>,
  UP_MICRO_HOST: {
    kind: 'user',
    message: (p) =>
      `crypt up --micro shows everyone who reaches the collector what was sent, and ${p.host} is not this machine alone. Nothing was started.`,
    hint: () => 'Set collector.host to 127.0.0.1 in crypt.yml, or start without it: crypt up',
    example: { host: '0.0.0.0' },
  } satisfies ErrorEntry<{ host: string }>,
  CLI_WAREHOUSE_AWAY: {
    kind: 'transient',
    message: () => 'The warehouse does not answer; it is being started. Nothing was read.',
    hint: () => 'Try again in a moment, or see whether it runs: crypt status',
    example: {},
  } satisfies ErrorEntry<Record<string, never>>,
  CLI_ENRICHER_AWAY: {
    kind: 'transient',
    message: () => 'The platform is up, and its enricher does not answer; it is being started. Nothing was retried.',
    hint: () => 'Try again in a moment, or see whether it runs: crypt status',
    example: {},
  } satisfies ErrorEntry<Record<string, never>>,
  ROLE_DISK_FULL: {
    kind: 'transient',
    message: (p) => `The ${p.role} process could not go on: the disk is full (${p.reason}). Nothing was lost.`,
    hint: () => 'Free some space: df -h. The process starts again by itself.',
    example: { role: 'enricher', reason: 'ENOSPC: no space left on device, write' },
  } satisfies ErrorEntry<{ role: string; reason: string }>,
  WEBHOOK_VARIABLE_MISSING: {
    kind: 'user',
    message: (p) => `The webhook ${p.path} has its secret in ${p.name}, which is not set. Nothing was started.`,
    hint: (p) => `Set ${p.name} to the secret that the sender's settings show, where the platform is started.`,
    example: { path: '/com.acme/payments', name: 'PAYMENTS_SECRET' },
  } satisfies ErrorEntry<{ path: string; name: string }>,
  INIT_EXISTS: {
    kind: 'user',
    message: (p) => `${p.path} exists. It was left as it is, and nothing was written.`,
    hint: () => 'Start it: crypt up. Or make the project in another folder: crypt init <folder>',
    example: { path: 'shop/crypt.yml' },
  } satisfies ErrorEntry<{ path: string }>,
  ALIAS_EXISTS: {
    kind: 'user',
    message: (p) => `${p.path} is another program. It was left as it is, and nothing was written.`,
    hint: () => 'Name a folder that comes earlier on your PATH: crypt init --dbt-alias <folder>',
    example: { path: '/usr/local/bin/dbt' },
  } satisfies ErrorEntry<{ path: string }>,
  SCHEMA_MISSING: {
    kind: 'user',
    message: (p) =>
      `No source has the schema ${p.uri}${p.near === null ? '.' : `; did you mean ${p.near}?`} Nothing was done.`,
    hint: () => 'See those that there are: crypt schemas list',
    example: { uri: 'iglu:com.acme/produkt/jsonschema/1-0-0', near: 'iglu:com.acme/product/jsonschema/1-0-0' },
  } satisfies ErrorEntry<{ uri: string; near: string | null }>,
  SCHEMA_UNAVAILABLE: {
    kind: 'transient',
    message: (p) => `The schema ${p.uri} cannot be had now: ${p.reason}. Nothing was done.`,
    hint: () => 'Try again in a moment. Registries are in crypt.yml below schemas.registries: docs/config.md',
    example: {
      uri: 'iglu:com.acme/product/jsonschema/1-0-0',
      reason: 'registry acme: it did not answer within 5000 ms',
    },
  } satisfies ErrorEntry<{ uri: string; reason: string }>,
  SCHEMA_BROKEN: {
    kind: 'user',
    message: (p) => `The schema ${p.uri} cannot be used: ${p.reason}. Data that names it fails.`,
    hint: () => "Correct it where it comes from; the project's own are checked by: crypt check",
    example: {
      uri: 'iglu:com.acme/product/jsonschema/1-0-0',
      reason: '#/properties/sku/maxLength is not a whole number from 0 on',
    },
  } satisfies ErrorEntry<{ uri: string; reason: string }>,
  SCHEMA_TRY_INPUT: {
    kind: 'user',
    message: (p) => `${p.path} holds no data that could be tried: ${p.reason}. Nothing was done.`,
    hint: () => 'Name a file with JSON, or give it on standard input: crypt schemas try <schema> -',
    example: { path: 'product.json', reason: 'it is malformed at character 12 (40 characters)' },
  } satisfies ErrorEntry<{ path: string; reason: string }>,
};

export const fail = failer(cliErrors);
