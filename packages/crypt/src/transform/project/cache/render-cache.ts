// What rendered files and tests said, by their content and all it hangs on. Files that are read from their tree are not here:
// that is as fast.
import { createHash } from 'node:crypto';
import type { Json } from '../../../kernel/parse-json.ts';
import type { Environment } from '../context/env-var.ts';
import type { RefArgs } from '../manifest.ts';
import type { Findings } from '../node-work.ts';
import { decodeValue, encodeValue } from './value-code.ts';

interface Entry {
  readonly refs: readonly RefArgs[];
  readonly sources: readonly [string, string][];
  readonly metrics: readonly string[][];
  readonly macros: readonly string[];
  readonly calls: readonly [string, Json][];
  /** Environment variables that were read, null for one that was not set. */
  readonly environment: readonly [string, string | null][];
}

export interface RenderCache {
  readonly keyOf: (...parts: readonly string[]) => string;
  /** Fills the findings; false when nothing is known. */
  readonly recall: (key: string, findings: Findings, reads: Map<string, string | undefined>) => boolean;
  /** @param reads variables that were read meanwhile. */
  readonly keep: (key: string, findings: Findings, reads: ReadonlyMap<string, string | undefined>) => void;
  /** What was asked for or kept by this parse: all that the next one needs. */
  readonly entries: () => Readonly<Record<string, unknown>>;
}

export function openRenderCache(world: string, stored: Json | undefined, environment: Environment): RenderCache {
  const before = new Map<string, Entry>(Object.entries((stored ?? {}) as Readonly<Record<string, never>>));
  const used = new Map<string, Entry>();
  return {
    keyOf: (...parts) =>
      createHash('sha256')
        .update([world, ...parts].map((part) => `${part.length}:${part}`).join(''))
        .digest('base64url'),
    recall: (key, findings, reads) => {
      const entry = before.get(key);
      if (entry === undefined) return false;
      if (entry.environment.some(([name, value]) => (environment[name] ?? null) !== value)) return false;
      used.set(key, entry);
      for (const [name, value] of entry.environment) reads.set(name, value ?? undefined);
      findings.refs.push(...entry.refs);
      findings.sources.push(...entry.sources);
      findings.metrics.push(...entry.metrics);
      for (const macro of entry.macros) findings.macros.add(macro);
      for (const [name, value] of entry.calls) findings.calls.set(name, decodeValue(value));
      return true;
    },
    keep: (key, findings, reads) => {
      if (findings.isVolatile) return;
      const calls: [string, Json][] = [];
      for (const [name, value] of findings.calls) {
        const code = encodeValue(value);
        if (code === undefined) return;
        calls.push([name, code]);
      }
      const { refs, sources, metrics, macros } = findings;
      used.set(key, {
        refs: [...refs],
        sources: [...sources],
        metrics: [...metrics],
        macros: [...macros],
        calls,
        environment: [...reads].map(([name, value]) => [name, value ?? null]),
      });
    },
    entries: () => Object.fromEntries(used),
  };
}
