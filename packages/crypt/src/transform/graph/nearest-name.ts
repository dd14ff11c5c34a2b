import { nearest } from '../../kernel/did-you-mean.ts';
import { isGlob } from './glob.ts';
import type { Member, MemberKind, Members } from './members.ts';
import { fieldOf, textsOf } from './selectable-manifest.ts';
import type { Combination, Method } from './selection.ts';

type Names = (member: Member) => readonly string[];

const ofKind =
  (kind: MemberKind): Names =>
  (member) =>
    member.kind === kind ? [member.node.name] : [];

/** What the values of a method could have been. */
const NAMES: Readonly<Partial<Record<Method, Names>>> = {
  fqn: ({ kind, node }) => (kind === 'source' ? [] : [node.name]),
  tag: ({ tags }) => tags,
  package: ({ node }) => [node.package_name],
  group: ({ node }) => textsOf(fieldOf(node.config, 'group')),
  source: ({ kind, node }) =>
    kind === 'source' ? [node.source_name ?? '', `${node.source_name ?? ''}.${node.name}`] : [],
  file: ({ node }) => [node.original_file_path?.split('/').at(-1) ?? ''],
  path: ({ node }) => {
    const file = node.original_file_path ?? '';
    return [file, file.slice(0, Math.max(0, file.lastIndexOf('/')))];
  },
  exposure: ofKind('exposure'),
  metric: ofKind('metric'),
  semantic_model: ofKind('semantic_model'),
  saved_query: ofKind('saved_query'),
  unit_test: ofKind('unit_test'),
};

/** What there is that is spelled most like the first criterion of an intersection; undefined when nothing is. */
export function nearestName(combination: Combination, members: Members): string | undefined {
  const criterion = combination.parts.find((part) => part.kind === 'criterion');
  if (criterion === undefined || typeof criterion.value !== 'string' || isGlob(criterion.value)) return undefined;
  const { value } = criterion;
  const limit = Math.max(1, Math.floor(value.length / 3));
  // To count edits takes time; a name of another length cannot be near.
  const namesOf = NAMES[criterion.method] ?? (() => []);
  const names = new Set(members.list.flatMap(namesOf));
  return nearest(
    value,
    [...names].filter((name) => name !== value && Math.abs(name.length - value.length) <= limit),
  );
}
