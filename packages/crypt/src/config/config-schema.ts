// Every field of crypt.yml: its meaning, unit, default and why. `docs/config.md` is made from the descriptions.
import { z } from 'zod';
import { collectorSchema } from './collector-schema.ts';
import { enrichmentsSchema } from './enrichments-schema.ts';
import { schemasSchema, trackingSchema } from './schemas-schema.ts';
import { schemaCriterion } from './schema-criterion.ts';
import { section } from './section.ts';
import { webhooksSchema } from './webhooks-schema.ts';

const port = z.int().min(1).max(65_535);
const days = z.number().positive().nullable();

/** @param daysDefault age at which a topic's segments go, unless said otherwise. */
const retention = (daysDefault: number | null) =>
  section({
    days: days
      .default(daysDefault)
      .describe('Age in days after which whole segments are removed; null keeps them for ever.'),
    gigabytes: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe('Size in GB (10^9 bytes) above which the oldest segments are removed; null is no limit.'),
  });

const portal = section({
  port: port.nullable().default(null).describe('Port of the pages; null is the port after the collector.'),
  host: z.string().default('127.0.0.1').describe('Address to listen on. Opening it needs HTTPS in front of it.'),
  login: z
    .enum(['link', 'off'])
    .default('link')
    .describe('`link`: a one-time link opens a session. `off`: everybody who reaches the port reads the pages.'),
});

const site = z.strictObject({
  folder: z.string().describe('Folder of static pages, relative to the project, served for development.'),
  port: port.nullable().default(null).describe('Port of the site; null is the port after the portal.'),
});

const log = section({
  raw: retention(30).describe('Raw requests: the only place with clear personal data, so the shortest retention.'),
  enriched: retention(null).describe('Enriched events: what `crypt restore` reads. Not shorter than landing.days.'),
  failed: retention(365).describe('Failed events, kept whole.'),
});

const landing = section({
  days: days.default(null).describe('Age in days (by load_tstamp) after which events are deleted; null keeps them.'),
  legacyColumns: z
    .array(schemaCriterion)
    .default([])
    .describe(
      "Schemas whose columns are named as by Snowplow's BigQuery loader 1.x, one for each version: " +
        '`iglu:com.acme/user/jsonschema/1-*-*`. It holds for events that come from then on.',
    ),
  memoryGigabytes: z
    .number()
    .positive()
    .default(2)
    .describe('Memory DuckDB may use, in GB. Half of the machine at most; loading 20,000 events needs 0.5.'),
});

const models = section({
  everyMinutes: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe(
      'While the platform runs, `crypt build` is run when rows came, at most this often in minutes; null leaves building to you.',
    ),
});

const disk = section({
  floorGigabytes: z
    .number()
    .positive()
    .default(1)
    .describe('Free space in GB below which the collector answers 503, so that the machine still works.'),
});

export const configSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*$/, 'lower-case letters, digits, _ and -, beginning with a letter')
    .describe('Name of the project, as shown on pages and in logs.'),
  data: z.string().default('.crypt').describe('Data folder, relative to the project. CRYPT_DATA wins over it.'),
  collector: collectorSchema.describe('The door for events.'),
  webhooks: webhooksSchema.describe('Paths of the project that other services send to, each with its map to events.'),
  tracking: trackingSchema.describe('The tracking plan: which events and entities there are.'),
  schemas: schemasSchema.describe('Where schemas that the project does not have come from.'),
  portal: portal.describe('The pages.'),
  site: site
    .nullable()
    .default(null)
    .describe('A site of static pages with the tracker, to try things; null serves none.'),
  log: log.describe('How long the log keeps what it holds.'),
  enrichments: enrichmentsSchema.describe(
    'What is added to events, and what is masked; in the order in which it runs.',
  ),
  landing: landing.describe('The landing area of the warehouse.'),
  models: models.describe('The dbt project beside crypt.yml.'),
  disk: disk.describe('What to leave free.'),
});

export type CryptConfig = z.infer<typeof configSchema>;
