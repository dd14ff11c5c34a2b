// Sessions without a store: `v1.<expiry, ms>.<nonce>.<HMAC-SHA256 of the rest>`. A new key file ends all of them.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '../../../kernel/effects.ts';
import { SESSION_KEY_BYTES_MIN, SESSION_MS_MAX } from '../../../kernel/limits.ts';
import { fail } from '../../errors.ts';

const NONCE_BYTES = 16;
const SHAPE = /^v1\.(\d{1,15})\.([\w-]{22})\.([\w-]{43})$/;

export class Sessions {
  readonly #key: Uint8Array;
  readonly #clock: Clock;
  readonly #random: Random;

  /** @throws PORTAL_KEY_SHORT (user). */
  constructor(key: Uint8Array, effects: { readonly clock: Clock; readonly random: Random }) {
    if (key.length < SESSION_KEY_BYTES_MIN) {
      throw fail('PORTAL_KEY_SHORT', { sizeBytes: key.length, sizeBytesMin: SESSION_KEY_BYTES_MIN });
    }
    this.#key = key;
    this.#clock = effects.clock;
    this.#random = effects.random;
  }

  /** The value of a new session's cookie. */
  issue(): string {
    const nonce = Buffer.from(this.#random.bytes(NONCE_BYTES)).toString('base64url');
    const claim = `v1.${this.#clock.nowMs() + SESSION_MS_MAX}.${nonce}`;
    return `${claim}.${this.#sign(claim).toString('base64url')}`;
  }

  /** True for a value that `issue` made with this key and that has not expired. */
  accepts(value: string | undefined): boolean {
    const parts = SHAPE.exec(value ?? '');
    if (parts === null) return false;
    const [, expiresMs = '', nonce = '', signature = ''] = parts;
    const given = Buffer.from(signature, 'base64url');
    const due = this.#sign(`v1.${expiresMs}.${nonce}`);
    if (given.length !== due.length || !timingSafeEqual(given, due)) return false;
    return this.#clock.nowMs() < Number(expiresMs);
  }

  #sign(claim: string): Buffer {
    return createHmac('sha256', this.#key).update(`crypt portal session\n${claim}`).digest();
  }
}
