import type { BatchFile } from '../contracts/batch.ts';
import { assert } from '../kernel/assert.ts';
import type { Files } from '../kernel/effects.ts';

/** Not synced: after a crash the file is made again from the log. */
export async function writeLines(files: Files, path: string, lines: readonly Uint8Array[]): Promise<BatchFile> {
  const content = Buffer.concat(lines);
  const handle = await files.open(path, 'w+');
  try {
    let written = 0;
    while (written < content.length) {
      const count = await handle.write(content, written, content.length - written, written);
      assert(count > 0, 'a write that stores nothing fails');
      written += count;
    }
  } finally {
    await handle.close();
  }
  return { path, format: 'ndjson', rowCount: lines.length, sizeBytes: content.length };
}
