// Requests as lines of JSON: {"timeMs", "path", "headers", "body"}.
import { closeSync, openSync, writeSync } from 'node:fs';
import { PATH } from './requests.js';

const CHUNK_CHARS = 1 << 20;

/** @param {Iterable<import('./send.js').Outgoing & { timeMs: number }>} requests @param {string} file */
export function writeLines(requests, file) {
  const descriptor = openSync(file, 'w');
  try {
    let chunk = '';
    for (const { timeMs, headers, body } of requests) {
      chunk += `${JSON.stringify({ timeMs, path: PATH, headers, body })}\n`;
      if (chunk.length < CHUNK_CHARS) continue;
      writeSync(descriptor, chunk);
      chunk = '';
    }
    writeSync(descriptor, chunk);
  } finally {
    closeSync(descriptor);
  }
}
