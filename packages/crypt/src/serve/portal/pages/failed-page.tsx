import type { FailedSummary } from '../failed-groups.ts';
import { FailedFull } from './failed-list.tsx';
import { Layout, type PageFrame } from './layout.tsx';

export function FailedPage({ frame, failed, nowMs }: { frame: PageFrame; failed: FailedSummary; nowMs: number }) {
  return (
    <Layout {...frame} title="Failed events">
      <h1>Failed events, by cause</h1>
      <FailedFull failed={failed} nowMs={nowMs} />
    </Layout>
  );
}
