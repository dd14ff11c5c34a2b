import type { Child } from 'hono/jsx';
import { adviceFor } from '../failed-advice.ts';
import type { FailedGroup, FailedSummary } from '../failed-groups.ts';
import type { FailedExample } from '../read-failure.ts';
import { formatCount, formatNoun } from '../format.ts';
import { MarkIcon } from './mark.tsx';
import { Moment } from './moment.tsx';

const SHORT_MAX = 5;

/** The most recent groups with open events, for the pipeline page. */
export function FailedShort({ failed, nowMs }: { failed: FailedSummary; nowMs: number }) {
  if (failed.count === 0) return <NoneFailed />;
  const open = failed.groups.filter((group) => group.open > 0);
  return (
    <>
      {open.length === 0 && failed.open === 0 && (
        <p class="note">
          <MarkIcon mark="good" /> {`${formatNoun(failed.count, 'event')} had failed; none is open.`}
        </p>
      )}
      <ul class="causes">
        {open.slice(0, SHORT_MAX).map((group) => (
          <li>
            <p class="cause">
              <span class="count">{formatCount(group.open)}</span>
              <span>
                <strong>{adviceFor(group).says}</strong>
                <code>{group.cause}</code>
              </span>
            </p>
            <p class="sub">
              {group.apps.map(({ app }) => app).join(', ')} · last <Moment ms={group.lastMs} nowMs={nowMs} />
            </p>
          </li>
        ))}
      </ul>
      <p>
        <a href="/failed">{`All ${formatNoun(failed.groups.length, 'cause')}, with examples and what to do`}</a>
      </p>
    </>
  );
}

export function FailedFull({ failed, nowMs }: { failed: FailedSummary; nowMs: number }) {
  if (failed.count === 0) return <NoneFailed />;
  const dropped = failed.dropped === 0 ? '' : `, ${formatCount(failed.dropped)} dropped by a rule`;
  return (
    <>
      <p>{`${formatNoun(failed.count, 'failed event')} in the log: ${formatCount(failed.open)} open, ${formatCount(failed.repaired)} repaired${dropped}. Values are not shown: only names, and what kind of value each is.`}</p>
      {failed.groups.map((group) => (
        <Group group={group} nowMs={nowMs} />
      ))}
      {failed.folded.count > 0 && (
        <p class="note">{`${formatNoun(failed.folded.count, 'more event')} (${formatCount(failed.folded.open)} open) of causes that have been quiet longest are not listed one by one.`}</p>
      )}
      {failed.unreadable > 0 && (
        <p class="note">
          <MarkIcon mark="warn" />{' '}
          {`${formatNoun(failed.unreadable, 'record')} of this log could not be read as a failed event.`}
        </p>
      )}
    </>
  );
}

function Group({ group, nowMs }: { group: FailedGroup; nowMs: number }) {
  const advice = adviceFor(group);
  return (
    <section class="group">
      <h2>
        <span class="count">{formatCount(group.open)}</span> {advice.says}
      </h2>
      <p>
        <code class="cause-text">{group.cause}</code>
      </p>
      <GroupFacts group={group} nowMs={nowMs} />
      <p class="fix">
        <strong>What to do.</strong> {group.open === 0 ? 'Nothing: none is open.' : advice.fix}{' '}
        {advice.command !== null && <code>{advice.command}</code>}
      </p>
      {group.examples.length > 0 && (
        <details id={`x-${group.group}`}>
          <summary>{formatNoun(group.examples.length, 'newest example')}</summary>
          <ol class="examples">
            {group.examples.map((example) => (
              <Example example={example} nowMs={nowMs} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function GroupFacts({ group, nowMs }: { group: FailedGroup; nowMs: number }) {
  const { count, open, repaired, dropped } = group;
  const became = [
    `${formatCount(open)} open`,
    ...named(repaired, 'repaired'),
    ...named(dropped, 'dropped by a rule'),
    ...named(count - open - repaired - dropped, 'moved to another cause'),
  ];
  return (
    <dl class="facts">
      <Fact name="First seen">
        <Moment ms={group.firstMs} nowMs={nowMs} />
      </Fact>
      <Fact name="Last seen">
        <Moment ms={group.lastMs} nowMs={nowMs} />
      </Fact>
      <Fact name="Apps">
        {group.apps.map(({ app, count: events }) => `${app} (${formatCount(events)})`).join(', ')}
      </Fact>
      <Fact name="Kind">{group.failureType}</Fact>
      {group.schema !== null && <Fact name="Schema">{group.schema}</Fact>}
      <Fact name="Events">{became.join(', ')}</Fact>
      <Fact name="Group">{group.group}</Fact>
    </dl>
  );
}

function named(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${formatCount(count)} ${what}`];
}

function Fact({ name, children }: { name: string; children?: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Example({ example, nowMs }: { example: FailedExample; nowMs: number }) {
  return (
    <li>
      <p>
        <Moment ms={example.failedMs} nowMs={nowMs} /> · {example.appId ?? 'no app'} ·{' '}
        {example.eventName ?? 'no event name'} · judged by {example.judgedBy} · <code>{example.origin}</code>
      </p>
      <ul>
        {example.messages.map((message) => (
          <li>{message}</li>
        ))}
      </ul>
      <pre tabindex={0}>
        <code>{JSON.stringify(example.shape, null, 2)}</code>
      </pre>
    </li>
  );
}

function NoneFailed() {
  return (
    <p class="note">
      <MarkIcon mark="good" /> No failed event. One that cannot be used is kept whole and listed here with its cause.
    </p>
  );
}
