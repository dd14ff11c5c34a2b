// Webhooks of crypt.yml, with their secrets from the environment.
import { hmacVerifier } from '../adapters/hmac/hmac-verifier.ts';
import { tokenVerifier } from '../adapters/hmac/token-verifier.ts';
import type { WebhookDoor } from '../collect/admit-webhook.ts';
import type { WebhookConfig } from '../config/webhooks-schema.ts';
import { fail } from './errors.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws WEBHOOK_VARIABLE_MISSING (user), which names the variable and never a value. */
export function webhookDoors(webhooks: readonly WebhookConfig[], variables: Variables): readonly WebhookDoor[] {
  return webhooks.map(({ path, verify }) => {
    switch (verify.kind) {
      case 'none':
        return { path, verifier: null, secretHeaders: [] };
      case 'token': {
        const { header, secretVariables } = verify;
        const verifier = tokenVerifier({ header, secrets: readSecrets(path, secretVariables, variables) });
        return { path, verifier, secretHeaders: [header.toLowerCase()] };
      }
      case 'hmac': {
        const { header, encoding, prefix, secretVariables, timestampHeader, toleranceSeconds } = verify;
        const secrets = readSecrets(path, secretVariables, variables);
        const timestamp = timestampHeader === null ? {} : { timestamp: { header: timestampHeader, toleranceSeconds } };
        const verifier = hmacVerifier({ secrets, signatureHeader: header, encoding, prefix, ...timestamp });
        return { path, verifier, secretHeaders: [] };
      }
      default:
        return verify satisfies never;
    }
  });
}

function readSecrets(path: string, names: readonly string[], variables: Variables): readonly string[] {
  return names.map((name) => {
    const secret = variables[name] ?? '';
    if (secret === '') throw fail('WEBHOOK_VARIABLE_MISSING', { path, name });
    return secret;
  });
}
