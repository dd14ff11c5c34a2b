import { positionOf } from '../../jinja/syntax/position.ts';
import type { Place } from '../errors.ts';
import type { NodeWork } from '../node-work.ts';
import type { MadeNode } from '../nodes/made-node.ts';

/** Where a node's file names something; the file's beginning when it does not say it to the letter. */
export function referencePlace({ code, shownPath, leadLines }: NodeWork, wanted: string): Place {
  const name = wanted.split('.').at(-1) ?? wanted;
  const quoted = ["'", '"'].map((quote) => code.indexOf(quote + name + quote)).filter((at) => at !== -1);
  if (quoted.length === 0) return { file: shownPath, line: 1, column: 1 };
  const { line, column } = positionOf(code, Math.min(...quoted));
  return { file: shownPath, line: line + leadLines, column };
}

/** Of something that a node says: a test is placed where a properties file asks for it. */
export function nodePlace({ work, test }: Pick<MadeNode, 'work' | 'test'>, wanted: string): Place {
  return test === undefined ? referencePlace(work, wanted) : test.placeOf();
}

/** Where config() says a key. */
export function configPlace(work: NodeWork, key: string): Place {
  const escaped = key.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return firstPlace(work, new RegExp(String.raw`(?<!\w)${escaped}\s*=|['"]${escaped}['"]\s*:`));
}

/** Where a function is first called. */
export function callPlace(work: NodeWork, name: string): Place {
  return firstPlace(work, new RegExp(String.raw`(?<!\w)${name}\s*\(`));
}

function firstPlace({ code, shownPath, leadLines }: NodeWork, pattern: RegExp): Place {
  const at = pattern.exec(code)?.index;
  if (at === undefined) return { file: shownPath, line: 1, column: 1 };
  const { line, column } = positionOf(code, at);
  return { file: shownPath, line: line + leadLines, column };
}
