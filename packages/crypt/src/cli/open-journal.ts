import { join } from 'node:path';
import { openJournalWriter } from '../adapters/local-journal/local-journal.ts';
import type { JournalWriter } from '../contracts/journal.ts';
import type { LogWorld } from './log-place.ts';

const LOCK_WAIT_MS = 30_000;

export function openJournal({ project, files, clock, random }: LogWorld, writer: string): Promise<JournalWriter> {
  const root = join(project.dataFolder, 'journal');
  return openJournalWriter({ root, writer, files, clock, random, lockWaitMs: LOCK_WAIT_MS });
}
