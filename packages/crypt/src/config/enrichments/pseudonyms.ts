import { z } from 'zod';
import { section } from '../section.ts';
import { parseJsonPath, type JsonPath } from './json-path.ts';
import { schemaCriterion } from '../schema-criterion.ts';

/** Columns that may hold a pseudonym, as in Snowplow. Each is at least 128 wide, the longest digest in hexadecimal. */
export const PSEUDONYM_COLUMNS = [
  'user_id',
  'user_ipaddress',
  'user_fingerprint',
  'domain_userid',
  'domain_sessionid',
  'network_userid',
  'ip_organization',
  'ip_domain',
  'tr_orderid',
  'ti_orderid',
  'mkt_term',
  'mkt_content',
  'mkt_clickid',
  'se_category',
  'se_action',
  'se_label',
  'se_property',
  'refr_domain_userid',
] as const;

const path = z.string().transform((text, context): JsonPath => {
  const steps = parseJsonPath(text);
  if (typeof steps !== 'string') return steps;
  context.addIssue(steps);
  return z.NEVER;
});

const ALGORITHMS = ['SHA-256', 'SHA-384', 'SHA-512', 'SHA-1', 'MD5'] as const;

const strategy = section({
  mode: z
    .enum(['hmac', 'salted'])
    .default('hmac')
    .describe('`hmac`: a keyed hash. `salted`: the digest of value and salt, as in Snowplow, to keep its pseudonyms.'),
  algorithm: z
    .enum(ALGORITHMS, {
      error: ({ input }) =>
        input === 'MD2' ? 'MD2 is not there: it is broken, and pseudonyms made with it must be made anew' : undefined,
    })
    .default('SHA-256')
    .describe('Hash to use. SHA-1 and MD5 are broken and only for `salted`.'),
  keyVariable: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'the name of a variable of the environment, not the key itself')
    .default('CRYPT_PII_KEY')
    .describe('Variable of the environment that holds the key, at least 16 bytes, or the salt. Never stored.'),
}).refine(({ mode, algorithm }) => mode === 'salted' || (algorithm !== 'SHA-1' && algorithm !== 'MD5'), {
  error: 'SHA-1 and MD5 are broken; `hmac` takes SHA-256, SHA-384 or SHA-512',
  path: ['algorithm'],
});

export const pseudonymsSchema = section({
  enabled: z.boolean().default(false).describe('Whether personal values are replaced by pseudonyms, as the last step.'),
  fields: z
    .array(z.enum(PSEUDONYM_COLUMNS))
    .default([])
    .describe('Columns to replace: user_id, user_ipaddress, … (docs/enrichments/pseudonyms.md lists all 18).'),
  paths: z
    .array(
      z.strictObject({
        schema: schemaCriterion.describe('Which schemas: `iglu:com.acme/user/jsonschema/1-*-*`.'),
        path: path.describe('Where in their data: `$.email`, `$.people[*].name`.'),
      }),
    )
    .default([])
    .describe('Values in events and entities: `{schema: "iglu:com.acme/user/jsonschema/1-*-*", path: "$.email"}`.'),
  numbers: z
    .enum(['keep', 'text'])
    .default('keep')
    .describe('Numbers at a path. `keep`: as in Snowplow. `text`: a pseudonym, which the column must have room for.'),
  urlParameters: z
    .array(z.string().min(1))
    .default([])
    .describe('Query parameters whose values are replaced in page_url, page_referrer and their query columns.'),
  anonymousOnly: z
    .boolean()
    .default(false)
    .describe('Replace only in events that were sent with the header SP-Anonymous.'),
  strategy: strategy.describe('How a pseudonym is made.'),
});

export type PseudonymsConfig = z.infer<typeof pseudonymsSchema>;
export type PseudonymStrategy = PseudonymsConfig['strategy'];
