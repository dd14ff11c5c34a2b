// What a process tells the supervisor, over the channel it was started with.
import type { HopCount } from './hop-count.ts';
import type { LogState } from './log.ts';

export type RoleName = 'collector' | 'enricher' | 'warehouse' | 'portal';

export const ROLE_NAMES: readonly RoleName[] = ['warehouse', 'enricher', 'collector', 'portal'];

export type RoleMessage =
  /** The role serves; `urls` names its doors. */
  | { readonly type: 'ready'; readonly urls: Readonly<Record<string, string>> }
  /** A new count; replaces the earlier one of the same hop and counter. */
  | { readonly type: 'hop'; readonly count: HopCount }
  | { readonly type: 'log'; readonly state: LogState }
  /** What an operator should know, by a stable key; an empty text withdraws it. */
  | { readonly type: 'notice'; readonly key: string; readonly text: string };

/** What the supervisor tells a process. A lost channel means that the supervisor is gone: end. */
export type SupervisorMessage = { readonly type: 'stop' } | { readonly type: 'status'; readonly status: unknown };
