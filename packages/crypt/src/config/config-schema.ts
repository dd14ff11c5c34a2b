// Every field of crypt.yml: its meaning, unit, default and why. `docs/config.md` is made from the descriptions.
import { z } from 'zod';

const port = z.int().min(1).max(65_535);
const days = z.number().positive().nullable();
const gigabytes = z.number().positive().nullable();

const retention = z.strictObject({
  days: days.describe('Age in days after which whole segments are removed; null keeps them for ever.'),
  gigabytes: gigabytes.describe(
    'Size in GB (10^9 bytes) above which the oldest segments are removed; null is no limit.',
  ),
});

const collectorCookie = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether answers set the network user id cookie.'),
  name: z
    .string()
    .min(1)
    .default('sp')
    .describe('Name of the cookie that carries network_userid. Default as Snowplow.'),
  days: z.number().positive().default(365).describe('Life of the cookie in days. Browsers may keep it for less.'),
  domains: z
    .array(z.string())
    .default([])
    .describe('Cookie domains: the first that is, or is a parent of, the host of the Origin header is used.'),
  fallbackDomain: z.string().nullable().default(null).describe('Domain when none of `domains` fits; null sets none.'),
  secure: z.boolean().default(true).describe('Send the cookie over HTTPS only. Browsers need it for SameSite=None.'),
  httpOnly: z.boolean().default(true).describe('Hide the cookie from scripts.'),
  sameSite: z
    .enum(['None', 'Lax', 'Strict'])
    .default('None')
    .describe('None, as sites and collector may differ in host.'),
});

const collector = z.strictObject({
  port: port.default(4320).describe('Port of the events door. CRYPT_PORT wins over it.'),
  host: z.string().default('127.0.0.1').describe('Address to listen on. 0.0.0.0 opens it to the network.'),
  cookie: z.preprocess((value) => value ?? {}, collectorCookie).describe('The network user id cookie.'),
  trustedProxies: z
    .array(z.string())
    .default([])
    .describe('Addresses or networks (CIDR) whose X-Forwarded-For is believed. Everybody else could forge it.'),
  paths: z
    .record(z.string(), z.string())
    .default({})
    .describe('Own paths: `/com.acme/track: /com.snowplowanalytics.snowplow/tp2`. Both sides have two segments.'),
  redirectDomains: z
    .array(z.string())
    .default([])
    .describe('Hosts to which /r/tp2 may redirect. Empty switches redirects off: an open redirect serves phishing.'),
  doNotTrackCookie: z
    .strictObject({
      name: z.string().min(1).describe('Name of the cookie.'),
      value: z.string().min(1).describe('Regular expression that its whole value must match.'),
    })
    .nullable()
    .default(null)
    .describe('Requests with this cookie are answered as usual and not stored; null ignores none.'),
  tls: z
    .strictObject({
      certificate: z.string().describe('Path of the PEM certificate chain, relative to the project.'),
      key: z.string().describe('Path of the PEM key, relative to the project. Keep it out of git.'),
    })
    .nullable()
    .default(null)
    .describe('Serve HTTPS; null serves HTTP, for loopback or behind a proxy.'),
});

const portal = z.strictObject({
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

const log = z.strictObject({
  raw: retention
    .default({ days: 30, gigabytes: null })
    .describe('Raw requests: the only place with clear personal data, so the shortest retention.'),
  enriched: retention
    .default({ days: null, gigabytes: null })
    .describe('Enriched events: what `crypt restore` makes the warehouse from. Not shorter than `landing`.'),
  failed: retention.default({ days: 365, gigabytes: null }).describe('Failed events, kept whole.'),
});

const landing = z.strictObject({
  days: days.default(null).describe('Age in days (by load_tstamp) after which events are deleted; null keeps them.'),
  memoryGigabytes: z
    .number()
    .positive()
    .default(2)
    .describe('Memory DuckDB may use, in GB. Half of the machine at most; loading 20,000 events needs 0.5.'),
});

const disk = z.strictObject({
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
  collector: z.preprocess((value) => value ?? {}, collector).describe('The door for events.'),
  portal: z.preprocess((value) => value ?? {}, portal).describe('The pages.'),
  site: site
    .nullable()
    .default(null)
    .describe('A site of static pages with the tracker, to try things; null serves none.'),
  log: z.preprocess((value) => value ?? {}, log).describe('How long the log keeps what it holds.'),
  landing: z.preprocess((value) => value ?? {}, landing).describe('The landing area of the warehouse.'),
  disk: z.preprocess((value) => value ?? {}, disk).describe('What to leave free.'),
});

export type CryptConfig = z.infer<typeof configSchema>;
