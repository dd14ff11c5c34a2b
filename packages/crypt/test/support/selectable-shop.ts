// A small project with one of everything that can be selected, and short names for its ids.
//
//   src:app.orders ─▶ stg_orders ─▶ orders ─▶ revenue ─▶ exposure board
//   seed:rates ──────────────────────┘  └──▶ customers.v1, customers.v2
import { buildGraph, type Graph } from '../../src/transform/graph/graph.ts';
import { listMembers, type Members } from '../../src/transform/graph/members.ts';
import { planSelection, type SelectionFlags, type SelectionWorld } from '../../src/transform/graph/plan-selection.ts';
import type { SelectingCommand } from '../../src/transform/graph/command-scope.ts';
import type { SelectableManifest, SelectableNode } from '../../src/transform/graph/selectable-manifest.ts';

type Extra = Partial<SelectableNode> & Readonly<Record<string, unknown>>;

export function makeNode(unique_id: string, waitsFor: readonly string[] = [], extra: Extra = {}): SelectableNode {
  const [resource_type = '', package_name = '', ...rest] = unique_id.split('.');
  const name = rest[0] ?? '';
  const path = `models/${name}.sql`;
  return {
    unique_id,
    resource_type,
    package_name,
    name,
    fqn: [package_name, ...rest],
    original_file_path: path,
    depends_on: { nodes: waitsFor, macros: [] },
    raw_code: 'select 1',
    tags: [],
    config: { enabled: true },
    ...extra,
  };
}

export function table(...nodes: readonly SelectableNode[]): Readonly<Record<string, SelectableNode>> {
  return Object.fromEntries(nodes.map((node) => [node.unique_id, node]));
}

const model = 'model.shop.';
const generic = (name: string): Extra => ({ test_metadata: { name }, original_file_path: 'models/schema.yml' });

const NODES = table(
  makeNode(`${model}stg_orders`, ['source.shop.app.orders'], {
    fqn: ['shop', 'staging', 'stg_orders'],
    original_file_path: 'models/staging/stg_orders.sql',
    patch_path: 'shop://models/staging/staging.yml',
    tags: ['nightly'],
    config: { materialized: 'view', group: 'core', meta: { owner: 'ana', reviewed: true } },
    access: 'private',
  }),
  makeNode(`${model}orders`, [`${model}stg_orders`, 'seed.shop.rates'], {
    fqn: ['shop', 'marts', 'orders'],
    original_file_path: 'models/marts/orders.sql',
    tags: ['nightly', 'finance'],
    config: {
      materialized: 'incremental',
      unique_key: ['id', 'day'],
      group: 'core',
      'pre-hook': [],
      on_error: 'skip_children',
    },
    access: 'public',
  }),
  makeNode(`${model}revenue`, [`${model}orders`], {
    fqn: ['shop', 'marts', 'revenue'],
    original_file_path: 'models/marts/revenue.sql',
    tags: ['finance'],
    config: { materialized: 'table', meta: { reviewed: false, tier: 1 } },
    access: 'protected',
  }),
  ...[1, 2].map((version) =>
    makeNode(`${model}customers.v${version}`, [`${model}orders`], {
      name: 'customers',
      fqn: ['shop', 'marts', 'customers', `v${version}`],
      original_file_path: `models/marts/customers_v${version}.sql`,
      config: { materialized: 'table' },
      version,
      latest_version: 1,
    }),
  ),
  makeNode('model.lib.dates', [], { original_file_path: 'models/marts/dates.sql', config: { materialized: 'table' } }),
  makeNode('seed.shop.rates', ['model.shop.orders'], {
    original_file_path: 'seeds/rates.csv',
    raw_code: '',
    config: { materialized: 'seed' },
  }),
  makeNode('snapshot.shop.orders_history', [`${model}orders`], {
    original_file_path: 'snapshots/history.sql',
    config: {},
  }),
  makeNode('analysis.shop.look', [`${model}orders`], { original_file_path: 'analyses/look.sql', config: {} }),
  makeNode('test.shop.unique_orders_id.a1', [`${model}orders`], {
    ...generic('unique'),
    fqn: ['shop', 'marts', 'unique_orders_id'],
    config: { severity: 'ERROR' },
  }),
  makeNode('test.shop.relationships_orders_rates.a2', ['seed.shop.rates', `${model}orders`], {
    ...generic('relationships'),
    fqn: ['shop', 'marts', 'relationships_orders_rates'],
    config: { severity: 'warn' },
  }),
  makeNode('test.shop.not_null_app_orders.a3', ['source.shop.app.orders'], {
    ...generic('not_null'),
    config: { severity: 'WARN' },
  }),
  makeNode('test.shop.no_refunds', [`${model}revenue`, `${model}customers.v1`], {
    original_file_path: 'tests/no_refunds.sql',
    config: {},
  }),
  makeNode(`${model}off`, [], { config: { enabled: false } }),
);

