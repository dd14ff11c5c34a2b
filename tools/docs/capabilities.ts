// What the project claims to do today, each claim with tests that would fail if it did not. README's table is made from
// this; a claim whose test is gone cannot be written.

export interface Capability {
  readonly name: string;
  /** What it does, in Markdown. */
  readonly says: string;
  /** Test file below packages/crypt/test, and the beginning of the title of a test in it. */
  readonly proofs: readonly (readonly [file: string, title: string])[];
}

export const CAPABILITIES: readonly Capability[] = [
  {
    name: 'Collects',
    says: 'Snowplow’s protocol, unmodified official trackers: pixel, POST, webhook, redirect, cookies, anonymous tracking ([docs/collector.md](docs/collector.md) with the differences)',
    proofs: [
      ['e2e/tracker.test.ts', 'every event is one row, field by field'],
      ['e2e/program.test.ts', 'events that were answered 200 are rows'],
    ],
  },
  {
    name: 'Loses nothing',
    says: '200 only after fdatasync; 503 with Retry-After when the disk is full; kill -9 anywhere, power cuts and flipped bits are tests',
    proofs: [
      ['crash/kill-rounds.test.ts', 'no acknowledged event is lost or doubled'],
      ['crash/power-cut.test.ts', 'loses no acknowledged event of the platform'],
      ['e2e/disk-full.test.ts', 'to its last byte'],
    ],
  },
  {
    name: 'Understands',
    says: 'tracker parameters to the atomic columns; every self-describing event and entity is a typed column, made without a race before the first row that needs it, named as Snowplow’s BigQuery loader 2.x ([docs/columns.md](docs/columns.md))',
    proofs: [['e2e/iglu-central.test.ts', 'data of every public schema is read back by dots']],
  },
  {
    name: 'Plans',
    says: 'a tracking plan in the project ([docs/tracking-plan.md](docs/tracking-plan.md)), 159 built-in schemas for the official trackers, Iglu registries; `crypt check` refuses what published data forbids',
    proofs: [['e2e/schemas.test.ts', 'is checked, published, and then refuses a change']],
  },
  {
    name: 'Enriches',
    says: 'places, user agents, robots, campaigns, referers, currency, cross-navigation, pseudonyms, masked addresses, and code of yours in a process that can be killed ([docs/enrich.md](docs/enrich.md)); webhooks of yours, verified ([docs/webhooks.md](docs/webhooks.md))',
    proofs: [
      ['e2e/project-code.test.ts', 'an enrichment adds an entity, drops an event'],
      ['e2e/project-code.test.ts', 'a webhook with the right signature'],
      ['e2e/privacy.test.ts', 'the clear values are in log:raw and in no other file'],
    ],
  },
  {
    name: 'Repairs',
    says: 'one bad event never rejects its batch; failed events are grouped by what mends them, retried once each, and by themselves when their schema comes ([docs/failed-events.md](docs/failed-events.md))',
    proofs: [
      ['e2e/retry.test.ts', 'a schema that comes late repairs its events by itself'],
      ['crash/retry-kills.test.ts', 'a retry that is killed over and over'],
    ],
  },
  {
    name: 'Stores once',
    says: 'duplicates decided over the whole table; position and rows in one transaction; `crypt restore` makes the same rows from the log',
    proofs: [
      ['e2e/program.test.ts', 'the same event sent again is a duplicate'],
      ['e2e/program.test.ts', 'restore makes the same rows'],
    ],
  },
  {
    name: 'Proves it',
    says: 'received = stored + duplicate + failed + in flight, per hop, each side counted by different code; one row deleted behind its back shows as 1',
    proofs: [
      ['e2e/balance.test.ts', 'a deleted row shows as one'],
      ['e2e/balance.test.ts', 'a row that was exchanged for another shows'],
    ],
  },
  {
    name: 'Notices silence',
    says: 'an event that stays away longer than chance explains, half or twice the usual volume, numbers missing in a session: tables, and on the page ([docs/silence.md](docs/silence.md))',
    proofs: [
      ['unit/load/event-views.test.ts', 'what stays away longer than chance explains'],
      ['unit/load/event-views.test.ts', 'numbers of a session that no row has'],
    ],
  },
  {
    name: 'Runs dbt projects',
    says: 'unchanged, without Python: our own Jinja, parser, selection, macros and DuckDB adapter under dbt’s names and options; what real dbt gives is held against it, and everything wrong in a project is told at once, with its place and what to do ([docs/dbt.md](docs/dbt.md)); on the platform, models read the landing and cannot change it ([docs/models.md](docs/models.md))',
    proofs: [
      ['unit/transform/command/compat.test.ts', 'the project mill comes out as real dbt builds it'],
      ['unit/transform/command/planted-faults.test.ts', 'COMMAND_PROJECT: all faults of a project are told in one run'],
      ['crash/build-kills.test.ts', 'a build that is killed'],
      ['e2e/models.test.ts', 'are built on the running platform'],
    ],
  },
  {
    name: 'Tests tracking',
    says: 'a REST API as Snowplow Micro has it, on the collector’s port, for tests that exist already; `crypt track` sends an event and shows its way ([docs/testing.md](docs/testing.md))',
    proofs: [['e2e/micro.test.ts', 'counts what was acknowledged right after the 200']],
  },
  {
    name: 'Has an example',
    says: 'a small company with a site, a back end, a tracking plan, and a generator of its visitors over 18 months ([docs/example.md](docs/example.md))',
    proofs: [
      ['e2e/journeys.test.ts', 'every event that was sent is one row, none is failed'],
      ['e2e/generated-visitors.test.ts', 'are stored, deduplicated and failed as many'],
    ],
  },
  {
    name: 'Shows',
    says: 'a live page of the whole flow, every field of an event with its meaning and the step that made it; whole without script, by keyboard, in dark, narrow and print',
    proofs: [
      ['e2e/page-quality.test.ts', 'axe finds nothing on any page'],
      ['e2e/page-quality.test.ts', 'every control is reached by Tab'],
      ['e2e/pages.test.ts', 'without script everything is there'],
    ],
  },
  {
    name: 'Runs',
    says: 'processes start again by themselves, 127.0.0.1 and a one-time login unless you say otherwise, Prometheus at `/metrics`',
    proofs: [
      ['e2e/program.test.ts', 'data and sockets are for this user alone'],
      ['e2e/program.test.ts', 'a landing that cannot be opened is set aside'],
    ],
  },
];

/** What people will look for and not find, in the order in which it is planned. */
export const NOT_YET: readonly string[] = [
  'sources other than events and webhooks',
  'business rules from sheets',
  'alerts to people (what needs one is on the page and in tables)',
  'proofs of a data policy',
  'BigQuery and Pub/Sub',
];
