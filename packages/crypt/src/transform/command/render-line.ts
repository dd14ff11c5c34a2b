// The lines of a run as people of dbt know them: `1 of 28 OK created sql view model main.orders ....... [OK in 0.05s]`.
import type { Outcome } from '../graph/outcome.ts';
import type { ResourceCounts } from '../project/count-resources.ts';

/** What of a node the lines name. */
export interface ShownNode {
  readonly resource_type: string;
  readonly name: string;
  readonly alias?: string | null;
  readonly schema?: string | null;
  readonly language?: string | null;
  readonly materialized?: string | null;
  /** Of a unit test: the name of its model. */
  readonly model?: string | null;
}

export interface ShownResult {
  readonly outcome: Outcome;
  /** What the engine said of a success: `INSERT 100`; empty for `OK`. */
  readonly message: string;
  readonly failures: number | null;
  readonly seconds: number;
}

export type Tone = 'plain' | 'good' | 'warn' | 'bad';

export interface Line {
  readonly text: string;
  /** Stands at the end in brackets, and carries the colour. */
  readonly status: string;
  readonly tone: Tone;
}

const WIDTH = 80;

export function startLine(place: string, node: ShownNode): Line {
  return { text: padded(`${place} START ${describe(node)}`), status: 'RUN', tone: 'plain' };
}

export function endLine(place: string, node: ShownNode, result: ShownResult): Line {
  const { word, status, tone } = wordsOf(node, result);
  const took = `in ${result.seconds.toFixed(2)}s`;
  return { text: padded(`${place} ${word} ${describeEnd(node)}`), status: `${status} ${took}`, tone };
}

export function skipLine(place: string, node: ShownNode, because: string | null): Line {
  const what = node.resource_type.endsWith('test') ? node.resource_type : 'relation';
  const why = because === null ? '' : ` due to ${because}`;
  return {
    text: padded(`${place} SKIP ${what} ${what === 'relation' ? nameOf(node) : node.name}${why}`),
    status: 'SKIP',
    tone: 'warn',
  };
}

/** @param colours whether the status is coloured for a terminal; the word says the same. */
export function renderLine(clock: string, { text, status, tone }: Line, colours: boolean): string {
  return `${clock}  ${text}[${paint(status, tone, colours)}]`;
}

const COLOURS: Readonly<Record<Tone, string>> = {
  plain: '',
  good: '\u001B[32m',
  warn: '\u001B[33m',
  bad: '\u001B[31m',
};

export function paint(text: string, tone: Tone, colours: boolean): string {
  return colours && tone !== 'plain' ? `${COLOURS[tone]}${text}\u001B[0m` : text;
}

/** `Batch 1 of 3 START batch 2026-11-22 of main.daily`. */
export function batchStart(number: number, total: number, name: string, node: ShownNode): Line {
  return {
    text: padded(`Batch ${number} of ${total} START batch ${name} of ${nameOf(node)}`),
    status: 'RUN',
    tone: 'plain',
  };
}

export function batchEnd(
  number: number,
  total: number,
  name: string,
  node: ShownNode,
  outcome: Outcome,
  seconds: number,
): Line {
  const of = `batch ${name} of ${nameOf(node)}`;
  const place = `Batch ${number} of ${total}`;
  const took = `in ${seconds.toFixed(2)}s`;
  if (outcome === 'skipped') return { text: padded(`${place} SKIP ${of}`), status: `SKIPPED ${took}`, tone: 'warn' };
  if (outcome !== 'success')
    return { text: padded(`${place} ERROR creating ${of}`), status: `ERROR ${took}`, tone: 'bad' };
  return { text: padded(`${place} OK created ${of}`), status: `OK ${took}`, tone: 'good' };
}

export function padded(text: string): string {
  return `${text} ${'.'.repeat(Math.max(3, WIDTH - text.length - 1))} `;
}

function describe(node: ShownNode): string {
  switch (node.resource_type) {
    case 'model':
      return `${node.language ?? 'sql'} ${node.materialized ?? 'view'} model ${nameOf(node)}`;
    case 'seed':
      return `seed file ${nameOf(node)}`;
    case 'snapshot':
      return `snapshot ${nameOf(node)}`;
    case 'test':
      return `test ${node.name}`;
    case 'unit_test':
      return `unit_test ${node.model ?? ''}::${node.name}`;
    case 'operation':
      return `hook: ${node.name}`;
    default:
      return `${node.resource_type.replace('_', ' ')} ${nameOf(node)}`;
  }
}

