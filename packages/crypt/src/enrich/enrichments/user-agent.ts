// The browser, system and device of an event, from what its user agent says: an entity, and the older columns.
import type { UserAgentConfig } from '../../config/enrichments/user-agent.ts';
import type { Files } from '../../kernel/effects.ts';
import { USER_AGENTS_CACHED_MAX, USER_AGENT_CHARACTERS_MAX } from '../../kernel/limits.ts';
import type { JsonObject } from '../../kernel/parse-json.ts';
import type { Enrichment } from '../enrichment.ts';
import { GenerationCache } from '../generation-cache.ts';
import { columnIndex } from '../row.ts';
import { setCells, toCells, type Cells } from './cells.ts';
import { packageFile, projectFile, readDataFile, refuseFile } from './data-file.ts';
import { legacyColumns } from './legacy-user-agent.ts';
import { ownText } from './own-text.ts';
import { parseUserAgent, type ParsedUserAgent } from './parse-user-agent.ts';
import { readUserAgentRules, type UserAgentRules } from './user-agent-rules.ts';

const UA_PARSER = 'iglu:com.snowplowanalytics.snowplow/ua_parser_context/jsonschema/1-0-0';

/** @throws ENRICH_FILE_REFUSED (user) */
export async function openUserAgent(config: UserAgentConfig, files: Files, projectFolder: string): Promise<Enrichment> {
  const file =
    config.rulesFile === null
      ? packageFile(() => import.meta.resolve('uap-core/regexes.yaml'))
      : projectFile(projectFolder, config.rulesFile, 'enrichments.userAgent.rulesFile');
  const rules = readUserAgentRules((await readDataFile(files, file)).toString('utf8'));
  if (typeof rules === 'string') throw refuseFile(file, rules);
  return createUserAgent(rules);
}

interface Answer {
  readonly data: JsonObject;
  readonly cells: Cells;
}

const USERAGENT = columnIndex('useragent');

export function createUserAgent(rules: UserAgentRules): Enrichment {
  const recent = new GenerationCache<Answer>(USER_AGENTS_CACHED_MAX);
  return {
    name: 'userAgent',
    apply({ row, derived }) {
      const userAgent = row[USERAGENT] ?? '';
      // A longer one fails the event: its column has no room for it.
      if (userAgent === '' || userAgent.length > USER_AGENT_CHARACTERS_MAX) return;
      let answer = recent.get(userAgent);
      if (answer === undefined) {
        const own = ownText(userAgent);
        answer = toAnswer(parseUserAgent(rules, own), own);
        recent.set(own, answer);
      }
      derived.push({ schema: UA_PARSER, data: answer.data });
      setCells(row, answer.cells);
    },
  };
}

function toAnswer(parsed: ParsedUserAgent, userAgent: string): Answer {
  const { browser, system, device } = parsed;
  const [useragentMajor, useragentMinor, useragentPatch] = browser.version;
  const [osMajor, osMinor, osPatch, osPatchMinor] = system.version;
  const data = {
    useragentFamily: browser.family,
    useragentMajor,
    useragentMinor,
    useragentPatch,
    useragentVersion: renderVersioned(browser.family, browser.version.slice(0, 3)),
    osFamily: system.family,
    osMajor,
    osMinor,
    osPatch,
    osPatchMinor,
    osVersion: renderVersioned(system.family, system.version),
    deviceFamily: device.family,
  };
  return { data, cells: toCells(legacyColumns(parsed, userAgent)) };
}

/** `Mobile Safari 5.1`; a part that is not known takes its point with it. Source: enrich 3.9.0. */
function renderVersioned(family: string, [major = null, ...rest]: readonly (string | null)[]): string {
  return family + (major === null ? '' : ` ${major}`) + rest.map((part) => (part === null ? '' : `.${part}`)).join('');
}
