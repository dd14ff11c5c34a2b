// Named blocks at the top of a file: docs and snapshots. What stands between them is text that nobody reads.
import { fail, type Place, type Problems } from '../errors.ts';
import { positionOf } from '../../jinja/syntax/position.ts';

export interface TextBlock {
  readonly name: string;
  /** Between the tags. */
  readonly inside: string;
  /** With the tags. */
  readonly whole: string;
  readonly place: Place;
  /** Line ends before the inside in the file. */
  readonly lead: number;
}

/** What stands between the tags, without the white space that `-%}` before and `{%-` after it take away. */
function trimmed(text: string, from: number, to: number): string {
  let inside = text.slice(from, to);
  if (text.startsWith('-%}', from - 3)) inside = inside.trimStart();
  return text.startsWith('{%-', to) ? inside.trimEnd() : inside;
}

/** @param kind `docs` or `snapshot`; the end is `end<kind>`. */
export function splitBlocks(
  text: string,
  kind: 'docs' | 'snapshot',
  file: string,
  problems: Problems,
): readonly TextBlock[] {
  if (!text.includes(kind)) return [];
  const tag = new RegExp(
    String.raw`\{#[\s\S]*?#\}|\{%[-+]?\s*(${kind})\s+(\w+)\s*[-+]?%\}|\{%[-+]?\s*(end${kind})\s*[-+]?%\}`,
    'g',
  );
  const blocks: TextBlock[] = [];
  let open: { readonly name: string; readonly at: number; readonly inside: number } | undefined;
  for (const found of text.matchAll(tag)) {
    const [whole, begins, name = '', ends] = found;
    const place = (at: number): Place => ({ file, ...positionOf(text, at) });
    if (begins !== undefined) {
      if (open !== undefined)
        problems.errors.push(
          fail('PROJECT_BLOCK', {
            reason: `the ${kind} block '${open.name}' has no end${kind}`,
            place: place(open.at),
          }),
        );
      open = { name, at: found.index, inside: found.index + whole.length };
    } else if (ends !== undefined && open !== undefined) {
      const end = found.index + whole.length;
      const inside = trimmed(text, open.inside, found.index);
      const lead = text.slice(0, text.indexOf(inside, open.inside)).split('\n').length - 1;
      blocks.push({ name: open.name, inside, whole: text.slice(open.at, end), place: place(open.at), lead });
      open = undefined;
    } else if (ends !== undefined)
      problems.errors.push(
        fail('PROJECT_BLOCK', { reason: `an end${kind} without its ${kind} block`, place: place(found.index) }),
      );
  }
  if (open !== undefined)
    problems.errors.push(
      fail('PROJECT_BLOCK', {
        reason: `the ${kind} block '${open.name}' has no end${kind}`,
        place: { file, ...positionOf(text, open.at) },
      }),
    );
  return blocks;
}
