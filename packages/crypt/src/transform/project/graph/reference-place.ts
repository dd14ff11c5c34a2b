import { positionOf } from '../../jinja/syntax/position.ts';
import type { Place } from '../errors.ts';
import type { NodeWork } from '../node-work.ts';

/** Where a node's file names something; the file's beginning when it does not say it to the letter. */
export function referencePlace({ code, shownPath, leadLines }: NodeWork, wanted: string): Place {
  const name = wanted.split('.').at(-1) ?? wanted;
  const quoted = ["'", '"'].map((quote) => code.indexOf(quote + name + quote)).filter((at) => at !== -1);
  if (quoted.length === 0) return { file: shownPath, line: 1, column: 1 };
  const { line, column } = positionOf(code, Math.min(...quoted));
  return { file: shownPath, line: line + leadLines, column };
}
