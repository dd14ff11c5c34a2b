import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRAME_HEAD_BYTES, KIND_RECORD } from '../../src/adapters/local-log/frame.ts';
import { HEADER_BYTES } from '../../src/adapters/local-log/segment-header.ts';

/** Cuts the nth record out of the first segment of a log's folder, as if it had never been written. */
export async function dropFrame(folder: string, nth: number): Promise<void> {
  const name = readdirSync(folder)
    .toSorted()
    .find((candidate) => candidate.endsWith('.seg'));
  if (name === undefined) throw new Error(`no segment in ${folder}`);
  const path = join(folder, name);
  const bytes = readFileSync(path);
  let seen = 0;
  for (let at = HEADER_BYTES; at < bytes.length;) {
    const size = FRAME_HEAD_BYTES + bytes.readUInt32LE(at + 8);
    if (bytes.readUInt32LE(at + 4) === KIND_RECORD && seen++ === nth) {
      writeFileSync(path, Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]));
      return;
    }
    at += size;
  }
  throw new Error(`${path} has no record ${nth}`);
}
