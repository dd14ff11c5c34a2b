// Checks the settings once and turns them into what the requests need.
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { createSecureContext } from 'node:tls';
import type { CollectorConfig } from '../config/collector-schema.ts';
import type { WebhookDoor } from './admit-webhook.ts';
import { isCookieValue, makeCookieWriter, type CookieWriter } from './cookie.ts';
import { fail } from './errors.ts';
import { parseNetworks, type NetworkList } from './network-list.ts';
import { hasTwoSegments } from './route.ts';
import { BODY_KEPT_BYTES_MAX } from '../kernel/limits.ts';

export interface CollectorPlan {
  readonly config: CollectorConfig;
  readonly paths: ReadonlyMap<string, string>;
  readonly webhooks: ReadonlyMap<string, WebhookDoor>;
  readonly trustedProxies: NetworkList;
  readonly metricsNetworks: NetworkList;
  readonly redirectDomains: ReadonlySet<string>;
  /** Null when the cookie is off. */
  readonly cookies: CookieWriter | null;
  /** Null when off. */
  readonly doNotTrack: { readonly name: string; readonly values: ReadonlySet<string>; readonly any: boolean } | null;
  readonly allowedHeaders: string;
  readonly rootHeaders: readonly string[];
}

/** A kept body, the payload made from it, and the objects around them must fit: a smaller budget never accepts one. */
const IN_FLIGHT_BYTES_MIN = 2 * BODY_KEPT_BYTES_MAX + 1_048_576;
const HOST_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** @throws COLLECTOR_CONFIG_* (user). */
export function planCollector(config: CollectorConfig, webhooks: readonly WebhookDoor[] = []): CollectorPlan {
  checkNumbers(config);
  checkCookies(config);
  checkTls(config);
  const dnt = config.doNotTrackCookie;
  for (const name of config.cors.allowedHeaders) checkToken('cors.allowedHeaders', name);
  for (const domain of config.crossDomain.domains) if (domain !== '*') checkDomain('crossDomain.domains', domain);
  return {
    config,
    paths: planPaths(config.paths),
    webhooks: planWebhooks(webhooks, config.paths),
    trustedProxies: parseNetworks(config.trustedProxies, 'trustedProxies'),
    metricsNetworks: parseNetworks(config.metricsNetworks, 'metricsNetworks'),
    redirectDomains: new Set(config.redirect.domains.map((domain) => checkDomain('redirect.domains', domain))),
    cookies: config.cookie.enabled ? makeCookieWriter(config.cookie) : null,
    doNotTrack: dnt.enabled ? { name: dnt.name, values: new Set(dnt.values), any: dnt.values.includes('*') } : null,
    allowedHeaders: config.cors.allowedHeaders.join(', '),
    rootHeaders: planHeaders('rootResponse.headers', config.rootResponse.headers),
  };
}

function checkNumbers(config: CollectorConfig): void {
  const { limits } = config;
  checkNumber('port', config.port, 0, 65_535);
  checkNumber('cookie.expiryDays', config.cookie.expiryDays, 1, 400);
  checkNumber('cors.maxAgeSeconds', config.cors.maxAgeSeconds, 0, 86_400);
  checkNumber('rootResponse.statusCode', config.rootResponse.statusCode, 200, 599);
  checkNumber('limits.connectionsMax', limits.connectionsMax, 1, 65_536);
  checkNumber('limits.requestMsMax', limits.requestMsMax, 100, 600_000);
  checkNumber('limits.keepAliveIdleMsMax', limits.keepAliveIdleMsMax, 0, 3_600_000);
  checkNumber('limits.inFlightBytesMax', limits.inFlightBytesMax, IN_FLIGHT_BYTES_MIN, Number.MAX_SAFE_INTEGER);
  checkNumber('limits.appendWaitMsMax', limits.appendWaitMsMax, 100, 600_000);
  checkNumber('limits.drainMsMax', limits.drainMsMax, 0, 600_000);
  checkNumber('limits.diskFloorBytes', limits.diskFloorBytes, 0, Number.MAX_SAFE_INTEGER);
  checkNumber('limits.retryAfterSeconds', limits.retryAfterSeconds, 1, 3600);
}

