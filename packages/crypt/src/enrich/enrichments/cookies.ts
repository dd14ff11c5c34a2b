// Named cookies of the request, an entity each. The collector stores no cookies of a request that asks to be anonymous.
import type { CookiesConfig } from '../../config/enrichments/cookies.ts';
import { cleanText } from '../clean-text.ts';
import type { Enrichment } from '../enrichment.ts';
import type { PayloadFacts } from '../payload-facts.ts';
import { oncePerPayload, withinRoom, type NamedValue } from './request-values.ts';

const HTTP_COOKIE = 'iglu:org.ietf/http_cookie/jsonschema/1-0-0';

export function createCookies(config: CookiesConfig): Enrichment {
  const names = new Set(config.names);
  const valuesOf = oncePerPayload((facts) => (isAnonymous(facts) ? [] : withinRoom(readCookies(facts, names))));
  return {
    name: 'cookies',
    apply({ facts, derived }) {
      for (const data of valuesOf(facts)) derived.push({ schema: HTTP_COOKIE, data });
    },
  };
}

/** Records of another collector may still have what SP-Anonymous takes away. */
function isAnonymous({ headers }: PayloadFacts): boolean {
  return headers.some(([name]) => name.toLowerCase() === 'sp-anonymous');
}

/**
 * Parts are ended by semicolons alone, as browsers write them. A part without `=` has the value null, and quotes around
 * a value go. Source: RFC 6265, section 4.2; enrich 3.9.0 for what it leaves open.
 */
function* readCookies({ headers }: PayloadFacts, names: ReadonlySet<string>): Iterable<NamedValue> {
  for (const [header, jar] of headers) {
    if (header.toLowerCase() !== 'cookie') continue;
    for (const part of jar.split(';')) {
      const equals = part.indexOf('=');
      const name = (equals === -1 ? part : part.slice(0, equals)).trim();
      // A jar may end in a semicolon; that is no cookie without a name.
      if (!names.has(name) || part.trim() === '') continue;
      yield { name, value: equals === -1 ? null : unquote(cleanText(part.slice(equals + 1)).trim()) };
    }
  }
}

function unquote(value: string): string {
  return /^".*"$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}
