// Whether everything that came in is accounted for. Fails closed: what cannot be told is never called balanced.
import type { Balance, BalanceLine } from '../../contracts/status.ts';
import { COMMANDS } from './commands.ts';
import type { State } from './plan-flow.ts';

type Verdict = 'balanced' | 'unbalanced' | 'unknown';

export interface Judged {
  readonly verdict: Verdict;
  readonly state: State;
  /** Things that nothing explains; null when that cannot be told. */
  readonly unexplained: number | null;
  /** One sentence for the top of the page. */
  readonly says: string;
}

const STATES: Readonly<Record<Verdict, State>> = {
  balanced: { mark: 'good', word: 'balanced' },
  unbalanced: { mark: 'bad', word: 'not balanced' },
  unknown: { mark: 'unknown', word: 'not known' },
};

export function judgeBalance(balance: Balance | undefined): Judged {
  if (balance === undefined || balance.unexplained === null || balance.lines.length === 0) {
    return judged('unknown', null, 'A count is missing, so nothing can be said yet.');
  }
  // A line of 1 and a line of -1 must not cancel.
  const lines = balance.lines.reduce((sum, line) => sum + Math.abs(line.unexplained), 0);
  const totals = Math.abs(balance.eventsReceived - sumOfTotals(balance));
  const unexplained = Math.max(Math.abs(balance.unexplained), lines, totals);
  if (unexplained !== 0)
    return judged('unbalanced', unexplained, `Something is not accounted for. To see which: ${COMMANDS.verify}`);
  if (balance.eventsReceived === 0) return judged('balanced', 0, 'Nothing has come in yet, and nothing is missing.');
  return judged('balanced', 0, 'Every event that came in is accounted for.');
}

function sumOfTotals(balance: Balance): number {
  return balance.stored + balance.duplicate + balance.dropped + balance.stillFailing + balance.inFlightEvents;
}

export function judgeLine(line: BalanceLine): State {
  return line.unexplained === 0 ? STATES.balanced : STATES.unbalanced;
}

function judged(verdict: Verdict, unexplained: number | null, says: string): Judged {
  return { verdict, state: STATES[verdict], unexplained, says };
}
