import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseDocument, LineCounter, type Document } from 'yaml';
import type { z } from 'zod';
import { errorText } from '../kernel/crypt-error.ts';
import { nearest } from '../kernel/did-you-mean.ts';
import type { Files } from '../kernel/effects.ts';
import { isJsonObject, parseJson, textAt } from '../kernel/parse-json.ts';
import { configSchema, type CryptConfig } from './config-schema.ts';
import { fail } from './errors.ts';

/** A project as a command sees it: its folder, what it configures, and where its data lies. */
export interface Project {
  /** Absolute. */
  readonly folder: string;
  readonly configPath: string;
  readonly configText: string;
  readonly config: CryptConfig;
  /** Absolute. */
  readonly dataFolder: string;
  readonly ports: { readonly collector: number; readonly portal: number; readonly site: number };
}

const PORT_MAX = 65_535;

export interface Environment {
  readonly [name: string]: string | undefined;
}

/**
 * Finds crypt.yml in `folder` or the nearest folder above it, or where a package.json there says it is, and reads it.
 *
 * @throws CONFIG_MISSING, CONFIG_YAML, CONFIG_REFUSED, CONFIG_ENVIRONMENT (user)
 */
export async function readProject(folder: string, files: Files, environment: Environment): Promise<Project> {
  const configPath = await findConfig(resolve(folder), files);
  const configText = Buffer.from(await files.readFile(configPath)).toString('utf8');
  const config = parseConfig(configText, configPath);
  const root = dirname(configPath);
  const data = environment['CRYPT_DATA'] ?? config.data;
  const ports = choosePorts(config, readPort(environment));
  const clash = portClash(ports, config);
  if (clash !== undefined) throw fail('CONFIG_REFUSED', { path: configPath, problems: [clash] });
  return {
    folder: root,
    configPath,
    configText,
    config,
    dataFolder: isAbsolute(data) ? data : resolve(environment['CRYPT_DATA'] === undefined ? root : folder, data),
    ports,
  };
}

async function findConfig(folder: string, files: Files): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'crypt.yml');
    if ((await files.stat(path)) !== undefined) return path;
    const named = await namedProject(at, files);
    const elsewhere = named === undefined ? undefined : join(at, named, 'crypt.yml');
    if (elsewhere !== undefined && (await files.stat(elsewhere)) !== undefined) return elsewhere;
    if (dirname(at) === at) throw fail('CONFIG_MISSING', { folder });
  }
}

/** A package.json may say where the project is: `{"crypt": {"project": "analytics"}}`, relative to itself. */
async function namedProject(folder: string, files: Files): Promise<string | undefined> {
  const path = join(folder, 'package.json');
  if ((await files.stat(path)) === undefined) return undefined;
  const manifest = parseJson(Buffer.from(await files.readFile(path)).toString('utf8'));
  const section = isJsonObject(manifest) ? manifest['crypt'] : undefined;
  const project = isJsonObject(section) ? textAt(section, 'project') : '';
  return project === '' ? undefined : project;
}

/** CRYPT_PORT: the collector's port; the portal and the site take the two after it. */
function readPort(environment: Environment): number | undefined {
  const value = environment['CRYPT_PORT'];
  if (value === undefined || value === '') return undefined;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 1 && port <= 65_533) return port;
  throw fail('CONFIG_ENVIRONMENT', { name: 'CRYPT_PORT', value, expected: 'a port from 1 to 65533' });
}

/** Each door takes the port after the one before it, unless it has its own; 0 is any free port. */
function choosePorts(config: CryptConfig, given: number | undefined): Project['ports'] {
  const collector = given ?? config.collector.port;
  const portal = config.portal.port ?? after(collector);
  return { collector, portal, site: config.site?.port ?? after(portal) };
}

function after(port: number): number {
  return port === 0 ? 0 : port + 1;
}

function portClash({ collector, portal, site }: Project['ports'], config: CryptConfig): string | undefined {
  const doors = Object.entries(config.site === null ? { collector, portal } : { collector, portal, site });
  for (const [at, [name, port]] of doors.entries()) {
    if (port > PORT_MAX)
      return `${name}.port would be ${port}, the one after the door before it; ${PORT_MAX} is the last`;
    const twin = doors.slice(0, at).find(([, other]) => other === port && port !== 0);
    if (twin !== undefined) return `${twin[0]}.port and ${name}.port are both ${port}`;
  }
  return undefined;
}

/** @throws CONFIG_YAML, CONFIG_REFUSED (user), the latter with every problem of the file. */
export function parseConfig(text: string, path: string): CryptConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const reason = (broken.message.split('\n')[0] ?? '').replace(/ at line.*$/, '');
    throw fail('CONFIG_YAML', { path, line: lines.linePos(broken.pos[0]).line, reason });
  }
  const parsed = configSchema.safeParse(toPlain(document, path) ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue, document, lines));
    throw fail('CONFIG_REFUSED', { path, problems: inOrder(problems) });
  }
  const problems = crossChecks(parsed.data, (field) => lineOf(document, lines, field));
  if (problems.length > 0) throw fail('CONFIG_REFUSED', { path, problems });
  return parsed.data;
}

/** The aliases of a document are only resolved, and counted, when it is taken out of its tree. */
function toPlain(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw fail('CONFIG_YAML', { path, line: 1, reason: `${errorText(error)}; a text that begins with * needs quotes` });
  }
}

/** By line; problems without one come last. */
function inOrder(problems: readonly string[]): readonly string[] {
  return problems.toSorted((left, right) => lineNumber(left) - lineNumber(right));
}

function lineNumber(problem: string): number {
  return Number(/^line (\d+)/.exec(problem)?.[1] ?? Number.MAX_SAFE_INTEGER);
}

function crossChecks(config: CryptConfig, lineOf: (field: readonly string[]) => string): string[] {
  const landing = config.landing.days ?? Number.POSITIVE_INFINITY;
  const enriched = config.log.enriched.days ?? Number.POSITIVE_INFINITY;
  if (enriched >= landing) return [];
  return [
    `${lineOf(['log', 'enriched', 'days'])}log.enriched.days (${enriched}) is shorter than landing.days (${config.landing.days ?? 'for ever'}), ` +
      'so the warehouse could not be made again',
  ];
}

function describeIssue(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): readonly string[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    return [`${lineOf(document, lines, path)}${path.join('.') || 'the file'}: ${issue.message}`];
  }
  return issue.keys.map((key) => {
    const near = nearest(key, fieldNames(path));
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    return `${lineOf(document, lines, [...path, key])}${[...path, key].join('.')} is not a field${hint}`;
  });
}

function lineOf(document: Document, lines: LineCounter, path: readonly string[]): string {
  const node = document.getIn(path, true);
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) ? `line ${lines.linePos(Number(range[0])).line}: ` : '';
}

/** Names of the fields at a path of the schema. */
function fieldNames(path: readonly string[]): readonly string[] {
  let schema: unknown = configSchema;
  for (const key of path) schema = shapeOf(schema)[key];
  return Object.keys(shapeOf(schema));
}

/** The fields of an object schema, through defaults, nullables and preprocessing. */
export function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  let at = schema as { def?: { shape?: Record<string, unknown>; innerType?: unknown; out?: unknown } } | undefined;
  while (at?.def !== undefined && at.def.shape === undefined) at = (at.def.innerType ?? at.def.out) as typeof at;
  return at?.def?.shape ?? {};
}
