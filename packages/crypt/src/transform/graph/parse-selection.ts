// --select and --exclude of the command line: a space is a union, a comma an intersection.
import { parseCriterion } from './parse-criterion.ts';
import type { Problem } from './problem.ts';
import type { Combination, Criterion, IndirectSelection, Selection } from './selection.ts';

/** What is selected when nothing is said. */
const EVERYTHING = ['fqn:*', 'source:*', 'exposure:*', 'metric:*', 'semantic_model:*'];

/**
 * What `--select` and `--exclude` say together. Without `select` that is everything.
 *
 * @param select the flag's values, one for each time it was given or for each word, as the shell had it.
 */
export function parseSelection(
  select: readonly string[] | undefined,
  exclude: readonly string[] | undefined,
  indirect: IndirectSelection,
  problems: Problem[],
): Selection {
  const given = select !== undefined && select.length > 0;
  const included = parseUnion(given ? select : EVERYTHING, given, indirect, problems);
  const excluded = parseUnion(exclude ?? [], true, indirect, problems);
  // Eager, whatever the flag says: tests that wait for their other parents have been settled by then.
  return combine('difference', [included, excluded], 'eager', false, included.at);
}

function parseUnion(
  texts: readonly string[],
  warnIfEmpty: boolean,
  indirect: IndirectSelection,
  problems: Problem[],
): Combination {
  const parts: Combination[] = [];
  for (const text of texts)
    for (const [start, end] of splitAt(text, ' ', 0, text.length)) {
      if (start === end && text !== '') continue;
      const criteria = splitAt(text, ',', start, end)
        .map(([start, end]) => parseCriterion({ text, start, end }, indirect, problems))
        .filter((criterion): criterion is Criterion => criterion !== undefined);
      parts.push(combine('intersection', criteria, indirect, warnIfEmpty, { text, start, end }));
    }
  const text = texts.join(' ');
  return combine('union', parts, indirect, false, { text, start: 0, end: text.length });
}

function combine(
  kind: Combination['kind'],
  parts: readonly Selection[],
  indirect: IndirectSelection,
  warnIfEmpty: boolean,
  at: Combination['at'],
): Combination {
  return { kind, parts, indirect, warnIfEmpty, at };
}

/** The stretches between separators, empty ones too. */
function splitAt(text: string, separator: string, start: number, end: number): readonly [number, number][] {
  const stretches: [number, number][] = [];
  let from = start;
  for (let at = start; at < end; at++)
    if (text[at] === separator) {
      stretches.push([from, at]);
      from = at + 1;
    }
  return [...stretches, [from, end]];
}