function describeEnd(node: ShownNode): string {
  return node.resource_type === 'test' || node.resource_type === 'unit_test'
    ? describe(node).slice(node.resource_type.length + 1)
    : describe(node);
}

function nameOf({ schema, alias, name }: ShownNode): string {
  return schema === null || schema === undefined ? name : `${schema}.${alias ?? name}`;
}

const DONE: Readonly<Record<string, string>> = {
  model: 'OK created',
  seed: 'OK loaded',
  snapshot: 'OK snapshotted',
  operation: 'OK',
};
const BROKEN: Readonly<Record<string, string>> = {
  model: 'ERROR creating',
  seed: 'ERROR loading',
  snapshot: 'ERROR snapshotting',
};

function wordsOf(
  { resource_type: type }: ShownNode,
  { outcome, message, failures }: ShownResult,
): { readonly word: string; readonly status: string; readonly tone: Tone } {
  switch (outcome) {
    case 'pass':
      return { word: 'PASS', status: 'PASS', tone: 'good' };
    case 'fail':
      return { word: `FAIL ${failures ?? ''}`.trim(), status: `FAIL ${failures ?? ''}`.trim(), tone: 'bad' };
    case 'warn':
      return { word: `WARN ${failures ?? ''}`.trim(), status: `WARN ${failures ?? ''}`.trim(), tone: 'warn' };
    case 'error':
    case 'runtime error':
      return { word: BROKEN[type] ?? 'ERROR', status: 'ERROR', tone: 'bad' };
    case 'partial success':
      return { word: 'PARTIAL SUCCESS creating', status: message === '' ? 'PARTIAL SUCCESS' : message, tone: 'bad' };
    case 'skipped':
      return { word: 'SKIP', status: 'SKIP', tone: 'warn' };
    case 'no-op':
    case 'reused':
      return { word: outcome.toUpperCase(), status: outcome.toUpperCase(), tone: 'plain' };
    case 'success':
      return { word: DONE[type] ?? 'OK', status: message === '' ? 'OK' : message, tone: 'good' };
  }
}

/** `Done. PASS=28 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=28`. */
export function renderTotals(outcomes: readonly Outcome[]): string {
  const counts = { PASS: 0, WARN: 0, ERROR: 0, SKIP: 0, 'NO-OP': 0 };
  for (const outcome of outcomes) counts[TOTALS[outcome]]++;
  const parts = Object.entries(counts).map(([name, count]) => `${name}=${count}`);
  return `Done. ${parts.join(' ')} TOTAL=${outcomes.length}`;
}

const TOTALS: Readonly<Record<Outcome, 'PASS' | 'WARN' | 'ERROR' | 'SKIP' | 'NO-OP'>> = {
  success: 'PASS',
  pass: 'PASS',
  reused: 'NO-OP',
  'no-op': 'NO-OP',
  warn: 'WARN',
  error: 'ERROR',
  fail: 'ERROR',
  'partial success': 'ERROR',
  'runtime error': 'ERROR',
  skipped: 'SKIP',
};

/** 0 good, 1 when a node failed; what is skipped because of a failure has its failure beside it. */
export function exitCodeOf(outcomes: readonly Outcome[]): 0 | 1 {
  return outcomes.some((outcome) => TOTALS[outcome] === 'ERROR') ? 1 : 0;
}

/** `Found 5 models, 3 seeds, 20 data tests, 1 source`. */
export function renderFound(counts: ResourceCounts): string {
  const parts = FOUND.flatMap(([type, one, many]) => {
    const count = counts[type] ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return `Found ${[...parts, `${counts['macro'] ?? 0} macros`].join(', ')}`;
}

const FOUND = [
  ['model', 'model', 'models'],
  ['seed', 'seed', 'seeds'],
  ['snapshot', 'snapshot', 'snapshots'],
  ['analysis', 'analysis', 'analyses'],
  ['operation', 'operation', 'operations'],
  ['test', 'data test', 'data tests'],
  ['source', 'source', 'sources'],
  ['exposure', 'exposure', 'exposures'],
  ['metric', 'metric', 'metrics'],
  ['semantic_model', 'semantic model', 'semantic models'],
  ['saved_query', 'saved query', 'saved queries'],
  ['unit_test', 'unit test', 'unit tests'],
] as const;
