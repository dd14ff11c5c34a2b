// compile and show: what a node's SQL is, and what it gives.
import { basename } from 'node:path';
import { compileNode, openNodeRun } from '../compile/compile-node.ts';
import type { RunWorld } from '../compile/run-world.ts';
import { notRun, type NodeResult } from '../execute/node-result.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { errorText } from '../../kernel/crypt-error.ts';
import { withEngine, withLazyEngine, type CommandRun } from './command-run.ts';
import { fail } from './errors.ts';
import type { SessionSource } from './lazy-engine.ts';
import { listFlag, numberFlag, textFlag } from './open-project.ts';
import { openWorld } from './run-nodes.ts';
import { selectNodes, type SelectedNodes } from './select-nodes.ts';
import { writeManifest, writeRunResults, writeSql } from './write-artifacts.ts';

const COMPILED: ReadonlySet<string> = new Set(['model', 'snapshot', 'test', 'analysis', 'operation']);

export async function compileNodes(run: CommandRun): Promise<number> {
  const { open, effects, narrator } = run;
  return compileThese(run, await selectNodes(open, 'compile', effects, narrator));
}

export function compileThese({ open, effects, narrator }: CommandRun, selected: SelectedNodes): Promise<number> {
  const world = openWorld({ open, selected, effects, narrator });
  return withLazyEngine({ open, effects }, async (engine) => {
    const inline = textFlag(open.flags, 'inline');
    if (inline !== undefined) {
      const compiled = await compileOne(world, inlineNode(world, inline), engine);
      if (compiled.compiled_code === null) throw fail('COMMAND_SELECTION', { reason: compiled.message ?? '' });
      narrator.say('Compiled inline node is:');
      narrator.print(compiled.compiled_code);
      return 0;
    }
    const results = await compileSelected({ open, effects, narrator }, world, selected.ids, engine);
    // As in dbt: of what is compiled, the nodes that the first criterion names are printed; their tests are not.
    const [asked = ''] = listFlag(open.flags, 'select');
    for (const { unique_id: id, compiled_code: code } of results) {
      const name = world.manifest.nodes[id]?.name;
      if (name === undefined || code === null || !asked.includes(name)) continue;
      narrator.say(`Compiled node '${name}' is:`);
      narrator.print(code);
    }
    await writeManifest(open, effects.files, results);
    await writeRunResults(open, effects.files, results, effects.clock.nowMs());
    return results.some(({ status }) => status === 'error') ? 1 : 0;
  });
}

/** Compiles what can be compiled of the ids, and writes the SQL; a node that cannot is said. */
export async function compileSelected(
  { open, effects, narrator }: CommandRun,
  world: RunWorld,
  ids: readonly string[],
  engine: SessionSource,
): Promise<readonly NodeResult[]> {
  const results: NodeResult[] = [];
  for (const node of ids
    .flatMap((id) => world.manifest.nodes[id] ?? [])
    .filter(({ resource_type: type }) => COMPILED.has(type))) {
    const result = await compileOne(world, node, engine);
    results.push(result);
    if (result.status === 'error')
      narrator.error(`Error in ${node.resource_type} ${node.name} (${node.original_file_path})\n  ${result.message}`);
    else await writeSql(open, effects.files, node, result);
  }
  return results;
}

const SHOWN_ROWS = 5;

export async function showNode({ open, effects, narrator }: CommandRun): Promise<number> {
  const inline = textFlag(open.flags, 'inline');
  const selected = await selectNodes(open, 'show', effects, narrator);
  const world = openWorld({ open, selected, effects, narrator });
  const chosen =
    inline === undefined ? selected.ids.flatMap((id) => world.manifest.nodes[id] ?? []) : [inlineNode(world, inline)];
  const node =
    inline !== undefined || open.flags.has('select')
      ? (chosen.find(({ resource_type: type }) => type !== 'seed') ?? chosen[0])
      : undefined;
  if (node === undefined)
    throw fail('COMMAND_LINE', { reason: 'show needs --select with a model, or --inline with SQL.' });
  const limit = numberFlag(open.flags, 'limit') ?? SHOWN_ROWS;
  return withEngine({ open, effects }, async (engine) => {
    const compiled = await compileOne(world, node, engine);
    if (compiled.status === 'error') throw fail('COMMAND_SELECTION', { reason: compiled.message ?? '' });
    const sql = compiled.compiled_code ?? `select * from ${node.relation_name}`;
    const session = await engine.session();
    try {
      const limited = limit < 0 ? sql : `select * from (\n${sql}\n) as shown limit ${limit}`;
      const { columns, rows } = await session.run(limited, { fetches: true });
      const shown = rows.map((row) =>
        row.map((value) =>
          value === null
            ? null
            : typeof value === 'object' && 'text' in value
              ? value.text
              : typeof value === 'object' && value.kind === 'float'
                ? value.value
                : typeof value === 'bigint'
                  ? value.toString()
                  : value,
        ),
      );
      if (textFlag(open.flags, 'output') === 'json') {
        const records = shown.map((row) =>
          Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])),
        );
        narrator.print(
          JSON.stringify(
            { node: node.name, show: records },
            (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
            2,
          ),
        );
      } else {
        narrator.say(`Previewing node '${node.name}':`);
        narrator.print(
          renderGrid(
            columns.map(({ name }) => name),
            shown,
          ),
        );
      }
      return 0;
    } finally {
      await session.close();
    }
  });
}

function renderGrid(names: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = [
    names,
    ...rows.map((row) =>
      row.map((value) => (value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value))),
    ),
  ];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const isNumber = names.map((_, column) =>
    rows.every((row) => row[column] === null || typeof row[column] === 'number'),
  );
  const fit = (cell: string, column: number): string =>
    isNumber[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  const line = (row: readonly string[]): string => `| ${row.map(fit).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join('\n');
}

async function compileOne(world: RunWorld, node: ManifestNode, engine: SessionSource): Promise<NodeResult> {
  const startMs = world.clock.monotonicMs();
  const session = await engine.session();
  const run = openNodeRun(world, node, node.package_name, session);
  const result = (status: 'success' | 'error', code: string | null, message: string | null): NodeResult => ({
    ...notRun(node),
    status,
    execution_time: (world.clock.monotonicMs() - startMs) / 1_000,
    message,
    compiled: code !== null,
    compiled_code: code,
  });
  try {
    const { code } = await compileNode(run);
    return result('success', world.mask(code), null);
  } catch (error) {
    return result('error', null, world.mask(errorText(error)));
  } finally {
    await session.close();
  }
}

/** SQL of the command line as a node of the root project. */
function inlineNode(world: RunWorld, sql: string): ManifestNode {
  const pattern = Object.values(world.manifest.nodes).find(
    ({ resource_type: type, package_name: name }) => type === 'model' && name === world.rootName,
  );
  const name = 'inline_query';
  if (pattern === undefined) throw fail('COMMAND_LINE', { reason: '--inline needs a project with a model.' });
  const path = basename('inline_query.sql');
  return {
    ...pattern,
    name,
    alias: name,
    unique_id: `sql_operation.${world.rootName}.${name}`,
    path,
    original_file_path: path,
    raw_code: sql,
    config: { ...pattern.config, materialized: 'view' },
    depends_on: { ...pattern.depends_on, nodes: Object.keys(world.manifest.nodes) },
    relation_name: null,
  };
}
