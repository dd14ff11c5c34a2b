// What a user agent says of itself, by the rules of uap-core: the first rule that matches names the browser, another the
// system, a third the device. Source: docs/specification.md of uap-core 0.18; where it leaves something open, its tests.
import type { UserAgentRule, UserAgentRules } from './user-agent-rules.ts';

export interface ParsedUserAgent {
  readonly browser: Versioned;
  readonly system: Versioned;
  readonly device: Device;
}

export interface Versioned {
  /** `Chrome Mobile`, `Mac OS X`; `Other` when no rule matches. */
  readonly family: string;
  /** Major, minor, patch, and what follows; null where the user agent does not say. */
  readonly version: readonly [string | null, string | null, string | null, string | null];
}

export interface Device {
  /** `iPhone`, `Spider`; `Other` when no rule matches. */
  readonly family: string;
  readonly brand: string | null;
  readonly model: string | null;
}

/** Takes as long as the text is long, some hundred microseconds: keep the answer. */
export function parseUserAgent(rules: UserAgentRules, userAgent: string): ParsedUserAgent {
  const lower = userAgent.toLowerCase();
  return {
    browser: readVersioned(firstMatch(rules.browsers, userAgent, lower), 'family_replacement', 'v'),
    system: readVersioned(firstMatch(rules.systems, userAgent, lower), 'os_replacement', 'os_v'),
    device: readDevice(firstMatch(rules.devices, userAgent, lower)),
  };
}

interface Match {
  readonly replacements: UserAgentRule['replacements'];
  readonly groups: RegExpExecArray;
}

function firstMatch(rules: readonly UserAgentRule[], userAgent: string, lower: string): Match | undefined {
  for (const { pattern, literals, replacements } of rules) {
    if (literals !== undefined && !holdsOne(lower, literals)) continue;
    const groups = pattern.exec(userAgent);
    if (groups !== null) return { replacements, groups };
  }
  return undefined;
}

function holdsOne(lower: string, literals: readonly string[]): boolean {
  for (const literal of literals) if (lower.includes(literal)) return true;
  return false;
}

const OTHER = 'Other';
const UNVERSIONED: Versioned = { family: OTHER, version: [null, null, null, null] };

/** @param prefix of the version's replacements: `v1_replacement` and so on. Groups 2 to 5 are the version otherwise. */
function readVersioned(match: Match | undefined, familyName: string, prefix: string): Versioned {
  if (match === undefined) return UNVERSIONED;
  const part = (at: number): string | null => fill(match, `${prefix}${at}_replacement`, at + 1);
  return { family: fill(match, familyName, 1) ?? OTHER, version: [part(1), part(2), part(3), part(4)] };
}

function readDevice(match: Match | undefined): Device {
  if (match === undefined) return { family: OTHER, brand: null, model: null };
  return {
    family: fill(match, 'device_replacement', 1) ?? OTHER,
    brand: fill(match, 'brand_replacement', -1),
    model: fill(match, 'model_replacement', 1),
  };
}

/** The replacement with `$1` to `$9` filled in, or else a group; null when it is blank. */
function fill({ replacements, groups }: Match, name: string, group: number): string | null {
  const replacement = replacements.get(name);
  const text = replacement?.replaceAll(/\$(\d)/g, (_, digit) => groups[Number(digit)] ?? '') ?? groups[group] ?? '';
  return text.trim() || null;
}
