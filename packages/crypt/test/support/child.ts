import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts a compiled program of `support/children`. */
export function startChild(name: string, ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(`./children/${name}.js`, import.meta.url));
  return spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Lines that the child printed until it ended; `onLine` sees each as it comes. */
export async function linesOf(child: ChildProcess, onLine?: (line: string) => void): Promise<readonly string[]> {
  const lines: string[] = [];
  const { stdout } = child;
  if (stdout === null) return lines;
  const closed = once(child, 'close');
  for await (const line of createInterface({ input: stdout })) {
    lines.push(line);
    onLine?.(line);
  }
  await closed;
  return lines;
}
