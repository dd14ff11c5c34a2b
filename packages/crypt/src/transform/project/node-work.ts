// A node while it is made: what its file said so far.
import type { Value } from '../jinja/values/value.ts';
import type { Config } from './config/config-map.ts';
import type { RefArgs, ResourceType } from './manifest.ts';

/** What rendering a node's file finds out. Plain but for the values of `calls`. */
export interface Findings {
  readonly refs: RefArgs[];
  readonly sources: [string, string][];
  readonly metrics: string[][];
  /** Macros that the file itself calls. */
  readonly macros: Set<string>;
  /** config() */
  readonly calls: Config;
  /** The result hangs on the time or on what else changes from run to run. */
  isVolatile: boolean;
}

export function noFindings(): Findings {
  return { refs: [], sources: [], metrics: [], macros: new Set(), calls: new Map(), isVolatile: false };
}

export interface NodeWork {
  readonly type: ResourceType;
  readonly packageName: string;
  readonly uniqueId: string;
  readonly name: string;
  readonly fqn: readonly string[];
  /** From the configured folder. */
  readonly path: string;
  /** From the package's folder. */
  readonly originalPath: string;
  /** For problems. */
  readonly shownPath: string;
  readonly code: string;
  /** Empty lines before the code in its file. */
  readonly leadLines: number;
  readonly findings: Findings;
  /** As templates see the node; made when it is asked for. */
  readonly model: () => Value;
}
