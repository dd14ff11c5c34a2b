// One node while it is compiled and run. What its templates do is kept here; nothing is shared with other nodes.
import { RENDER_MS_MAX } from '../../kernel/limits.ts';
import type { SqlSession } from '../../contracts/sql-engine.ts';
import { locate } from '../jinja/run/locate.ts';
import { MacroReturn } from '../jinja/run/macro.ts';
import { openState, type Context, type RenderOptions } from '../jinja/run/state.ts';
import { parseTemplate } from '../jinja/syntax/parse-template.ts';
import type { Template } from '../jinja/syntax/tree.ts';
import { NO_NAMED, type Dict, type PyFunction, type Value } from '../jinja/values/value.ts';
import type { MacroNamespace } from '../project/macros/macro-namespace.ts';
import type { ManifestNode } from '../project/manifest.ts';
import type { Segment, Traced } from './trace.ts';
import type { RunWorld } from './run-world.ts';

/** A span of time, in milliseconds since 1970; the end is not in it. */
export interface ReadWindow {
  readonly startMs: number;
  readonly endMs: number;
}

export interface NodeRun {
  readonly world: RunWorld;
  /** Undefined for an operation of the command line: a macro. */
  readonly node: ManifestNode | undefined;
  readonly packageName: string;
  readonly session: SqlSession;
  readonly namespace: MacroNamespace;
  /** What templates see as `model`; they may change it. */
  readonly model: Dict;
  /** What `load_result` gives. */
  readonly results: Map<string, Value>;
  /** Ephemeral models that were referred to, in order. */
  readonly ctes: Set<string>;
  readonly window: ReadWindow | undefined;
  /** Names beside those of every node: `results` of on-run-end. */
  readonly extra: ReadonlyMap<string, Value>;
  /** What the node calls this node's context. */
  context: Context;
  compiledCode: string | null;
  segments: readonly Segment[];
  /** What was rendered last of texts that are no files, such as hooks. */
  rendered: Traced | undefined;
  /** The code of the statement that made the relation: what dbt writes to target/run. */
  builtCode: string | null;
  threadId: string;
}

export function renderOptions({ world }: NodeRun): RenderOptions {
  return { clock: world.clock, limits: { ms: RENDER_MS_MAX } };
}

/** A template of a text, parsed once. */
export function templateOf({ templates }: RunWorld, text: string, name: string): Template {
  const key = `${name}\0${text}`;
  const found = templates.get(key);
  if (found !== undefined) return found;
  const parsed = parseTemplate(text, name);
  templates.set(key, parsed);
  return parsed;
}

/** Calls a macro as the root of a rendering. What it returns, or its text. */
export async function callMacro(
  run: NodeRun,
  macro: PyFunction,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value> = NO_NAMED,
): Promise<Value> {
  const template: Template = { name: run.node?.original_file_path ?? macro.name, source: '', body: [], literal: null };
  const state = openState(template, run.context, renderOptions(run), false);
  try {
    return await macro.call({ positional, named }, state);
  } catch (error) {
    if (error instanceof MacroReturn) return error.value;
    throw locate(error, state);
  }
}
