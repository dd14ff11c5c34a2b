// The network user id's cookie: read, and rendered with every rule that does not change between requests made once.
import type { CookieConfig } from '../config/collector-schema.ts';
import { NETWORK_USER_ID_CHARS_MAX } from '../kernel/limits.ts';

export interface CookieWriter {
  /** `Set-Cookie` values for an id; none for an id that cannot be one. `origin` is the request's Origin header. */
  set(id: string, origin: string | null, nowMs: number): readonly string[];
  /** `Set-Cookie` values that end the cookie. */
  expire(origin: string | null): readonly string[];
}

const DAY_MS = 86_400_000;
/** cookie-octet of RFC 6265, section 4.1.1: nothing in it can end the value, the attribute or the header. */
const COOKIE_VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/;

/** Value of the first cookie with this name in a Cookie header; null when absent. Surrounding quotes are kept. */
export function readCookie(header: string | null, name: string): string | null {
  if (header === null || !header.includes(name)) return null;
  let start = 0;
  while (start < header.length) {
    const semicolon = header.indexOf(';', start);
    const end = semicolon === -1 ? header.length : semicolon;
    const equals = header.indexOf('=', start);
    if (equals === -1) return null;
    if (equals < end && header.slice(start, equals).trim() === name) return header.slice(equals + 1, end).trim();
    start = end + 1;
  }
  return null;
}

/** The config has been checked: names, domains and sameSite are safe in a header. */
export function makeCookieWriter(config: CookieConfig): CookieWriter {
  const suffixes = config.domains.map((domain) => ({ domain, suffix: `.${domain}` }));
  const flags = `; Path=/${config.secure ? '; Secure' : ''}`;
  const sameSite = `; SameSite=${config.sameSite}`;
  const expiry = makeExpiry(config.expiryDays * DAY_MS);

  const render = (value: string, expires: string, origin: string | null): string[] => {
    const domain = cookieDomain(origin, suffixes) ?? config.fallbackDomain;
    const where = domain === null ? '' : `; Domain=${domain}`;
    const server = `${config.name}=${value}; Expires=${expires}${where}${flags}`;
    const cookies = [`${server}${config.httpOnly ? '; HttpOnly' : ''}${sameSite}`];
    if (config.clientCookieName !== null) {
      cookies.push(`${config.clientCookieName}=${value}; Expires=${expires}${where}${flags}${sameSite}`);
    }
    return cookies;
  };
  return {
    set: (id, origin, nowMs) => (isCookieValue(id) ? render(id, expiry(nowMs), origin) : []),
    expire: (origin) => render('', new Date(0).toUTCString(), origin),
  };
}

export function isCookieValue(value: string): boolean {
  return value.length <= NETWORK_USER_ID_CHARS_MAX && COOKIE_VALUE.test(value);
}

/** The date a while from now; made once a second, since dates are dear on a hot path. */
function makeExpiry(lifeMs: number): (nowMs: number) => string {
  let second = Number.NaN;
  let text = '';
  return (nowMs) => {
    const now = Math.floor(nowMs / 1000);
    if (now !== second) {
      second = now;
      text = new Date(now * 1000 + lifeMs).toUTCString();
    }
    return text;
  };
}

function cookieDomain(origin: string | null, domains: readonly { domain: string; suffix: string }[]): string | null {
  if (origin === null || domains.length === 0) return null;
  const scheme = origin.indexOf('://');
  if (scheme === -1) return null;
  const colon = origin.indexOf(':', scheme + 3);
  const host = (colon === -1 ? origin.slice(scheme + 3) : origin.slice(scheme + 3, colon)).toLowerCase();
  for (const { domain, suffix } of domains) if (host === domain || host.endsWith(suffix)) return domain;
  return null;
}
