import { formatSeconds } from '../format.ts';
import type { TailRow, Unread } from '../read-events.ts';
import { MarkIcon } from './mark.tsx';
import { Moment } from './moment.tsx';

export interface Tail {
  readonly rows: readonly TailRow[];
  /** Why the rows may be old, or null. */
  readonly unread: Unread | null;
  /** When the rows were read. */
  readonly readMs: number | null;
}

export function TailTable({ tail, nowMs }: { tail: Tail; nowMs: number }) {
  return (
    <>
      {tail.unread === 'no-warehouse' && <Lost tail={tail} nowMs={nowMs} />}
      {tail.rows.length === 0 ? (
        <p class="note">No event has been stored yet.</p>
      ) : (
        <Rows rows={tail.rows} nowMs={nowMs} />
      )}
    </>
  );
}

function Lost({ tail, nowMs }: { tail: Tail; nowMs: number }) {
  return (
    <p class="note">
      <MarkIcon mark="warn" /> The warehouse does not answer at the moment; it restarts by itself.{' '}
      {tail.readMs === null ? (
        'Events are still collected.'
      ) : (
        <>
          These rows are of <Moment ms={tail.readMs} nowMs={nowMs} />.
        </>
      )}
    </p>
  );
}

function Rows({ rows, nowMs }: { rows: readonly TailRow[]; nowMs: number }) {
  return (
    <div class="scroll" tabindex={0} role="group" aria-labelledby="tail-title">
      <table class="tail">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">App</th>
            <th scope="col">Event</th>
            <th scope="col">Page</th>
            <th scope="col">Who</th>
            <th scope="col" class="number">
              Stored in
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td class="time">{row.timeMs === null ? '–' : <Moment ms={row.timeMs} nowMs={nowMs} />}</td>
              <td>{row.app}</td>
              <td>
                <a id={`e-${row.eventId}`} href={`/events/${encodeURIComponent(row.eventId)}`}>
                  {row.event}
                </a>
              </td>
              <td class="path">{row.path}</td>
              <td class="who">{row.who}</td>
              <td class="number">{row.storedAfterMs === null ? '–' : formatSeconds(row.storedAfterMs / 1_000)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
