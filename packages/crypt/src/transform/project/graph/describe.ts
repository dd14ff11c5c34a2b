// Descriptions: templates that may say doc('name').
import { isCryptError } from '../../../kernel/crypt-error.ts';
import { renderSync } from '../../jinja/render.ts';
import { hasTags, parseTemplate } from '../../jinja/syntax/parse-template.ts';
import type { Value } from '../../jinja/values/value.ts';
import { nearest } from '../../../kernel/did-you-mean.ts';
import { makeFunction } from '../context/make-function.ts';
import type { ParseContext } from '../context/parse-context.ts';
import { fail, type Place, type Problems } from '../errors.ts';
import type { ManifestDoc } from '../manifest.ts';
import type { Describe } from '../nodes/manifest-node.ts';
import { PARSE_OPTIONS } from '../nodes/render-findings.ts';
import type { ParseWorld } from '../parse-world.ts';
import { placed } from '../settings/render-yaml.ts';
import { candidatesOf, findAmong, openLookup, type Lookup } from './ref-lookup.ts';

export interface Described {
  readonly text: string;
  /** Unique ids of the docs blocks that it shows. */
  readonly blocks: readonly string[];
}

export function indexDocs(docs: Iterable<ManifestDoc>, problems: Problems): Lookup<ManifestDoc> {
  const lookup = openLookup<ManifestDoc>();
  for (const doc of docs) {
    const first = lookup.find(doc.name, doc.package_name);
    const reason = `two docs blocks are named '${doc.name}', the other in ${first?.original_file_path}`;
    const place = { file: doc.original_file_path, line: 1, column: 1 };
    if (first !== undefined) problems.errors.push(fail('PROJECT_DUPLICATE', { reason, place }));
    lookup.add(doc.name, doc.package_name, doc);
  }
  return lookup;
}

/** Descriptions of nodes. */
export function openDescribe(
  docs: Lookup<ManifestDoc>,
  contextOf: (packageName: string) => ParseContext,
  world: ParseWorld,
): Describe {
  return (text, { properties, work }, path) => {
    const element = properties?.element;
    const placeOf = (): Place =>
      element?.yaml.placeOf([...element.path, ...path]) ?? { file: work.shownPath, line: 1, column: 1 };
    return describeText(text, docs, contextOf(element?.file.packageName ?? work.packageName), world, placeOf);
  };
}

/** @param placeOf asked when something is wrong. */
export function describeText(
  text: string,
  docs: Lookup<ManifestDoc>,
  context: ParseContext,
  world: ParseWorld,
  placeOf: () => Place,
): Described {
  if (!hasTags(text)) return { text, blocks: [] };
  const blocks: string[] = [];
  const doc = makeFunction('doc', ({ positional }): Value => {
    const [first = '', second] = positional.map(String);
    const name = second ?? first;
    const found = findAmong(
      docs,
      name,
      candidatesOf(second === undefined ? null : first, world.root.name, context.namespace.packageName),
    );
    if (found === undefined) {
      const near = nearest(name, [...docs.names()]);
      throw fail('PROJECT_DOC', {
        reason: `there is no docs block '${name}'`,
        advice: near === undefined ? undefined : `did you mean '${near}'?`,
      });
    }
    blocks.push(found.unique_id);
    return found.block_contents;
  });
  try {
    const shown = renderSync(
      parseTemplate(text, 'description'),
      { ...context, get: (name) => (name === 'doc' ? doc : context.get(name)) },
      PARSE_OPTIONS,
    );
    return { text: shown, blocks };
  } catch (error) {
    if (!isCryptError(error)) throw error;
    world.problems.errors.push(placed(error, placeOf()));
    return { text, blocks };
  }
}
