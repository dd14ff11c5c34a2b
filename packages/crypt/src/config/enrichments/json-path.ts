// The part of JSONPath that says which values of a schema's data are meant, and nothing else of it:
//
//   $.email   $['e-mail']   $.users[*].email   $.address.*   $['first', 'last']

/** One level down: into members by name, or into every member of an object or array. */
export type JsonPathStep = readonly string[] | '*';
export type JsonPath = readonly JsonPathStep[];

const NAME = /\.?([\p{L}\p{N}_$-]+)/uy;
const WILDCARD = /\.?(?:\*|\[\s*\*\s*\])/y;
const QUOTED = /\.?\[\s*((?:'[^'\\]*'|"[^"\\]*")(?:\s*,\s*(?:'[^'\\]*'|"[^"\\]*"))*)\s*\]/y;

/** The steps of a path, or why it is refused. */
export function parseJsonPath(text: string): JsonPath | string {
  if (!text.startsWith('$')) return 'a path begins with $, the data of the schema';
  const steps: JsonPathStep[] = [];
  for (let at = 1; at < text.length;) {
    const rest = text.slice(at);
    const [step, length] = readStep(rest);
    if (step === undefined) return `${reasonAt(rest)} (character ${at + 1})`;
    steps.push(step);
    at += length;
  }
  return steps.length === 0 ? '$ alone is all of the data; name the members' : steps;
}

function readStep(rest: string): readonly [JsonPathStep | undefined, number] {
  const wildcard = matchStart(WILDCARD, rest);
  if (wildcard !== null) return ['*', wildcard[0].length];
  const quoted = matchStart(QUOTED, rest);
  if (quoted !== null) return [readNames(quoted[1] ?? ''), quoted[0].length];
  const name = rest.startsWith('.') ? matchStart(NAME, rest) : null;
  return name === null ? [undefined, 0] : [[name[1] ?? ''], name[0].length];
}

function matchStart(pattern: RegExp, text: string): RegExpExecArray | null {
  pattern.lastIndex = 0;
  return pattern.exec(text);
}

function readNames(list: string): readonly string[] {
  return Array.from(list.matchAll(/'([^']*)'|"([^"]*)"/g), ([, single, double]) => single ?? double ?? '');
}

function reasonAt(rest: string): string {
  if (rest.startsWith('..')) return 'a search at every depth (..) is not known; write the path, with * for a level';
  if (/^\.?\[\s*[\d:-]/.test(rest)) return 'positions in an array are not known; [*] means all of its items';
  if (/^\.?\[\s*[?(]/.test(rest)) return 'filters and expressions are not known';
  return "expected .name, ['name'], .* or [*]";
}
