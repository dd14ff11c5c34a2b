// What is the same for all nodes while a project is parsed.
import type { Value, Dict } from '../jinja/values/value.ts';
import type { Environment } from './context/env-var.ts';
import type { Problems } from './errors.ts';
import type { DispatchWorld } from './macros/dispatch.ts';
import type { MacroIndex } from './macros/macro-index.ts';
import type { NodeWork } from './node-work.ts';
import type { Profile } from './settings/profile.ts';
import type { ProjectSettings } from './settings/project-settings.ts';

export interface ProjectPackage {
  readonly name: string;
  readonly folder: string;
  /** From the root project's folder; empty for the root itself. */
  readonly shownFolder: string;
  readonly settings: ProjectSettings;
  /** Macros of the engine and its adapters. */
  readonly isInternal: boolean;
}

/** Passed in from outside: what would make two parses differ. */
export interface Invocation {
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedMs: number;
  /** Flags as templates see them, by name in upper case. */
  readonly flags: Dict;
}

/** What is being rendered: changed before each rendering, read by the functions of the context. */
export interface Session {
  work: NodeWork | undefined;
  /** What was read that is no file: environment variables with their values, and the flags of the command under FLAGS. */
  outsideReads: Map<string, string | undefined>;
}

/** Beside the names of environment variables, none of which has an equals sign. */
export const FLAGS = '=flags';

export interface ParseWorld {
  readonly root: ProjectPackage;
  readonly packages: ReadonlyMap<string, ProjectPackage>;
  readonly profile: Profile;
  readonly index: MacroIndex;
  readonly dispatch: DispatchWorld;
  readonly environment: Environment;
  readonly givenVars: Dict;
  readonly invocation: Invocation;
  /** All flags as one text, to tell whether they are others. */
  readonly flagsKey: string;
  readonly problems: Problems;
  readonly session: Session;
  /** dbt's `modules`: datetime, pytz, re. */
  readonly modules: Value;
}
