import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Verification, WebhookVerifier } from '../../contracts/webhook-verifier.ts';
import { fail } from './errors.ts';

export interface HmacOptions {
  /** All that are accepted: the old and the new one while a secret is replaced. */
  readonly secrets: readonly (string | Uint8Array)[];
  /** Name of the header with the signature, in any case. */
  readonly signatureHeader: string;
  readonly encoding: 'hex' | 'base64';
  /** What stands before the signature, such as `sha256=`; empty for nothing. */
  readonly prefix?: string;
  /** Undefined when the body alone is signed; then a request that was once valid is valid for ever. */
  readonly timestamp?: {
    /** Name of the header with the time of signing, whole seconds since 1970. */
    readonly header: string;
    /** How far that time may be from now, either way, seconds. */
    readonly toleranceSeconds: number;
  };
}

type Headers = readonly (readonly [string, string])[];

const FORMS = { hex: /^[0-9a-f]{64}$/i, base64: /^[A-Za-z0-9+/]{43}=$/ };

/** @throws WEBHOOK_SECRET_MISSING (user) without a secret. */
export function hmacVerifier(options: HmacOptions): WebhookVerifier {
  const { signatureHeader, encoding, prefix = '', timestamp } = options;
  const keys = options.secrets.map((secret) =>
    typeof secret === 'string' ? Buffer.from(secret) : Buffer.from(secret),
  );
  if (keys.length === 0 || keys.some((key) => key.length === 0)) {
    throw fail('WEBHOOK_SECRET_MISSING', { header: signatureHeader });
  }
  return {
    verify({ headers, body, nowMs }) {
      const given = onlyHeader(headers, signatureHeader);
      if (typeof given !== 'string') return given;
      const signature = given.startsWith(prefix) ? given.slice(prefix.length) : '';
      if (!FORMS[encoding].test(signature)) return refuse(`${signatureHeader} has not the form of a signature`);
      const time = timestamp === undefined ? undefined : onlyHeader(headers, timestamp.header);
      if (typeof time === 'object') return time;
      if (time !== undefined && !/^\d{1,12}$/.test(time)) return refuse('the time of signing is not whole seconds');
      const signed = time === undefined ? [body] : [`${time}.`, body];
      if (!matchesOne(keys, signed, Buffer.from(signature, encoding))) return refuse('the signature does not match');
      // After the signature: only who knows the secret learns how clocks differ.
      if (timestamp !== undefined && Math.abs(nowMs / 1000 - Number(time)) > timestamp.toleranceSeconds) {
        return refuse(`it was signed more than ${timestamp.toleranceSeconds} s from now`);
      }
      return { verified: true };
    },
  };
}

/** The value of a header, or the refusal. */
function onlyHeader(headers: Headers, name: string): string | Verification {
  const values = headers.filter(([given]) => given.toLowerCase() === name.toLowerCase());
  const [first] = values;
  if (first === undefined) return refuse(`there is no header ${name}`);
  return values.length === 1 ? first[1].trim() : refuse(`the header ${name} comes ${values.length} times`);
}

/** Tries every key, so that the time tells nothing of which one fits. */
function matchesOne(keys: readonly Buffer[], signed: readonly (string | Uint8Array)[], signature: Buffer): boolean {
  let matches = false;
  for (const key of keys) {
    const hmac = createHmac('sha256', key);
    for (const part of signed) hmac.update(part);
    if (timingSafeEqual(hmac.digest(), signature)) matches = true;
  }
  return matches;
}

function refuse(reason: string): Verification {
  return { verified: false, reason };
}
