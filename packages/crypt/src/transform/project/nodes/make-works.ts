// Files to nodes that nothing is known of but their names.
import { splitBlocks } from '../files/split-blocks.ts';
import { placedText, type SourceFile } from '../files/source-file.ts';
import type { ResourceType } from '../manifest.ts';
import { noFindings, type NodeWork } from '../node-work.ts';
import type { ParseWorld } from '../parse-world.ts';
import { modelValue } from './model-value.ts';

const TYPES: Readonly<Partial<Record<SourceFile['kind'], ResourceType>>> = {
  model: 'model',
  seed: 'seed',
  snapshot: 'snapshot',
  analysis: 'analysis',
  'singular test': 'test',
};

/** The nodes of one file: one, or as many as a snapshot file has blocks. */
export function makeWorks(file: SourceFile, world: ParseWorld): readonly NodeWork[] {
  const type = TYPES[file.kind];
  if (type === undefined) return [];
  const { relativePath, packageName } = file;
  const name = (relativePath.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '');
  const path = type === 'analysis' ? `analysis/${relativePath}` : relativePath;
  const folders = path.split('/').slice(0, -1);
  const base = { type, packageName, path, originalPath: file.path, shownPath: file.shownPath };
  if (type !== 'snapshot')
    return [
      makeWork(
        { ...base, name, fqn: [packageName, ...folders, name], code: file.text, leadLines: file.leadLines },
        world,
      ),
    ];
  return splitBlocks(placedText(file), 'snapshot', file.shownPath, world.problems).map((block) =>
    makeWork(
      {
        ...base,
        name: block.name,
        fqn: [packageName, ...folders, name, block.name],
        code: block.inside,
        leadLines: block.lead,
      },
      world,
    ),
  );
}

type Parts = Pick<
  NodeWork,
  'type' | 'packageName' | 'path' | 'originalPath' | 'shownPath' | 'name' | 'fqn' | 'code'
> & { readonly leadLines?: number };

export function makeWork(
  parts: Parts,
  world: ParseWorld,
  uniqueId = `${parts.type}.${parts.packageName}.${parts.name}`,
): NodeWork {
  const work: NodeWork = {
    leadLines: 0,
    ...parts,
    uniqueId,
    findings: noFindings(),
    model: () => modelValue(work, world),
  };
  return work;
}

/** on-run-start and on-run-end, as nodes of the type operation. */
export function makeOperations(
  world: ParseWorld,
): readonly (NodeWork & { readonly hook: string; readonly index: number })[] {
  const found: (NodeWork & { hook: string; index: number })[] = [];
  for (const { name: packageName, settings, shownFolder } of world.packages.values())
    for (const [hook, texts] of [
      ['on-run-start', settings.onRunStart],
      ['on-run-end', settings.onRunEnd],
    ] as const)
      for (const [index, code] of texts.entries()) {
        const name = `${packageName}-${hook}-${index}`;
        const shownPath = shownFolder === '' ? 'dbt_project.yml' : `${shownFolder}/dbt_project.yml`;
        const parts = {
          type: 'operation' as const,
          packageName,
          path: `hooks/${name}.sql`,
          originalPath: './dbt_project.yml',
          shownPath,
        };
        found.push({ ...makeWork({ ...parts, name, fqn: [packageName, 'hooks', name], code }, world), hook, index });
      }
  return found;
}
