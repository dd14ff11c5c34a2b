// A file of a tracking plan, in YAML: what it plans, and everything that is wrong with it.
import { parseSchemaUri, type SchemaKey } from '../contracts/schema-key.ts';
import { nearest } from '../kernel/did-you-mean.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/parse-json.ts';
import type { PlannedSchema } from './plan-to-schema.ts';
import { readFields, type Report } from './read-planned-property.ts';
import { readYaml, type Step } from './yaml-lines.ts';

export interface PlanEntry {
  readonly schema: PlannedSchema;
  /** Where it is in the file: `['events', 'order_placed']`. */
  readonly place: readonly Step[];
}

export interface PlanProblem {
  readonly line: number | undefined;
  readonly message: string;
  readonly hint: string | undefined;
}

export interface Plan {
  readonly entries: readonly PlanEntry[];
  readonly problems: readonly PlanProblem[];
  readonly lineAt: (path: readonly Step[]) => number | undefined;
}

const FILE_FIELDS = ['vendor', 'events', 'entities'];
const ENTRY_FIELDS = ['vendor', 'version', 'description', 'supersedes', 'properties', 'additionalProperties'];

/** An entry with a problem is left out; the others stand. */
export function readPlan(text: string): Plan {
  const yaml = readYaml(text);
  if (yaml.problem !== undefined) {
    const hint = 'Indentation is two spaces, and text with a colon needs quotes.';
    const problem = { line: yaml.problem.line, message: `This is not YAML: ${yaml.problem.reason}`, hint };
    return { entries: [], problems: [problem], lineAt: () => undefined };
  }
  const problems: PlanProblem[] = [];
  const report: Report = (path, message, hint) => void problems.push({ line: yaml.lineAt(path), message, hint });
  return { entries: readFile(yaml.value, report), problems, lineAt: yaml.lineAt };
}

function readFile(file: Json, report: Report): readonly PlanEntry[] {
  if (!isJsonObject(file)) {
    report([], 'A plan has vendor, events and entities', 'See docs/tracking-plan.md.');
    return [];
  }
  reportUnknown(file, FILE_FIELDS, [], report);
  return ['events', 'entities'].flatMap((kind) => {
    const entries = file[kind] ?? {};
    if (!isJsonObject(entries)) {
      report([kind], `${kind} are given by name`, `${kind}:\n  <name>: { version: 1-0-0, … }`);
      return [];
    }
    return Object.keys(entries).flatMap((name) => {
      const place = [kind, name];
      const schema = readEntry({ name, raw: entries[name] ?? null, vendor: file['vendor'], place }, report);
      return schema === undefined ? [] : [{ schema, place }];
    });
  });
}

interface RawEntry {
  readonly name: string;
  readonly raw: Json;
  readonly vendor: Json | undefined;
  readonly place: readonly Step[];
}

function readEntry({ name, raw, vendor, place }: RawEntry, report: Report): PlannedSchema | undefined {
  if (!isJsonObject(raw)) {
    report(place, `${name} has no fields`, 'Give it version, description and properties.');
    return undefined;
  }
  reportUnknown(raw, ENTRY_FIELDS, place, report);
  const key = readKey(name, raw, raw['vendor'] ?? vendor, place, report);
  const fields = readFields(raw, place, 0, report);
  const supersedes = readSupersedes(raw, place, report);
  const description = readDescription(raw, place, report);
  return key === undefined || fields === undefined ? undefined : { key, description, supersedes, fields };
}

function readKey(
  name: string,
  raw: JsonObject,
  vendor: Json | undefined,
  place: readonly Step[],
  report: Report,
): SchemaKey | undefined {
  const version = raw['version'] ?? '1-0-0';
  if (typeof vendor !== 'string') report(place, `${name} has no vendor`, 'At the top of the file: vendor: com.acme');
  else if (parseSchemaUri(`iglu:x/${name}/jsonschema/1-0-0`) === undefined)
    report(place, `${name} is no name of a schema`, 'Letters, digits, _ and -.');
  else if (!isVersion(version))
    report([...place, 'version'], `${name}: its version is not model-revision-addition`, 'The first one is 1-0-0.');
  else {
    const key = parseSchemaUri(`iglu:${vendor}/${name}/jsonschema/${version}`);
    if (key !== undefined && !/^\.+$/.test(vendor)) return key;
    report(place, `${name}: its vendor is not a domain turned round`, 'Letters, digits, _, - and .: com.acme');
  }
  return undefined;
}

function isVersion(value: Json): value is string {
  return typeof value === 'string' && parseSchemaUri(`iglu:x/x/jsonschema/${value}`) !== undefined;
}

function readSupersedes(raw: JsonObject, place: readonly Step[], report: Report): readonly string[] {
  const value = raw['supersedes'] ?? [];
  if (Array.isArray(value) && value.every((item: Json) => isVersion(item))) return value;
  report([...place, 'supersedes'], 'supersedes is a list of versions', 'supersedes: [1-0-0]');
  return [];
}

function readDescription(raw: JsonObject, place: readonly Step[], report: Report): string | undefined {
  const value = raw['description'] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  report([...place, 'description'], 'description is not a text', 'Put it in quotes.');
  return undefined;
}

function reportUnknown(raw: JsonObject, known: readonly string[], place: readonly Step[], report: Report): void {
  for (const key of Object.keys(raw)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    report([...place, key], `${key} is not a field${near === undefined ? '' : `; did you mean ${near}?`}`, undefined);
  }
}