function checkNumber(field: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  const reason = `it is not a whole number from ${min} to ${max}`;
  throw fail('COLLECTOR_CONFIG_NUMBER', { field, value: String(value), reason });
}

function checkCookies(config: CollectorConfig): void {
  const { cookie, cookieBounce, doNotTrackCookie } = config;
  checkCookieName('cookie.name', cookie.name);
  if (cookie.clientCookieName !== null) {
    checkCookieName('cookie.clientCookieName', cookie.clientCookieName);
    if (cookie.clientCookieName === cookie.name) {
      refuseCookie('cookie.clientCookieName', cookie.clientCookieName, 'it is the name of the other cookie');
    }
  }
  checkCookieName('cookieBounce.name', cookieBounce.name);
  checkCookieName('doNotTrackCookie.name', doNotTrackCookie.name);
  for (const domain of cookie.domains) checkDomain('cookie.domains', domain);
  if (cookie.fallbackDomain !== null) checkDomain('cookie.fallbackDomain', cookie.fallbackDomain);
  if (!['None', 'Lax', 'Strict'].includes(cookie.sameSite)) {
    refuseCookie('cookie.sameSite', cookie.sameSite, 'it is not None, Lax or Strict');
  }
  if (cookie.enabled && cookie.sameSite === 'None' && !cookie.secure) {
    refuseCookie('cookie.secure', 'false', 'browsers drop a SameSite=None cookie that is not Secure');
  }
  if (!isCookieValue(cookieBounce.fallbackNetworkUserId)) {
    const reason = 'it is not a cookie value of at most 128 characters';
    refuseCookie('cookieBounce.fallbackNetworkUserId', cookieBounce.fallbackNetworkUserId, reason);
  }
  if (cookieBounce.enabled && !cookie.enabled) {
    refuseCookie('cookieBounce.enabled', 'true', 'there is no cookie to look for: cookie.enabled is false');
  }
}

function checkCookieName(field: string, name: string): void {
  if (!TOKEN.test(name)) refuseCookie(field, name, 'it is not a token of RFC 6265');
}

function refuseCookie(field: string, value: string, reason: string): never {
  throw fail('COLLECTOR_CONFIG_COOKIE', { field, value, reason });
}

function checkDomain(field: string, domain: string): string {
  if (HOST_NAME.test(domain) && domain.length <= 253) return domain;
  const reason = 'it is not a host name in lower case';
  throw fail('COLLECTOR_CONFIG_DOMAIN', { field, value: domain, reason });
}

function planPaths(paths: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  for (const path of Object.entries(paths).flat()) {
    if (hasTwoSegments(path) && /^[\x21-\x7e]+$/.test(path) && !/[?#]/.test(path)) continue;
    throw fail('COLLECTOR_CONFIG_PATH', {
      field: 'paths',
      value: path,
      reason: 'it does not have exactly two segments',
    });
  }
  return new Map(Object.entries(paths));
}

function planWebhooks(
  webhooks: readonly WebhookDoor[],
  paths: Readonly<Record<string, string>>,
): ReadonlyMap<string, WebhookDoor> {
  for (const { path } of webhooks) {
    const reason = 'it is the path of a webhook, whose requests it would lead away';
    if (Object.hasOwn(paths, path)) throw fail('COLLECTOR_CONFIG_PATH', { field: 'paths', value: path, reason });
  }
  return new Map(webhooks.map((door) => [door.path, door]));
}

function checkToken(field: string, name: string): void {
  if (!TOKEN.test(name))
    throw fail('COLLECTOR_CONFIG_HEADER', { field, value: name, reason: 'it is not a header name' });
}

function planHeaders(field: string, headers: Readonly<Record<string, string>>): readonly string[] {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (error) {
      const reason = 'its name or value has characters that a header cannot have';
      throw fail('COLLECTOR_CONFIG_HEADER', { field, value: name, reason }, error);
    }
  }
  return Object.entries(headers).flat();
}

function checkTls(config: CollectorConfig): void {
  if (config.tls === null) return;
  try {
    createSecureContext({ cert: config.tls.certPem, key: config.tls.keyPem });
  } catch (error) {
    // OpenSSL's text names the fault, never the key.
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    throw fail('COLLECTOR_CONFIG_TLS', { field: 'tls', value: '(PEM)', reason }, error);
  }
}
