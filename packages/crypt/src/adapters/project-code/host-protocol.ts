// What passes between us and the process of the project's code, a line each. Answers begin with a letter that says what
// they are. The letter of a verdict also says that the next item begins, so that whatever ends the process is pinned to
// the item it was at.
import type { Readable } from 'node:stream';

/** Pipes of the process, by file descriptor. Its standard output and error stay the project's own. */
export const REQUESTS = 3;
export const ANSWERS = 4;
/** Nothing is ever written to it: when it closes, we are gone. */
export const LIFELINE = 5;

/** The first line to the process. */
export interface HostSettings {
  /** Compiled code of the project; its default export is a list of modules, in the order of `files`. */
  readonly bundlePath: string;
  /** As crypt.yml names them. The first `enrichmentCount` are enrichments, in their order. */
  readonly files: readonly string[];
  readonly enrichmentCount: number;
  /** Path of a webhook to its place in `files`. */
  readonly maps: Readonly<Record<string, number>>;
  /** Absolute paths of the project's source files; their names in messages. */
  readonly sources: Readonly<Record<string, string>>;
}

export type HostTask = 'enrich' | 'map';

/** Every line after it: `items` in the shapes of contracts/project-code.ts. */
export interface HostRequest {
  readonly task: HostTask;
  readonly items: readonly unknown[];
}

export const TAG = {
  /** Code is loaded. */
  ready: 'R',
  /** Code cannot be used; a Thrown or a text follows. */
  refused: 'X',
  /** The request is read, the first item begins. */
  begun: 'B',
  /** The next file takes the item. */
  nextFile: 'N',
  /** What each file answered: a JSON array. */
  verdict: 'V',
  /** What the map answered, JSON. */
  mapping: 'M',
  /** The item failed: a HostFailure follows. */
  failed: 'F',
  /** Something was thrown where no call could catch it; a Thrown follows, and the process ends. */
  crashed: 'C',
} as const;

/** What is kept of anything thrown: its class, and the place in the project's source; '' when unknown. */
export interface Thrown {
  readonly error: string;
  readonly at: string;
}

export interface HostFailure extends Thrown {
  readonly file: number;
  readonly what: 'threw' | 'noResult' | 'tooLarge';
}

/** Signal with which the process ends itself for want of memory. Nothing else sends it. */
export const OUT_OF_MEMORY: NodeJS.Signals = 'SIGUSR2';

/**
 * Calls `onLine` with each line, without its line feed. Not node:readline: that ends lines at U+2028 too, and JSON carries
 * it as it is. A line without end is passed on in parts of about `charsMax`, so that it takes no more memory.
 */
export function readLines(stream: Readable, charsMax: number, onLine: (line: string) => void): void {
  let parts: string[] = [];
  let chars = 0;
  const endLine = (): void => {
    const line = parts.join('');
    parts = [];
    chars = 0;
    onLine(line);
  };
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      parts.push(text.slice(start, end));
      start = end + 1;
      endLine();
    }
    if (start === text.length) return;
    parts.push(text.slice(start));
    chars += text.length - start;
    if (chars > charsMax) endLine();
  });
}
