import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { PseudonymStrategy } from '../../config/enrichments/pseudonyms.ts';
import type { Environment } from '../../config/read-config.ts';
import { PSEUDONYM_KEY_BYTES_MIN, PSEUDONYMS_CACHED_MAX } from '../../kernel/limits.ts';
import { fail } from '../errors.ts';
import { GenerationCache } from '../generation-cache.ts';

/** The pseudonym of a text: lower-case hexadecimal, 32 to 128 characters. Equal texts have equal ones. */
export type Pseudonym = (text: string) => string;

const CACHED_CHARACTERS_MAX = 256;

/**
 * Takes the key from the environment. It stays inside of what is returned.
 *
 * @throws ENRICH_KEY_REFUSED (user)
 */
export function openPseudonym(strategy: PseudonymStrategy, environment: Environment): Pseudonym {
  const key = environment[strategy.keyVariable] ?? '';
  const make = strategy.mode === 'hmac' ? keyedHash(strategy, key) : saltedDigest(strategy, key);
  const cache = new GenerationCache<string>(PSEUDONYMS_CACHED_MAX);
  return (text) => {
    if (text.length > CACHED_CHARACTERS_MAX) return make(text);
    let pseudonym = cache.get(text);
    if (pseudonym === undefined) {
      pseudonym = make(text);
      // A copy: a text that V8 has cut out of a request would keep all of it.
      cache.set(Buffer.from(text).toString(), pseudonym);
    }
    return pseudonym;
  };
}

/** Without the key nobody can try out all e-mail addresses there are, and find the one that gives a pseudonym. */
function keyedHash({ algorithm, keyVariable }: PseudonymStrategy, key: string): Pseudonym {
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes < PSEUDONYM_KEY_BYTES_MIN) {
    const short = `has ${sizeBytes} bytes, of ${PSEUDONYM_KEY_BYTES_MIN} at least`;
    throw fail('ENRICH_KEY_REFUSED', { variable: keyVariable, what: 'key', reason: key === '' ? 'is not set' : short });
  }
  const secret = createSecretKey(key, 'utf8');
  const name = opensslName(algorithm);
  return (text) => createHmac(name, secret).update(text).digest('hex');
}

/** As Snowplow makes them: the digest of the value with the salt behind it. Source: enrich 3.9.0. */
function saltedDigest({ algorithm, keyVariable }: PseudonymStrategy, salt: string): Pseudonym {
  if (salt === '') throw fail('ENRICH_KEY_REFUSED', { variable: keyVariable, what: 'salt', reason: 'is not set' });
  const name = opensslName(algorithm);
  return (text) => hash(name, text + salt);
}

/** `sha256` of `SHA-256`. */
function opensslName(algorithm: string): string {
  return algorithm.toLowerCase().replace('-', '');
}
