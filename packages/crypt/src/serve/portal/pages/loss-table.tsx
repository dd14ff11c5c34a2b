import { formatCount, formatNoun, formatSeconds } from '../format.ts';
import type { State } from '../plan-flow.ts';
import type { AlarmState, EventSeries, Loss, SessionLoss } from '../read-loss.ts';
import { StateWord } from './mark.tsx';
import { Moment } from './moment.tsx';

const SHOWN_MAX = 10;

const STATES: Readonly<Record<AlarmState, State>> = {
  silent: { mark: 'bad', word: 'silent' },
  low: { mark: 'warn', word: 'far fewer' },
  high: { mark: 'warn', word: 'far more' },
  normal: { mark: 'good', word: 'as usual' },
  learning: { mark: 'idle', word: 'learning' },
  gone: { mark: 'idle', word: 'gone' },
};

/** Whether each event still comes as it usually does, and what sessions say never arrived. */
export function LossTable({ loss, nowMs }: { loss: Loss | undefined; nowMs: number }) {
  if (loss === undefined || loss.series.length === 0) {
    return <p class="note">Nothing to compare yet: no event has been stored.</p>;
  }
  const first = loss.series.slice(0, SHOWN_MAX);
  const rest = loss.series.slice(SHOWN_MAX);
  return (
    <>
      <SeriesTable series={first} nowMs={nowMs} readMs={loss.readMs} />
      {rest.length > 0 && (
        <details id="loss-rest">
          <summary>{`${formatCount(rest.length)} more, worst first`}</summary>
          <SeriesTable series={rest} nowMs={nowMs} readMs={loss.readMs} />
        </details>
      )}
      <Sessions sessions={loss.sessions} />
    </>
  );
}

function SeriesTable({ series, nowMs, readMs }: { series: readonly EventSeries[]; nowMs: number; readMs: number }) {
  return (
    <div class="scroll" tabindex={0} role="group" aria-labelledby="loss-title">
      <table class="loss">
        <caption>
          The last 24 hours beside the same days before, as of <Moment ms={readMs} nowMs={nowMs} />.
        </caption>
        <thead>
          <tr>
            <th scope="col">App</th>
            <th scope="col">Event</th>
            <th scope="col">State</th>
            <th scope="col">Last one</th>
            <th scope="col" class="number">
              24 hours
            </th>
            <th scope="col">Usually</th>
          </tr>
        </thead>
        <tbody>
          {series.map((one) => (
            <Series series={one} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Series({ series, nowMs }: { series: EventSeries; nowMs: number }) {
  return (
    <tr>
      <td>{series.app}</td>
      <th scope="row">{series.event ?? 'all of it'}</th>
      <td>
        <StateWord state={STATES[series.state]} />
      </td>
      <td class="time">
        {series.lastMs === null ? '–' : `${formatSeconds(Math.max(0, nowMs - series.lastMs) / 1_000)} ago`}
        {series.state === 'silent' && <span class="sub">{` ${formatCount(series.expectedSince)} expected since`}</span>}
      </td>
      <td class="number strong">{formatCount(series.events24h)}</td>
      <td class="usual">
        <Usual series={series} />
      </td>
    </tr>
  );
}

const WIDTH = 100;

/** The range of the days before as a band, the last 24 hours as a stroke; the numbers beside it say the same. */
function Usual({ series: { usual24h, events24h, state } }: { series: EventSeries }) {
  if (usual24h === null) return <span class="sub">{state === 'gone' ? '–' : 'known after 4 days'}</span>;
  const { least, most } = usual24h;
  const end = Math.max(most, events24h, 1) * 1.1;
  const at = (count: number): number => Math.round((count / end) * WIDTH);
  return (
    <>
      <svg
        class={`range range-${STATES[state].mark}`}
        viewBox={`0 0 ${WIDTH + 2} 16`}
        width="102"
        height="16"
        aria-hidden="true"
      >
        <path class="line" d={`M0 7.5h${WIDTH + 2}v1H0Z`} />
        <path
          class="band"
          d={`M${at(least)} 4h${Math.max(2, at(most) - at(least))}v8h${-Math.max(2, at(most) - at(least))}Z`}
        />
        <path class="now" d={`M${at(events24h)} 0h2v16h-2Z`} />
      </svg>{' '}
      {least === most ? formatCount(least) : `${formatCount(least)} to ${formatCount(most)}`}
    </>
  );
}

function Sessions({ sessions }: { sessions: readonly SessionLoss[] }) {
  if (sessions.length === 0) {
    return (
      <p class="note">
        No session of the last day numbers its events. Trackers with <code>{'contexts: { session: true }'}</code> do,
        and then this says how many events never arrived.
      </p>
    );
  }
  return (
    <ul class="sessions">
      {sessions.map((one) => (
        <li>
          <StateWord state={one.missing === 0 ? { mark: 'good', word: 'whole' } : { mark: 'warn', word: 'gaps' }} />{' '}
          {describe(one)}
        </li>
      ))}
    </ul>
  );
}

function describe({ app, sessions, withGaps, sent, failed, missing }: SessionLoss): string {
  const counted = `${app}: ${formatNoun(sessions, 'session')} of the last day numbered ${formatNoun(sent, 'event')}`;
  const lost =
    missing === 0 ? 'none is missing' : `${formatCount(missing)} never arrived, in ${formatNoun(withGaps, 'session')}`;
  return `${counted}; ${lost}${failed === 0 ? '' : `, ${formatCount(failed)} failed and are kept`}.`;
}
