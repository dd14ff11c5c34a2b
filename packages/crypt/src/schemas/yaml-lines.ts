// A YAML file, or JSON, which is YAML too, as plain values, with the line of each.
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { errorText } from '../kernel/crypt-error.ts';
import type { Json } from '../kernel/parse-json.ts';

export type Step = string | number;

export type YamlText =
  | {
      readonly value: Json;
      readonly lineAt: (path: readonly Step[]) => number | undefined;
      readonly problem?: undefined;
    }
  | { readonly problem: { readonly line: number; readonly reason: string } };

export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, logLevel: 'error' });
    const broken = document.errors[0];
    if (broken !== undefined) {
      const reason = (broken.message.split('\n')[0] ?? '').replace(/ at line.*$/, '');
      return { problem: { line: lines.linePos(broken.pos[0]).line, reason } };
    }
    const value = (document.toJS() ?? null) as Json;
    return { value, lineAt: (path) => lineAt(document, lines, path) };
  } catch (error) {
    // Aliases are counted only when they are resolved; and what nests too deeply runs out of stack.
    return { problem: { line: 1, reason: errorText(error) } };
  }
}

/** Of the last step's key, or of the nearest step above it that is in the file. */
function lineAt(document: Document, lines: LineCounter, path: readonly Step[]): number | undefined {
  let node: unknown = document.contents;
  let line: number | undefined;
  for (const step of path) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined;
    const at: unknown = pair?.key ?? (isSeq(node) ? node.items[Number(step)] : undefined);
    const start = rangeStart(at);
    if (start === undefined) return line;
    line = lines.linePos(start).line;
    node = pair?.value ?? at;
  }
  return line ?? 1;
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const [start] = node.range as readonly number[];
  return start;
}
