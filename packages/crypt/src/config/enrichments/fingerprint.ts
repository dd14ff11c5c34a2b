import { z } from 'zod';
import { section } from '../section.ts';

export const fingerprintSchema = section({
  enabled: z
    .boolean()
    .default(false)
    .describe('Whether event_fingerprint is filled. Duplicates are found without it, by content_hash.'),
  hashAlgorithm: z
    .enum(['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512'])
    .default('MD5')
    .describe('Hash of the parameters. It tells events apart and hides nothing, so the fastest is enough.'),
  excludeParameters: z
    .array(z.string())
    .default(['eid', 'nuid', 'stm', 'cv'])
    .describe('Parameters that two sendings of one event may differ in.'),
});

export type FingerprintConfig = z.infer<typeof fingerprintSchema>;
