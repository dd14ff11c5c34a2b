// The sentence the platform exists for: what came in equals what it became.
import type { Balance, PlatformStatus } from '../../../contracts/status.ts';
import { formatCount } from '../format.ts';
import { judgeBalance, type Judged } from '../judge-balance.ts';
import { MarkIcon } from './mark.tsx';

const UNKNOWN = { received: null, stored: null, duplicate: null, dropped: 0, failed: null, onTheWay: null } as const;

export function VerdictPanel({ status }: { status: PlatformStatus | undefined }) {
  const judged = judgeBalance(status?.balance);
  const totals = status === undefined ? UNKNOWN : totalsOf(status.balance);
  return (
    <div class={`verdict verdict-${judged.verdict}`}>
      <p class="verdict-says">
        <MarkIcon mark={judged.state.mark} /> {judged.says}
      </p>
      <dl class="equation">
        <Term name="events received" value={totals.received} />
        <Sign sign={judged.verdict === 'unbalanced' ? '≠' : '='} />
        <Term name="stored" value={totals.stored} />
        <Sign sign="+" />
        <Term name="duplicate" value={totals.duplicate} />
        <Sign sign="+" />
        {totals.dropped > 0 && (
          <>
            <Term name="dropped by a rule" value={totals.dropped} />
            <Sign sign="+" />
          </>
        )}
        <Term name="failed, kept" value={totals.failed} href="#failed-title" />
        <Sign sign="+" />
        <Term name="on the way" value={totals.onTheWay} />
        <Unexplained judged={judged} />
      </dl>
    </div>
  );
}

function totalsOf(balance: Balance) {
  return {
    received: balance.eventsReceived,
    stored: balance.stored,
    duplicate: balance.duplicate,
    dropped: balance.dropped,
    failed: balance.stillFailing,
    onTheWay: balance.inFlightEvents,
  };
}

function Term({ name, value, href }: { name: string; value: number | null; href?: string }) {
  return (
    <div class="term">
      <dt>{href === undefined ? name : <a href={href}>{name}</a>}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}

function Sign({ sign }: { sign: string }) {
  return (
    <div class="sign">
      <dt class="hidden">{sign === '=' ? 'equals' : sign === '+' ? 'plus' : 'does not equal'}</dt>
      <dd aria-hidden="true">{sign}</dd>
    </div>
  );
}

function Unexplained({ judged }: { judged: Judged }) {
  return (
    <div class={`term unexplained unexplained-${judged.verdict}`}>
      <dt>unexplained</dt>
      <dd>
        {judged.unexplained === null ? 'unknown' : formatCount(judged.unexplained)}{' '}
        <MarkIcon mark={judged.state.mark} />
      </dd>
    </div>
  );
}
