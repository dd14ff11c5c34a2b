// Whether a user agent says that it is a robot, as an entity in the shape of Snowplow's IAB enrichment.
import { isbot } from 'isbot';
import { USER_AGENTS_CACHED_MAX, USER_AGENT_CHARACTERS_MAX } from '../../kernel/limits.ts';
import type { Enrichment } from '../enrichment.ts';
import { GenerationCache } from '../generation-cache.ts';
import { columnIndex } from '../row.ts';
import { ownText } from './own-text.ts';

const SPIDERS_AND_ROBOTS = 'iglu:com.iab.snowplow/spiders_and_robots/jsonschema/1-0-0';

/** The pattern knows robots by their names; whether they are active, or look at pages or advertisements, it does not. */
const ROBOT = {
  spiderOrRobot: true,
  category: 'SPIDER_OR_ROBOT',
  reason: 'FAILED_UA_EXCLUDE',
  primaryImpact: 'UNKNOWN',
} as const;

const BROWSER = { spiderOrRobot: false, category: 'BROWSER', reason: 'PASSED_ALL', primaryImpact: 'NONE' } as const;

const USERAGENT = columnIndex('useragent');

export function createBots(): Enrichment {
  const recent = new GenerationCache<typeof ROBOT | typeof BROWSER>(USER_AGENTS_CACHED_MAX);
  return {
    name: 'bots',
    apply({ row, derived }) {
      const userAgent = row[USERAGENT] ?? '';
      // A longer one fails the event: its column has no room for it.
      if (userAgent === '' || userAgent.length > USER_AGENT_CHARACTERS_MAX) return;
      let data = recent.get(userAgent);
      if (data === undefined) {
        data = isbot(userAgent) ? ROBOT : BROWSER;
        recent.set(ownText(userAgent), data);
      }
      derived.push({ schema: SPIDERS_AND_ROBOTS, data });
    },
  };
}
