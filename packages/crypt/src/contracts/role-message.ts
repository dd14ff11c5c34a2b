// What a process tells the supervisor, over the channel it was started with.
import type { ErrorKind } from '../kernel/crypt-error.ts';
import type { HopCount } from './hop-count.ts';
import type { LogState } from './log.ts';
import type { PlatformStatus } from './status.ts';

export type RoleMessage =
  /** The role serves; `urls` names its doors. */
  | { readonly type: 'ready'; readonly urls: Readonly<Record<string, string>> }
  /** A new count; replaces the earlier one of the same hop and counter. */
  | { readonly type: 'hop'; readonly count: HopCount }
  | { readonly type: 'log'; readonly state: LogState }
  /** The role ends because of this; sent before it exits. */
  | { readonly type: 'failed'; readonly error: RoleError }
  /** What an operator should know, by a stable key; an empty text withdraws it. */
  | { readonly type: 'notice'; readonly key: string; readonly text: string };

export interface RoleError {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint: string;
}

/** What the supervisor tells a process. A lost channel means that the supervisor is gone: end. */
export type SupervisorMessage =
  | { readonly type: 'stop' }
  | { readonly type: 'status'; readonly status: PlatformStatus };
