// What the portal is given by its composition root. It opens nothing itself but its door.
import type { Clock, Files, Logger, Random } from '../../kernel/effects.ts';
import type { PlatformStatus } from '../../contracts/status.ts';
import type { QueryResult, Value } from '../../contracts/warehouse.ts';
import type { FailedGroups } from './failed-groups.ts';

export interface PortalOptions {
  /** Address to listen on; 127.0.0.1 unless the operator says otherwise. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** `off` serves every page to whoever reaches the address; the pages say so. */
  readonly login: 'link' | 'off';
  /** Signs sessions; at least 32 bytes, from a 0600 file, so that a restart logs nobody out. */
  readonly sessionKey: Uint8Array;
  /** Names besides loopback that a browser may use in the Host header: `metrics.example.org`. */
  readonly hosts: readonly string[];
  /** Where people reach the portal when a proxy stands before it: `https://metrics.example.org`. */
  readonly publicUrl: string | null;
}

export interface PortalEffects {
  readonly status: StatusFeed;
  readonly query: Query;
  readonly failed: FailedGroups;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Pick<Files, 'readFile'>;
  readonly logger: Logger;
}

export interface StatusFeed {
  /** The last one that arrived, or undefined before the first. */
  current(): PlatformStatus | undefined;
  /** Calls `listener` with each new status; returns the function that ends it. */
  subscribe(listener: (status: PlatformStatus) => void): () => void;
}

/**
 * One statement in a read-only session, with the deadline and row cap of the caller's choice.
 * Rejects with WAREHOUSE_LOST (transient) while the warehouse restarts.
 */
export type Query = (sql: string, params: readonly Value[]) => Promise<QueryResult>;
