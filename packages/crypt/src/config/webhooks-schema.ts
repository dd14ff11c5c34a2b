// Webhooks of the project: docs/webhooks.md. The verification must be said, so that none is never an oversight.
import { z } from 'zod';
import { codeFile, variableName } from './project-enrichments-schema.ts';

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'the name of a header');

const secretVariables = z
  .array(variableName)
  .min(1)
  .describe('Environment variables with the secrets that are accepted: two while one replaces the other.');

const hmac = z.strictObject({
  kind: z.literal('hmac').describe('The sender signs the body with HMAC-SHA256.'),
  header: headerName.describe('Header with the signature.'),
  encoding: z.enum(['hex', 'base64']).default('hex').describe('How the signature is written.'),
  prefix: z.string().default('').describe('What stands before it in the header, such as `sha256=`.'),
  secretVariables,
  timestampHeader: headerName
    .nullable()
    .default(null)
    .describe(
      'Header with the time of signing, seconds since 1970; then `<time>.<body>` is signed. Null: the body is.',
    ),
  toleranceSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .describe('How far that time may be from now, seconds. Without a time a request can be sent again for ever.'),
});

const token = z.strictObject({
  kind: z.literal('token').describe('The sender puts a secret in a header.'),
  header: headerName.describe('Header with the secret, which is not stored.'),
  secretVariables,
});

const none = z.strictObject({
  kind: z.literal('none').describe('Anybody may send. The map should doubt what it gets.'),
});

/** Paths that mean something already. */
const TAKEN = /^\/(?:r|com\.snowplowanalytics\.[^/]*)\//;

export const webhookSchema = z.strictObject({
  path: z
    .string()
    .regex(/^\/[\w.~-]+\/[\w.~-]+$/, 'a path of two segments: /com.acme/payments')
    .refine((path) => !TAKEN.test(path), 'a path of the tracker protocol')
    .describe('Path at the collector, two segments: `/com.acme/payments`.'),
  verify: z
    .discriminatedUnion('kind', [hmac, token, none], { error: () => 'kind: hmac, token or none' })
    .describe('How to tell who sent it. It must be said; `kind: none` lets anybody send.'),
  map: codeFile.describe('File that makes events of a request: `webhooks/payments.ts`.'),
});

/** Left empty in YAML it is null, and no webhooks. */
export const webhooksSchema = z.preprocess(
  (value) => value ?? [],
  z
    .array(webhookSchema)
    .refine((webhooks) => new Set(webhooks.map(({ path }) => path)).size === webhooks.length, 'a path is listed twice'),
);

export type WebhookConfig = z.infer<typeof webhookSchema>;
