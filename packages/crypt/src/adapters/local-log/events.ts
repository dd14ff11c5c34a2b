import type { LogDamage } from '../../contracts/log.ts';

/** What goes on in a log that no caller is told by an error. */
export type LogEvent =
  | { readonly type: 'damage.found'; readonly damage: LogDamage }
  | { readonly type: 'torn.cut'; readonly bytes: number }
  | { readonly type: 'disk.full'; readonly folder: string }
  | { readonly type: 'segment.abandoned'; readonly segment: string; readonly reason: string }
  | { readonly type: 'mark.failed'; readonly reason: string }
  | { readonly type: 'index.failed'; readonly reason: string }
  | { readonly type: 'trimmed.unread'; readonly group: string; readonly fromOffset: number; readonly toOffset: number };
