// What the commands need of the world.
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import type { Clock, Files } from '../../kernel/effects.ts';
import type { OwnTarget, Profile } from '../project/settings/profile.ts';

export interface TransformEffects {
  /** Absolute: where the user is. */
  readonly folder: string;
  /** Absolute: where `.dbt/profiles.yml` may lie. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly files: Files;
  readonly clock: Clock;
  readonly uuid: () => string;
  /** Standard output; a line end is in the text. */
  readonly out: (text: string) => void;
  /** Standard error. */
  readonly note: (text: string) => void;
  /** Opens a file to add to, which is made with its folder; one larger than `bytesMax` begins anew. @throws of the system. */
  readonly openLog: (path: string, bytesMax: number) => OpenLog;
  /** Standard output is a terminal that shows colours. */
  readonly colours: boolean;
  readonly interrupted: AbortSignal;
  /** Absolute folder of the built-in macros. */
  readonly macros: string;
  /** Of this program, for artifacts and the first line. */
  readonly version: string;
  /** Removes a folder with all that is in it; one that is not there is no error. */
  readonly removeFolder: (path: string) => Promise<void>;
  readonly packages: PackageEffects;
  /** Serves files until the signal. */
  readonly serveFolder: (served: ServedFolder, signal: AbortSignal, onOpen: (url: string) => void) => Promise<void>;
  /** The target that wins over profiles.yml, which then need not exist; undefined when profiles.yml decides. */
  readonly findOwnTarget: (projectFolder: string) => Promise<OwnTarget | undefined>;
  /** Waits while others use the warehouse. @throws COMMAND_UNSUPPORTED for a type of profile that there is no adapter of. */
  readonly openEngine: (request: EngineRequest) => Promise<SqlEngine>;
}

export interface OpenLog {
  /** @throws of the system. */
  readonly append: (text: string) => void;
  readonly close: () => void;
}

export interface EngineRequest {
  readonly profile: Profile;
  readonly projectFolder: string;
  /** dbt's verb: some only read. */
  readonly command: string;
}

/** How packages come. */
export interface PackageEffects {
  /** Runs the git of the system and gives what it prints; rejects with what it says of an error. */
  readonly git: (args: readonly string[], folder: string) => Promise<string>;
  /** The body; rejects when the answer is not 200, or larger than PACKAGE_BYTES_MAX. */
  readonly fetch: (url: string) => Promise<Uint8Array>;
  /** A folder under another name: a link, or a copy where links cannot be made. */
  readonly link: (from: string, to: string) => Promise<void>;
}

export interface ServedFolder {
  readonly folder: string;
  /** What may be asked for; the first is also the answer to `/`. */
  readonly names: readonly string[];
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}
