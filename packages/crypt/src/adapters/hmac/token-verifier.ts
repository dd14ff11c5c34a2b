import { createHash, timingSafeEqual } from 'node:crypto';
import type { WebhookVerifier } from '../../contracts/webhook-verifier.ts';
import { fail } from './errors.ts';

export interface TokenOptions {
  /** All that are accepted: the old and the new one while a secret is replaced. */
  readonly secrets: readonly string[];
  /** Name of the header that holds the secret as it is, in any case. */
  readonly header: string;
}

/**
 * For senders that sign nothing and send a secret along. It proves who sent, not that nothing was changed on the way,
 * which TLS does.
 *
 * @throws WEBHOOK_SECRET_MISSING (user) without a secret.
 */
export function tokenVerifier({ secrets, header }: TokenOptions): WebhookVerifier {
  if (secrets.length === 0 || secrets.some((secret) => secret === '')) throw fail('WEBHOOK_SECRET_MISSING', { header });
  const digests = secrets.map(digest);
  return {
    verify({ headers }) {
      const values = headers.filter(([name]) => name.toLowerCase() === header.toLowerCase());
      const [given] = values;
      if (given === undefined) return { verified: false, reason: `there is no header ${header}` };
      if (values.length > 1) return { verified: false, reason: `the header ${header} comes ${values.length} times` };
      const sent = digest(given[1].trim());
      // Every secret is tried, and digests have one length: the time tells nothing.
      const matches = digests.filter((secret) => timingSafeEqual(secret, sent));
      return matches.length > 0
        ? { verified: true }
        : { verified: false, reason: `the header ${header} does not hold the secret` };
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
