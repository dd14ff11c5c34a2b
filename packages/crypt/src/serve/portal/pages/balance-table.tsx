import type { BalanceLine, PlatformStatus } from '../../../contracts/status.ts';
import { formatCount } from '../format.ts';
import { judgeLine } from '../judge-balance.ts';
import { StateWord } from './mark.tsx';
import { Moment } from './moment.tsx';

/** Every equation of the balance, in words and numbers. */
export function BalanceTable({ status, nowMs }: { status: PlatformStatus | undefined; nowMs: number }) {
  if (status === undefined || status.balance.lines.length === 0) {
    return <p class="note">No hop has been counted yet.</p>;
  }
  return (
    <div class="scroll" tabindex={0} role="group" aria-labelledby="balance-title">
      <table class="balance">
        <caption>
          Counted at <Moment ms={status.balance.timeMs} nowMs={nowMs} />. Each side is counted by different code.
        </caption>
        <thead>
          <tr>
            <th scope="col">Hop</th>
            <th scope="col">What must be equal</th>
            <th scope="col">In numbers</th>
            <th scope="col" class="number">
              Unexplained
            </th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {status.balance.lines.map((line) => (
            <Line line={line} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ line }: { line: BalanceLine }) {
  const state = judgeLine(line);
  return (
    <tr>
      <th scope="row">{line.hop}</th>
      <td>{line.says}</td>
      <td class="sum">
        <b>{formatCount(line.left)}</b>
        {Object.entries(line.right).map(([name, count], i) => (
          <span>
            {` ${i > 0 ? '+' : line.unexplained === 0 ? '=' : '≠'} `}
            <b>{formatCount(count)}</b> {name}
          </span>
        ))}
      </td>
      <td class="number strong">{formatCount(line.unexplained)}</td>
      <td>
        <StateWord state={state} />
      </td>
    </tr>
  );
}
