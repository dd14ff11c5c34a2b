// Finds where values stand in a JSON text that JSON.parse has accepted, so that parts of it can be kept to the letter:
// parsing and printing again would round 9007199254740993 and turn 1.0 into 1.
import { parseJson } from './parse-json.ts';

/** Texts of the elements of the array that `json` holds, whitespace around them cut. */
export function arrayElements(json: string): readonly string[] {
  return childSpans(json).map(([from, to]) => json.slice(from, to).trim());
}

/** Start and end of the value of `key` in the object that `json` holds; of equal keys the last, as JSON.parse takes it. */
export function memberSpan(json: string, key: string): readonly [from: number, to: number] | undefined {
  let found: readonly [number, number] | undefined;
  for (const [from, to] of childSpans(json)) {
    const colon = keyEnd(json, from);
    if (parseJson(json.slice(from, colon)) === key) found = [json.indexOf(':', colon) + 1, to];
  }
  return found;
}

/** Spans between the commas of the outermost array or object. */
function childSpans(json: string): readonly (readonly [from: number, to: number])[] {
  const spans: [number, number][] = [];
  const open = json.search(/[[{]/);
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === 34) i = stringEnd(json, i);
    else if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) {
      if (json.slice(from, i).trim() !== '') spans.push([from, i]);
      return spans;
    } else if (code === 44 && depth === 1) {
      spans.push([from, i]);
      from = i + 1;
    }
  }
  return spans;
}

/** Position of the closing quote of the string that starts at `start`. */
function stringEnd(json: string, start: number): number {
  for (let i = start + 1; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === 92) i++;
    else if (code === 34) return i;
  }
  return json.length;
}

/** Position after the key of the member that starts at `from`. */
function keyEnd(json: string, from: number): number {
  return stringEnd(json, json.indexOf('"', from)) + 1;
}
