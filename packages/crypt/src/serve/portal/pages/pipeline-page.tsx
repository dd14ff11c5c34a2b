// The first room: what flows, whether it adds up, what just came in, what failed, and the machine.
import type { PlatformStatus } from '../../../contracts/status.ts';
import type { FailedSummary } from '../failed-groups.ts';
import type { FlowStep } from '../plan-flow.ts';
import { BalanceTable } from './balance-table.tsx';
import { FailedShort } from './failed-list.tsx';
import type { EventSeries, Loss } from '../read-loss.ts';
import { FlowPicture } from './flow-picture.tsx';
import { Freshness } from './freshness.tsx';
import { Layout, type PageFrame } from './layout.tsx';
import { LossTable } from './loss-table.tsx';
import { MachinePanel } from './machine-panel.tsx';
import { MarkIcon } from './mark.tsx';
import { TailTable, type Tail } from './tail-table.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

/** Everything the page shows, taken at one moment. */
export interface PipelineView {
  readonly nowMs: number;
  readonly status: PlatformStatus | undefined;
  readonly steps: readonly FlowStep[];
  readonly tail: Tail;
  readonly failed: FailedSummary;
  /** Undefined before the first table. */
  readonly loss: Loss | undefined;
}

/** Parts that live pages replace, by the id of the element that holds them. */
export const FRAGMENTS = {
  notices: ({ status, loss }: PipelineView) => <Notices status={status} loss={loss} />,
  verdict: ({ status }: PipelineView) => <VerdictPanel status={status} />,
  flow: ({ steps, tail, status, nowMs }: PipelineView) => (
    <div class="picture">
      <FlowPicture steps={steps} />
      <Freshness tail={tail} status={status} nowMs={nowMs} />
    </div>
  ),
  tail: ({ tail, nowMs }: PipelineView) => <TailTable tail={tail} nowMs={nowMs} />,
  failed: ({ failed, nowMs }: PipelineView) => <FailedShort failed={failed} nowMs={nowMs} />,
  loss: ({ loss, nowMs }: PipelineView) => <LossTable loss={loss} nowMs={nowMs} />,
  balance: ({ status, nowMs }: PipelineView) => <BalanceTable status={status} nowMs={nowMs} />,
  machine: ({ status, nowMs }: PipelineView) => <MachinePanel status={status} nowMs={nowMs} />,
} as const;

export type FragmentId = keyof typeof FRAGMENTS;

export function PipelinePage({ frame, view }: { frame: PageFrame; view: PipelineView }) {
  const fragment = (id: FragmentId) => <div id={id}>{FRAGMENTS[id](view)}</div>;
  return (
    <Layout {...frame} title="Pipeline" live>
      <h1 class="hidden">{`Pipeline of ${frame.project}`}</h1>
      {fragment('notices')}
      <section aria-label="Balance in one line">{fragment('verdict')}</section>
      <section aria-labelledby="flow-title">
        <h2 id="flow-title">From trackers to rows</h2>
        {fragment('flow')}
      </section>
      <div class="pair">
        <section aria-labelledby="tail-title">
          <h2 id="tail-title">Newest events</h2>
          {fragment('tail')}
        </section>
        <section aria-labelledby="failed-title">
          <h2 id="failed-title">Failed events</h2>
          {fragment('failed')}
        </section>
      </div>
      <section aria-labelledby="loss-title">
        <h2 id="loss-title">Silence and loss</h2>
        {fragment('loss')}
      </section>
      <section aria-labelledby="balance-title">
        <h2 id="balance-title">The balance, hop by hop</h2>
        {fragment('balance')}
      </section>
      <section aria-labelledby="machine-title">
        <h2 id="machine-title">The machine</h2>
        {fragment('machine')}
      </section>
    </Layout>
  );
}

function Notices({ status, loss }: { status: PlatformStatus | undefined; loss: Loss | undefined }) {
  const silent = loss?.series.filter(({ state }) => state === 'silent') ?? [];
  const texts = [...(status?.notices ?? []).map(({ text }) => text), ...(silent.length === 0 ? [] : [sayOf(silent)])];
  if (texts.length === 0) return null;
  return (
    <ul class="notices" aria-label="Needs a person">
      {texts.map((text) => (
        <li>
          <MarkIcon mark="warn" /> <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}

const NAMED_MAX = 3;

function sayOf(silent: readonly EventSeries[]): string {
  const names = silent.slice(0, NAMED_MAX).map(({ app, event }) => (event === null ? app : `${event} of ${app}`));
  const more = silent.length > NAMED_MAX ? ` and ${silent.length - NAMED_MAX} more` : '';
  return `Silent although events were expected: ${names.join(', ')}${more}.`;
}
