import type { OwnerLock } from '../adapters/node/owner-lock.ts';
import type { SqlEngine } from '../contracts/sql-engine.ts';

/** Closing it releases the lock, which it needs until then. */
export function engineWithLock(engine: SqlEngine, lock: OwnerLock): SqlEngine {
  return {
    ...engine,
    async close() {
      try {
        await engine.close();
      } finally {
        await lock.release();
      }
    },
  };
}
