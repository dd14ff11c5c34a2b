// docs generate: manifest.json, catalog.json (version 1) and index.html, one page that needs no server.
// docs serve: the same three on loopback.
import { join } from 'node:path';
import type { Json } from '../../kernel/parse-json.ts';
import { maskedJson } from '../compile/mask.ts';
import { readCatalog, type Catalog } from '../execute/read-catalog.ts';
import type { Manifest } from '../project/manifest.ts';
import { withEngine, type CommandRun } from './command-run.ts';
import { compileSelected } from './compile-nodes.ts';
import { numberFlag, textFlag } from './open-project.ts';
import { openWorld, sayFound } from './run-nodes.ts';
import { selectNodes } from './select-nodes.ts';
import { writeManifest, writeRunResults } from './write-artifacts.ts';

/** @param again compiles these alone: what failed in the run that is retried. The catalogue is whole. */
export async function generateDocs(
  { open, effects, narrator }: CommandRun,
  again?: readonly string[],
): Promise<number> {
  const { files, clock } = effects;
  const selected = await selectNodes(open, 'docs generate', effects, narrator);
  const world = openWorld({ open, selected, effects, narrator });
  sayFound({ open, effects, narrator });
  const { manifest } = world;
  const wasAsked = open.flags.has('select') || open.flags.has('exclude') || open.flags.has('selector');
  const compiled = await withEngine({ open, effects }, async (engine) => {
    const results =
      open.flags.get('compile') === false
        ? []
        : await compileSelected({ open, effects, narrator }, world, again ?? selected.ids, engine);
    narrator.say('Building catalog');
    const ids = wasAsked ? selected.ids : [...selected.ids, ...Object.keys(manifest.sources)];
    const catalog =
      open.flags.get('empty_catalog') === true ? { nodes: {}, sources: {} } : await readCatalog(world, engine, ids);
    return { results, catalog };
  });
  const { results, catalog } = compiled;
  const { dbt_version } = manifest.metadata;
  const metadata = {
    dbt_schema_version: 'https://schemas.getdbt.com/dbt/catalog/v1.json',
    dbt_version,
    generated_at: new Date(clock.nowMs()).toISOString(),
    invocation_id: open.invocationId,
    invocation_started_at: new Date(open.startedMs).toISOString(),
    env: {},
  };
  await writeManifest(open, files, results);
  await writeRunResults(open, files, results, clock.nowMs());
  const path = join(open.targetFolder, 'catalog.json');
  await files.replaceUnsynced(path, maskedJson({ metadata, ...catalog, errors: null }, open.mask));
  const codes = new Map(results.map((result) => [result.unique_id, result.compiled_code]));
  const template = Buffer.from(await files.readFile(join(effects.macros, 'docs/index.html'))).toString('utf8');
  const page = renderPage(template, maskedJson(pageData(manifest, catalog, codes), open.mask));
  await files.replaceUnsynced(join(open.targetFolder, 'index.html'), page);
  if (open.flags.get('static') === true)
    await files.replaceUnsynced(join(open.targetFolder, 'static_index.html'), page);
  narrator.say(`Catalog written to ${path}`);
  return results.some(({ status }) => status === 'error') ? 1 : 0;
}

const PORT = 8080;

export async function serveDocs({ open, effects, narrator }: CommandRun): Promise<number> {
  const [host, port] = [textFlag(open.flags, 'host') ?? '127.0.0.1', numberFlag(open.flags, 'port') ?? PORT];
  await effects.serveFolder(
    { folder: open.targetFolder, names: ['index.html', 'manifest.json', 'catalog.json'], host, port },
    effects.interrupted,
    (url) => narrator.say(`Serving docs at ${url}; Ctrl-C ends it.`),
  );
  return 0;
}

/** @param data JSON. Nothing in it can end the script that it lies in. */
export function renderPage(template: string, data: string): string {
  const text = data.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028');
  return template.replace('{{DATA}}', () => text);
}

const SHOWN: ReadonlySet<string> = new Set([
  'model',
  'seed',
  'snapshot',
  'source',
  'exposure',
  'analysis',
  'test',
  'unit_test',
  'metric',
]);

interface Documented {
  readonly unique_id: string;
  readonly resource_type: string;
  readonly name: string;
  readonly package_name: string;
  readonly original_file_path: string;
  readonly source_name?: string;
  readonly description?: unknown;
  readonly relation_name?: string | null;
  readonly raw_code?: string;
  readonly config?: { readonly [key: string]: unknown };
  readonly docs?: { readonly show: boolean };
  readonly columns?: {
    readonly [name: string]: { readonly name: string; readonly description: string; readonly data_type: string | null };
  };
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function pageData(manifest: Manifest, catalog: Catalog, codes: ReadonlyMap<string, string | null>): Json {
  const parts = [manifest.nodes, manifest.sources, manifest.exposures, manifest.metrics, manifest.unit_tests].flatMap(
    (part) => Object.values(part as unknown as Readonly<Record<string, Documented>>),
  );
  const shown = parts.filter(({ resource_type: type, docs }) => SHOWN.has(type) && docs?.show !== false);
  const resources = shown.map((one) => {
    const label = one.source_name === undefined ? one.name : `${one.source_name}.${one.name}`;
    const found = catalog.nodes[one.unique_id] ?? catalog.sources[one.unique_id];
    const described = new Map(Object.values(one.columns ?? {}).map((column) => [column.name.toLowerCase(), column]));
    const real = Object.values(found?.columns ?? {}).toSorted((left, right) => left.index - right.index);
    const names = [
      ...real.map(({ name }) => name),
      ...[...described.values()]
        .map(({ name }) => name)
        .filter((name) => !real.some((column) => column.name.toLowerCase() === name.toLowerCase())),
    ];
    const columns = names.map((name) => ({
      name,
      type: found?.columns[name]?.type ?? described.get(name.toLowerCase())?.data_type ?? '',
      description: described.get(name.toLowerCase())?.description ?? '',
    }));
    const description = textOr(one.description);
    return {
      id: one.unique_id,
      type: one.resource_type,
      label,
      description,
      columns,
      path: `${one.package_name}/${one.original_file_path}`,
      relation: one.relation_name ?? '',
      materialized: textOr(one.config?.['materialized']),
      code: one.raw_code ?? '',
      compiled: codes.get(one.unique_id) ?? '',
      parents: [...(manifest.parent_map[one.unique_id] ?? [])],
      children: [...(manifest.child_map[one.unique_id] ?? [])],
      search: [label, description, one.package_name, ...names].join(' ').toLowerCase(),
    };
  });
  return { about: { project: manifest.metadata.project_name }, resources };
}
