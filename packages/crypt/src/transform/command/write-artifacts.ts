// What a run leaves in target/: manifest.json (version 12), run_results.json (version 6), and the SQL of each node.
import { dirname, join } from 'node:path';
import type { Files } from '../../kernel/effects.ts';
import type { Json, JsonObject } from '../../kernel/parse-json.ts';
import { maskedJson } from '../compile/mask.ts';
import type { NodeResult } from '../execute/node-result.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { joinText } from '../project/manifest-text.ts';
import type { OpenProject } from './open-project.ts';

const RUN_RESULTS_SCHEMA = 'https://schemas.getdbt.com/dbt/run-results/v6.json';

/** @param results of nodes that ran; their compiled code goes into the manifest too. */
export async function writeManifest(
  { parsed, targetFolder, mask, flags }: OpenProject,
  files: Files,
  results: readonly NodeResult[],
): Promise<void> {
  if (flags.get('write_json') === false) return;
  const { text, changes, metadata } = parsed;
  const changed = new Map<string, unknown>();
  for (const { unique_id: id, compiled, compiled_code: code } of results) {
    const node = compiled === true ? parsed.manifest.nodes[id] : undefined;
    if (node === undefined) continue;
    const path = `target/compiled/${sqlPath(node)}`;
    const ctes = { extra_ctes_injected: true, extra_ctes: [] };
    changed.set(id, { ...node, compiled: true, compiled_code: code, compiled_path: path, ...ctes });
  }
  await files.makeFolder(targetFolder);
  // Only what changed is made into text again, unless a secret has to be looked for.
  const whole =
    text === undefined || mask.isActive
      ? maskedJson({ ...parsed.manifest, nodes: { ...parsed.manifest.nodes, ...Object.fromEntries(changed) } }, mask)
      : joinText(text, metadata, { ...changes, nodes: new Map([...changes.nodes, ...changed]) }, () =>
          Object.keys(parsed.manifest.nodes),
        );
  await files.replaceUnsynced(join(targetFolder, 'manifest.json'), whole);
}

export async function writeRunResults(
  { invocation, former, invocationId, targetFolder, flags, parsed, startedMs, mask }: OpenProject,
  files: Files,
  results: readonly NodeResult[],
  nowMs: number,
): Promise<void> {
  if (flags.get('write_json') === false) return;
  const { metadata } = parsed;
  const which = (former?.command ?? invocation.command).replace('docs ', '');
  const [word] = invocation.words;
  const macro = which === 'run-operation' ? { macro: word ?? former?.macro ?? '' } : {};
  const text: Json = {
    metadata: {
      dbt_schema_version: RUN_RESULTS_SCHEMA,
      dbt_version: metadata.dbt_version,
      generated_at: new Date(nowMs).toISOString(),
      invocation_id: invocationId,
      invocation_started_at: new Date(startedMs).toISOString(),
      env: {},
    },
    results: results.map((result) => withoutBuilt(result)),
    elapsed_time: (nowMs - startedMs) / 1_000,
    args: { ...(Object.fromEntries(flags) as JsonObject), ...macro, which },
  };
  await files.makeFolder(targetFolder);
  await files.replaceFile(join(targetFolder, 'run_results.json'), maskedJson(text, mask));
}

/** `compiled/` and `run/` as tools look for them. */
export async function writeSql(
  { targetFolder, mask }: OpenProject,
  files: Files,
  node: ManifestNode,
  result: NodeResult,
): Promise<void> {
  const write = async (folder: string, sql: string | null): Promise<void> => {
    if (sql === null || sql === '') return;
    const path = join(targetFolder, folder, sqlPath(node));
    await files.makeFolder(dirname(path));
    await files.replaceUnsynced(path, mask(sql));
  };
  await write('compiled', result.compiled_code);
  await write('run', result.built_code);
}

/** Below compiled/: package, file; a generic test lies in a folder named as the file that asks for it. */
export function sqlPath({
  package_name: name,
  original_file_path: file,
  path,
  test_metadata: test,
  resource_type: type,
}: ManifestNode): string {
  return (type === 'test' && test !== undefined) || (type as string) === 'unit_test'
    ? `${name}/${file}/${path}`
    : `${name}/${file}`;
}

/** dbt writes that code to a file alone. */
function withoutBuilt(result: NodeResult): Json {
  const fields: Record<string, unknown> = { ...result };
  delete fields['built_code'];
  return fields as Json;
}
