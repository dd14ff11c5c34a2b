// Headers of the request whose name matches a pattern, an entity each.
import { RE2JS } from 're2js';
import type { HeadersConfig } from '../../config/enrichments/headers.ts';
import { HEADER_NAMES_CACHED_MAX, HEADER_NAME_CHARACTERS_MAX } from '../../kernel/limits.ts';
import { cleanText } from '../clean-text.ts';
import type { Enrichment } from '../enrichment.ts';
import { GenerationCache } from '../generation-cache.ts';
import type { PayloadFacts } from '../payload-facts.ts';
import { ownText } from './own-text.ts';
import { oncePerPayload, withinRoom, type NamedValue } from './request-values.ts';

export const HTTP_HEADER = 'iglu:org.ietf/http_header/jsonschema/1-0-0';

/** They open doors, or are whole jars of cookies; `cookies` takes single ones. */
const SECRET: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie']);

export function createHeaders(config: HeadersConfig): Enrichment {
  const wants = nameTest(config.pattern);
  const valuesOf = oncePerPayload((facts) => withinRoom(readHeaders(facts, wants)));
  return {
    name: 'headers',
    apply({ facts, derived }) {
      for (const data of valuesOf(facts)) derived.push({ schema: HTTP_HEADER, data });
    },
  };
}

/**
 * Whether the pattern matches a whole name, in any case. RE2's patterns take time in proportion to the text, whatever
 * they are: names come from outside.
 */
function nameTest(pattern: string | null): (name: string) => boolean {
  if (pattern === null) return () => false;
  const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  const recent = new GenerationCache<boolean>(HEADER_NAMES_CACHED_MAX);
  return (name) => {
    if (name.length > HEADER_NAME_CHARACTERS_MAX || SECRET.has(name.toLowerCase())) return false;
    let isWanted = recent.get(name);
    if (isWanted === undefined) {
      isWanted = compiled.matches(name);
      recent.set(ownText(name), isWanted);
    }
    return isWanted;
  };
}

function* readHeaders(facts: PayloadFacts, wants: (name: string) => boolean): Iterable<NamedValue> {
  for (const [name, value] of facts.headers) {
    if (wants(name)) yield { name: cleanText(name).trim(), value: cleanText(value).trim() };
  }
}
