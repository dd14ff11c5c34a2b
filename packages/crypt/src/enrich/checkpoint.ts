// How far enrich has come, as one small file. Every output of the raw records before rawNext lies before enrichedNext and
// failedNext, and none of any other record; so do the outputs of the retries that log:repairs names before repairsNext.
// What is not sure to be there is found behind them.
import { dirname } from 'node:path';
import { systemCode } from '../kernel/crypt-error.ts';
import type { Files } from '../kernel/effects.ts';
import { isJsonObject, parseJson, type Json } from '../kernel/parse-json.ts';
import { fail } from './errors.ts';
import { NO_TALLIES, TERMS, type TallyValues } from './tallies.ts';

export interface Checkpoint {
  readonly rawNext: number;
  readonly enrichedNext: number;
  readonly failedNext: number;
  readonly repairsNext: number;
  /** Since the first record of the raw log. */
  readonly tallies: TallyValues;
}

export const FIRST_CHECKPOINT: Checkpoint = {
  rawNext: 0,
  enrichedNext: 0,
  failedNext: 0,
  repairsNext: 0,
  tallies: NO_TALLIES,
};

export interface CheckpointStore {
  /** The last one written, or undefined. @throws ENRICH_CHECKPOINT_DAMAGED (terminal). */
  read(): Promise<Checkpoint | undefined>;
  /** Durable when it resolves; after a crash the file is the old or the new one, never a part. */
  write(checkpoint: Checkpoint): Promise<void>;
}

const VERSION = 2;

export function fileCheckpoint(files: Files, path: string): CheckpointStore {
  return {
    async read() {
      const bytes = await readIfThere(files, path);
      return bytes === undefined ? undefined : parseCheckpoint(new TextDecoder().decode(bytes), path);
    },
    async write(checkpoint) {
      await files.makeFolder(dirname(path));
      await files.replaceFile(path, `${JSON.stringify({ version: VERSION, ...checkpoint })}\n`);
    },
  };
}

async function readIfThere(files: Files, path: string): Promise<Uint8Array | undefined> {
  try {
    return await files.readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseCheckpoint(text: string, path: string): Checkpoint {
  let value: Json;
  try {
    value = parseJson(text);
  } catch (error) {
    throw fail('ENRICH_CHECKPOINT_DAMAGED', { path }, error);
  }
  if (!isJsonObject(value) || value['version'] !== VERSION) throw fail('ENRICH_CHECKPOINT_DAMAGED', { path });
  const { rawNext, enrichedNext, failedNext, repairsNext, tallies } = value as { [key: string]: Json | undefined };
  if (
    !isOffset(rawNext) ||
    !isOffset(enrichedNext) ||
    !isOffset(failedNext) ||
    !isOffset(repairsNext) ||
    !areTallies(tallies)
  ) {
    throw fail('ENRICH_CHECKPOINT_DAMAGED', { path });
  }
  return { rawNext, enrichedNext, failedNext, repairsNext, tallies };
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function areTallies(value: Json | undefined): value is Json & TallyValues {
  if (!isJsonObject(value)) return false;
  return TERMS.every((term) => {
    const tally = value[term];
    if (!isJsonObject(tally) || !isOffset(tally['count'])) return false;
    return typeof tally['hash'] === 'string' && /^\d{1,20}$/.test(tally['hash']);
  });
}
