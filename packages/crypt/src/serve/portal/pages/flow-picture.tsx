// The pipeline as a picture made of list items: read aloud it is a list, printed it is a drawing, narrow it is a column.
import { formatCount, formatRate, formatSeconds } from '../format.ts';
import type { FlowStep } from '../plan-flow.ts';
import { StateWord } from './mark.tsx';

export function FlowPicture({ steps }: { steps: readonly FlowStep[] }) {
  return (
    <ol class="flow">
      {steps.map((step) => (
        <li class={`step step-${step.id} kind-${step.kind}`}>
          {step.id !== 'trackers' && <Pipe moving={(step.ratePerSecond ?? 0) > 0} />}
          <div class="box">
            <h3>{step.name}</h3>
            <p class="says">{step.says}</p>
            <StepNumbers step={step} />
            <Trend step={step} />
            <p class="foot">
              <StateWord state={step.state} />
              <Waiting lag={step.lag} />
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepNumbers({ step }: { step: FlowStep }) {
  return (
    <dl class="numbers">
      <div class="rate">
        <dt class="hidden">{step.noun}s a second</dt>
        <dd>
          {formatRate(step.ratePerSecond)}
          <span class="unit">/s</span>
        </dd>
      </div>
      <div class="total">
        <dt class="hidden">in total</dt>
        <dd>
          {formatCount(step.total)} <span class="unit">{`${step.noun}${step.total === 1 ? '' : 's'}`}</span>
        </dd>
      </div>
    </dl>
  );
}

function Waiting({ lag }: { lag: FlowStep['lag'] }) {
  if (lag === null) return null;
  if (lag.records === 0) return <span class="lag">none waiting</span>;
  return <span class="lag">{`${formatCount(lag.records)} waiting${ageOf(lag)}`}</span>;
}

/** Statuses come once a second, so less cannot be told; of what was there before the first one, only a lower bound. */
function ageOf({ seconds, atLeast }: NonNullable<FlowStep['lag']>): string {
  if (seconds < 1) return atLeast ? '' : ', < 1 s';
  return `,${atLeast ? ' over' : ''} ${formatSeconds(seconds)}`;
}

function Pipe({ moving }: { moving: boolean }) {
  return <span class={moving ? 'pipe moving' : 'pipe'} aria-hidden="true" />;
}

const WIDTH = 120;
const HEIGHT = 24;
const POINTS = 60;

/** Five minutes in bars of five seconds; the numbers beside it say the same. */
function Trend({ step }: { step: FlowStep }) {
  const most = Math.max(1, ...step.trend);
  const from = POINTS - step.trend.length;
  const bars = step.trend.map((count, i) => {
    const height = count === 0 ? 0 : Math.max(1, Math.round((count / most) * HEIGHT));
    return height === 0 ? '' : `M${(from + i) * 2} ${HEIGHT}v${-height}h1.500v${height}Z`;
  });
  return (
    <svg class="trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={`M0 ${HEIGHT - 0.5}h${WIDTH}v.5H0Z${bars.join('')}`} />
    </svg>
  );
}
