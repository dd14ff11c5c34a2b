// Unit tests once their models are known: one for each version of the model, with the rows of fixture files.
import { basename } from 'node:path';
import { fail, type Problems } from '../errors.ts';
import type { SourceFile } from '../files/source-file.ts';
import type { JsonObject, ManifestNode, ManifestResource } from '../manifest.ts';

/** Other resources pass through. */
export function settleUnitTest(
  resource: ManifestResource,
  nodes: Readonly<Record<string, ManifestNode>>,
  fixtures: readonly SourceFile[],
  problems: Problems,
): readonly ManifestResource[] {
  if (resource.resource_type !== 'unit_test') return [resource];
  const model = nodes[resource.depends_on?.nodes[0] ?? ''];
  const fill = (fixture: unknown): JsonObject => withRows(fixture as JsonObject, resource, fixtures, problems);
  const filled = {
    ...resource,
    given: ((resource['given'] ?? []) as unknown[]).map(fill),
    expect: fill(resource['expect']),
  };
  if (model === undefined) return [filled];
  const settled = { ...filled, schema: model.schema };
  const wanted = versionsOf(resource, model, nodes);
  if (wanted === undefined) return [settled];
  return wanted.map((node) => ({
    ...settled,
    unique_id: `${resource.unique_id}_v${node.version}`,
    version: node.version,
    depends_on: { macros: [], nodes: [node.unique_id] },
  }));
}

/** Undefined for a model without versions, and for a test that names one itself: orders.v2. */
function versionsOf(
  test: ManifestResource,
  model: ManifestNode,
  nodes: Readonly<Record<string, ManifestNode>>,
): readonly ManifestNode[] | undefined {
  if (model.version === undefined || model.version === null || test['model'] !== model.name) return undefined;
  const { include, exclude } = (test['versions'] ?? {}) as { readonly include?: unknown; readonly exclude?: unknown };
  const all = Object.values(nodes).filter(
    (node) => node.resource_type === 'model' && node.name === model.name && node.package_name === model.package_name,
  );
  if (exclude !== undefined && exclude !== null)
    return all.filter(({ version }) => !namesOf(exclude).includes(String(version)));
  return include === undefined || include === null
    ? all
    : all.filter(({ version }) => namesOf(include).includes(String(version)));
}

function withRows(
  fixture: JsonObject,
  test: ManifestResource,
  files: readonly SourceFile[],
  problems: Problems,
): JsonObject {
  const name = fixture['fixture'];
  if (typeof name !== 'string') return fixture;
  const file = files.find(
    (each) => each.packageName === test.package_name && basename(each.path).replace(/\.(csv|sql)$/, '') === name,
  );
  if (file !== undefined) return { ...fixture, rows: file.text };
  problems.errors.push(
    fail('PROJECT_PROPERTY', {
      reason: `the unit test '${test.name}' names the fixture '${name}', and there is no such file in tests/fixtures`,
      place: { file: test.original_file_path, line: 1, column: 1 },
    }),
  );
  return fixture;
}

function namesOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
