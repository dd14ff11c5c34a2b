// One rendering: its limits, where it is, and which macros lead there. Errors read `at` and `call`, so both are kept as
// they are when something is thrown; whoever catches an error and goes on puts them back (`guardCall`).
import {
  RENDER_CALLS_DEPTH_MAX,
  RENDER_CHARS_MAX,
  RENDER_CLOCK_STEPS,
  RENDER_MS_MAX,
  RENDER_STEPS_MAX,
} from '../../../kernel/limits.ts';
import type { Clock } from '../../../kernel/effects.ts';
import { guess } from '../values/bind.ts';
import { raised } from '../values/raise.ts';
import { FILTERS } from '../filters/filters.ts';
import type { Filter, FilterSite, Test } from '../filters/filter.ts';
import { TESTS } from '../tests/tests.ts';
import type { Template } from '../syntax/tree.ts';
import type { Value } from '../values/value.ts';
import type { Piece, Written } from './written.ts';

/** Names that a template reads and does not set. A Map is one. */
export interface Context {
  readonly get: (name: string) => Value | undefined;
  /** For did-you-mean. */
  readonly keys?: () => Iterable<string>;
}

export interface RenderLimits {
  readonly steps: number;
  readonly chars: number;
  readonly ms: number;
  readonly callDepth: number;
}

export interface RenderOptions {
  /** `chain`: members and calls of what is undefined are undefined too, as dbt has it while it parses. */
  readonly undefined?: 'error' | 'chain';
  /** Without one, time is not bounded, and steps are. */
  readonly clock?: Pick<Clock, 'monotonicMs'>;
  /** A number from 0 to below 1, for the filter `random`; without one it is refused. */
  readonly random?: () => number;
  readonly limits?: Partial<RenderLimits>;
  /** Templates that include, import and from name; dbt has none. */
  readonly templates?: (name: string) => Template | undefined;
  /** Filters beside Jinja's. */
  readonly filters?: ReadonlyMap<string, Filter>;
  /** Notes where text comes from: `renderPieces`. */
  readonly traces?: boolean;
}

/** A macro that is being called, or the template itself. */
export interface CallRecord {
  readonly name: string;
  readonly template: Template;
  /** Offset in the template of `parent` where the call stands. */
  readonly at: number;
  readonly parent: CallRecord | undefined;
  readonly depth: number;
}

export interface State extends FilterSite {
  readonly context: Context;
  readonly options: RenderOptions;
  readonly chains: boolean;
  /** Nothing can be waited for. */
  readonly isSync: boolean;
  /** Offset of what is being done, in the template of `call`. */
  at: number;
  call: CallRecord;
  chars: number;
  /** Where text comes from is noted. */
  readonly traces: boolean;
  /** What the macro that ended last gave. */
  last: Written | undefined;
}

const STANDARD: RenderLimits = {
  steps: RENDER_STEPS_MAX,
  chars: RENDER_CHARS_MAX,
  ms: RENDER_MS_MAX,
  callDepth: RENDER_CALLS_DEPTH_MAX,
};

export function openState(template: Template, context: Context, options: RenderOptions, isSync: boolean): State {
  const limits = options.limits === undefined ? STANDARD : { ...STANDARD, ...options.limits };
  const { clock } = options;
  let steps = 0;
  let deadlineMs = clock === undefined ? Infinity : clock.monotonicMs() + limits.ms;
  const checkClock = (): void => {
    if (clock !== undefined && clock.monotonicMs() > deadlineMs)
      throw raised('JINJA_LIMIT', `rendering takes more than ${limits.ms} ms`);
  };
  return {
    context,
    options,
    chains: options.undefined === 'chain',
    isSync,
    at: 0,
    call: { name: '', template, at: 0, parent: undefined, depth: 0 },
    chars: 0,
    traces: options.traces === true,
    last: undefined,
    policy: { random: options.random },
    step: () => {
      if (++steps > limits.steps) throw raised('JINJA_LIMIT', `rendering takes more than ${limits.steps} steps`);
      if (steps % RENDER_CLOCK_STEPS === 0) checkClock();
    },
    pause: async (waiting) => {
      const startMs = clock?.monotonicMs() ?? 0;
      const result = await waiting;
      deadlineMs += (clock?.monotonicMs() ?? 0) - startMs;
      return result;
    },
    filterNamed: (name) => options.filters?.get(name) ?? FILTERS.get(name) ?? noFilter(name, options),
    testNamed: (name) => TESTS.get(name) ?? noTest(name),
  };
}

function noFilter(name: string, options: RenderOptions): never {
  const names = [...FILTERS.keys(), ...(options.filters?.keys() ?? [])];
  throw raised('JINJA_UNDEFINED', `there is no filter '${name}'`, guess(name, names));
}

function noTest(name: string): Test {
  throw raised('JINJA_UNDEFINED', `there is no test '${name}'`, guess(name, TESTS.keys()));
}

/** Text that a template has written so far. */
export interface Output {
  text: string;
  /** Native rendering keeps the values. */
  readonly parts: Value[] | undefined;
  readonly pieces?: Piece[] | undefined;
}

export function write(output: Output, text: string, state: State): void {
  state.chars += text.length;
  const max = state.options.limits?.chars ?? RENDER_CHARS_MAX;
  if (state.chars > max) throw raised('JINJA_LIMIT', `a rendering writes more than ${max} characters`);
  if (output.parts === undefined) output.text += text;
  else output.parts.push(text);
}

/** Enters a macro; the record to go back to is returned. */
export function enterCall(state: State, name: string, template: Template): CallRecord {
  const previous = state.call;
  const max = state.options.limits?.callDepth ?? RENDER_CALLS_DEPTH_MAX;
  if (previous.depth >= max)
    throw raised('JINJA_LIMIT', `more than ${max} macros call one another`, 'end the recursion earlier');
  state.call = { name, template, at: state.at, parent: previous, depth: previous.depth + 1 };
  return previous;
}
