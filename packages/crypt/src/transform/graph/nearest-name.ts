import { nearest } from '../../kernel/did-you-mean.ts';
import { isGlob } from './glob.ts';
import type { Member, MemberKind, Members } from './members.ts';
import { fieldOf } from './selectable-manifest.ts';
import type { Combination, Criterion, Method } from './selection.ts';

const KINDS: Readonly<Partial<Record<Method, MemberKind>>> = {
  exposure: 'exposure',
  metric: 'metric',
  semantic_model: 'semantic_model',
  saved_query: 'saved_query',
  unit_test: 'unit_test',
};

/** What there is that is spelled most like the first criterion of an intersection; undefined when nothing is. */
export function nearestName(combination: Combination, members: Members): string | undefined {
  const criterion = combination.parts.find((part) => part.kind === 'criterion');
  if (criterion === undefined || typeof criterion.value !== 'string' || isGlob(criterion.value)) return undefined;
  const { value } = criterion;
  const limit = Math.max(1, Math.floor(value.length / 3));
  // To count edits takes time; a name of another length cannot be near.
  const names = new Set(members.list.flatMap((member) => namesOf(member, criterion)));
  return nearest(
    value,
    [...names].filter((name) => name !== value && Math.abs(name.length - value.length) <= limit),
  );
}

function namesOf({ kind, node, tags }: Member, { method }: Criterion): readonly string[] {
  const file = node.original_file_path ?? '';
  const group = fieldOf(node.config, 'group');
  switch (method) {
    case 'tag':
      return tags;
    case 'package':
      return [node.package_name];
    case 'group':
      return typeof group === 'string' ? [group] : [];
    case 'source':
      return kind === 'source' ? [node.source_name ?? '', `${node.source_name ?? ''}.${node.name}`] : [];
    case 'file':
      return [file.split('/').at(-1) ?? ''];
    case 'path':
      return [file, file.slice(0, Math.max(0, file.lastIndexOf('/')))];
    case 'fqn':
      return kind === 'source' ? [] : [node.name];
    default:
      return KINDS[method] === kind ? [node.name] : [];
  }
}
