import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';

/**
 * Calls `onLine` with each line, without its line feed. Not node:readline: that ends lines at U+2028 and U+2029 too, and
 * JSON carries both as they are.
 */
export function readLines(socket: Socket, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  socket.on('data', (chunk: Buffer) => {
    const text = decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      parts.push(text.slice(start, end));
      start = end + 1;
      const line = parts.join('');
      parts = [];
      onLine(line);
    }
    if (start < text.length) parts.push(text.slice(start));
  });
}
