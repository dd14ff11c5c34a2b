import type { Files, Logger } from '../../kernel/effects.ts';

export interface SiteOptions {
  /** Folder of the pages; everything in it is public, but names that begin with a dot. */
  readonly folder: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The official tracker's bundle, served unchanged as /sp.js: see `find-tracker.ts`. */
  readonly trackerFile: string;
  /** Where trackers of these pages send to. */
  readonly collectorUrl: string;
  /** Where people watch what arrives, or null. */
  readonly portalUrl: string | null;
}

export interface SiteEffects {
  readonly files: Pick<Files, 'readFile' | 'stat'>;
  readonly logger: Logger;
}