export const SHOP: SelectableManifest = {
  metadata: { project_name: 'shop' },
  nodes: NODES,
  sources: table(
    makeNode('source.shop.app.orders', [], {
      name: 'orders',
      source_name: 'app',
      original_file_path: 'models/staging/staging.yml',
      freshness: { warn_after: {} },
      tags: ['raw'],
      config: { enabled: true },
    }),
    makeNode('source.shop.app.visits', [], {
      name: 'visits',
      source_name: 'app',
      original_file_path: 'models/staging/staging.yml',
    }),
    makeNode('source.lib.calendar.days', [], {
      name: 'days',
      source_name: 'calendar',
      original_file_path: 'models/days.yml',
    }),
  ),
  exposures: table(
    makeNode('exposure.shop.board', [`${model}revenue`], { original_file_path: 'models/marts/board.yml' }),
  ),
  metrics: table(
    makeNode('metric.shop.income', ['semantic_model.shop.money'], {
      original_file_path: 'models/marts/metrics.yml',
      config: { group: 'finance_team' },
    }),
  ),
  semantic_models: table(
    makeNode('semantic_model.shop.money', [`${model}revenue`], { original_file_path: 'models/marts/metrics.yml' }),
  ),
  saved_queries: table(
    makeNode('saved_query.shop.monthly', ['metric.shop.income'], { original_file_path: 'models/marts/metrics.yml' }),
  ),
  unit_tests: table(
    makeNode('unit_test.shop.orders.sums', [`${model}orders`], {
      name: 'sums',
      fqn: ['shop', 'marts', 'orders', 'sums'],
      original_file_path: 'models/marts/units.yml',
      config: { tags: 'quick' },
    }),
  ),
  functions: table(
    makeNode('function.shop.cents', [], {
      original_file_path: 'functions/cents.sql',
      config: { materialized: 'function' },
    }),
  ),
  disabled: { 'model.shop.gone': [makeNode('model.shop.gone', [], { original_file_path: 'models/old/gone.sql' })] },
};

export function openWorld(
  manifest: SelectableManifest,
  more: Partial<SelectionWorld> = {},
): SelectionWorld & { readonly members: Members; readonly graph: Graph } {
  const members = listMembers(manifest);
  return { manifest, members, graph: buildGraph(members).graph, ...more };
}

/** Ids with `select`, whatever their types, without their tests: `ls --indirect-selection empty`. */
export function listed(
  select: string,
  manifest: SelectableManifest = SHOP,
  more: Partial<SelectionWorld> = {},
): readonly string[] {
  return selected('ls', { select: [select], indirectSelection: 'empty' }, openWorld(manifest, more));
}

export function selected(
  command: SelectingCommand,
  flags: SelectionFlags,
  world: SelectionWorld = openWorld(SHOP),
): readonly string[] {
  return planSelection(command, flags, world).ids.map(shorten).toSorted();
}

/** `model.shop.orders` as `orders`; other types keep theirs, other packages too. */
export function shorten(id: string): string {
  return id
    .replace(/^model\.shop\./, '')
    .replace('.shop.', ':')
    .replace(/\.a\d$/, '');
}
