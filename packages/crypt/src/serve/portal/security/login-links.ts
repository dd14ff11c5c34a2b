// One-time login links. A token is 256 random bits, is kept as its SHA-256 only, works once, and dies after ten minutes.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '../../../kernel/effects.ts';
import { LOGIN_LINKS_MAX, LOGIN_LINK_MS_MAX } from '../../../kernel/limits.ts';

const TOKEN_BYTES = 32;

interface OpenLink {
  readonly digest: Buffer;
  /** On the monotonic clock: setting the wall clock back must not revive a link. */
  readonly expiresMs: number;
}

export class LoginLinks {
  readonly #clock: Clock;
  readonly #random: Random;
  #open: readonly OpenLink[] = [];

  constructor(effects: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = effects.clock;
    this.#random = effects.random;
  }

  /** A new token, base64url. */
  mint(): string {
    const token = Buffer.from(this.#random.bytes(TOKEN_BYTES)).toString('base64url');
    const expiresMs = this.#clock.monotonicMs() + LOGIN_LINK_MS_MAX;
    this.#open = [...this.#live(), { digest: digestOf(token), expiresMs }].slice(-LOGIN_LINKS_MAX);
    return token;
  }

  /** True once for each token. Every open link is compared, each in constant time. */
  redeem(token: string): boolean {
    const digest = digestOf(token);
    const live = this.#live();
    const others = live.filter((link) => !timingSafeEqual(link.digest, digest));
    this.#open = others;
    return others.length < live.length;
  }

  #live(): readonly OpenLink[] {
    const nowMs = this.#clock.monotonicMs();
    return this.#open.filter((link) => nowMs < link.expiresMs);
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
