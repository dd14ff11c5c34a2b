// How soon what was sent can be queried; and before the first event, how to send one.
import type { PlatformStatus } from '../../../contracts/status.ts';
import { COMMANDS } from '../commands.ts';
import { formatNoun, formatSeconds } from '../format.ts';
import { MarkIcon } from './mark.tsx';
import { Moment } from './moment.tsx';
import type { Tail } from './tail-table.tsx';

interface FreshnessProps {
  readonly tail: Tail;
  readonly status: PlatformStatus | undefined;
  readonly nowMs: number;
}

export function Freshness({ tail, status, nowMs }: FreshnessProps) {
  if (tail.rows.length === 0) return <FirstEvent status={status} />;
  const delays = tail.rows.flatMap((row) => row.storedAfterMs ?? []).toSorted((a, b) => a - b);
  const newestMs = tail.rows.reduce((most, row) => Math.max(most, row.receivedMs ?? 0), 0);
  return (
    <div class="fresh">
      <p class="fresh-number">{formatDelay(delays[Math.ceil(delays.length / 2) - 1])}</p>
      <p>
        from the collector’s door into the batch that stores it, for half of the{' '}
        {formatNoun(tail.rows.length, 'newest event')}; the slowest took {formatDelay(delays.at(-1))}. A batch is rows a
        tenth of a second later.
      </p>
      <p class="note">
        Last event received at <Moment ms={newestMs} nowMs={nowMs} />.
      </p>
    </div>
  );
}

/** load_tstamp is when the batch was sealed, so this is not the time of its commit. */
function formatDelay(ms: number | undefined): string {
  return ms !== undefined && ms < 1_000 ? `${Math.round(ms)} ms` : formatSeconds(ms === undefined ? null : ms / 1_000);
}

function FirstEvent({ status }: { status: PlatformStatus | undefined }) {
  if (status === undefined || !status.running) {
    return (
      <p class="note">
        <MarkIcon mark="idle" /> The platform is not running, and no event has been read. Start it:{' '}
        <code>{COMMANDS.up}</code>
      </p>
    );
  }
  const collector = status.collector?.url ?? null;
  return (
    <div class="first">
      <p>
        <strong>No event yet.</strong> Send the first one:
      </p>
      <ul>
        {status.site !== null && (
          <li>
            open <a href={status.site.url}>the project’s site</a> and click around, or
          </li>
        )}
        {collector === null ? (
          <li>wait until the collector is ready, then paste the command that will be shown here.</li>
        ) : (
          <li>
            paste this into a terminal:
            <pre tabindex={0}>
              <code>{`curl '${collector}/i?e=pv&p=web&tv=curl-1&aid=first&url=http%3A%2F%2Fexample.com%2F'`}</code>
            </pre>
          </li>
        )}
      </ul>
    </div>
  );
}
