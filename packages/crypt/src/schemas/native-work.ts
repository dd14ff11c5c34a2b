// How much work an expression can be for a backtracking engine. Each thing that can match in several ways multiplies the
// ways to get further: an open repetition, and a search from every position, by the length of the text; `{2,5}` by 5;
// `?` by 2. The work is the sum of the ways over the expression. What looks around is tried once for each way to get
// there. Groups may be repeated only when nothing in them varies. Coarse on purpose: what it cannot prove is undefined.

/** The length that open repetitions are counted with. Less work than this cannot depend on the text. */
export const NATIVE_TEXT_CHARS_MAX = 2_048;

/** Steps; a tenth of a second. */
const WORK_MAX = 10_000_000;

const TOKEN =
  /\\[1-9]|\\k<|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|\||[*+?]\??|\{\d+(?:,\d*)?\}\??|[^]/gu;
const LOOKS_AROUND = /^\(\?<?[=!]$/;

interface Group {
  readonly looksAround: boolean;
  /** To get to this point of it. */
  ways: number;
  work: number;
}

/** Steps on a text of NATIVE_TEXT_CHARS_MAX characters at most, or undefined when they cannot be shown to be few. */
export function nativeWork(source: string): number | undefined {
  const outer: Group = { looksAround: false, ways: 1, work: 0 };
  const parents: Group[] = [];
  let group = outer;
  let closed: Group | undefined;
  let isFirst = true;
  let isSearch = false;
  for (const [token] of source.matchAll(TOKEN)) {
    if (isFirst && token !== '^' && !isSearch) {
      isSearch = true;
      outer.ways *= NATIVE_TEXT_CHARS_MAX;
    }
    isFirst = token === '|' && group === outer;
    if (token.startsWith('(')) {
      parents.push(group);
      group = { looksAround: LOOKS_AROUND.test(token), ways: 1, work: 0 };
    } else if (token === ')') {
      closed = group;
      group = parents.pop() ?? outer;
      group.work += group.ways * closed.work;
      if (!closed.looksAround) group.ways *= closed.ways;
    } else {
      if (/^[*+?{]/.test(token) && (closed?.ways ?? 1) > 1) return undefined;
      const { ways, times } = choicesOf(token);
      group.ways *= ways;
      group.work += group.ways * times * (closed?.work ?? 1);
      closed = undefined;
    }
    if (group.work > WORK_MAX) return undefined;
  }
  return outer.work;
}

/** In how many ways a token can match, and how often it is tried in each; at most. */
function choicesOf(token: string): { readonly ways: number; readonly times: number } {
  if (/^[*+]\??$|^\{\d+,\}\??$|^\\[1-9]$|^\\k<$/.test(token)) return { ways: NATIVE_TEXT_CHARS_MAX, times: 1 };
  if (/^\?\??$|^\|$/.test(token)) return { ways: 2, times: 1 };
  const range = /^\{(\d+)(?:,(\d+))?\}\??$/.exec(token);
  if (range === null) return { ways: 1, times: 1 };
  const [from, to] = [Number(range[1]), Number(range[2] ?? range[1])];
  return { ways: Math.max(1, to - from + 1), times: Math.max(1, to) };
}
