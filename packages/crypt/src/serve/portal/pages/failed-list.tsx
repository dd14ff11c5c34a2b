import { adviceFor } from '../failed-advice.ts';
import type { FailedExample, FailedGroup, FailedSummary } from '../failed-groups.ts';
import { formatCount, formatNoun } from '../format.ts';
import { MarkIcon } from './mark.tsx';
import { Moment } from './moment.tsx';

const SHORT_MAX = 5;

/** The most recent groups, for the pipeline page. */
export function FailedShort({ failed, nowMs }: { failed: FailedSummary; nowMs: number }) {
  if (failed.count === 0) return <NoneFailed />;
  return (
    <>
      <ul class="causes">
        {failed.groups.slice(0, SHORT_MAX).map((group) => (
          <li>
            <p class="cause">
              <span class="count">{formatCount(group.count)}</span>
              <span>
                <strong>{adviceFor(group.failureType).says}</strong>
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
  return (
    <>
      <p>{`${formatNoun(failed.count, 'failed event')} read from the log, whole and kept. Values are not shown: only names, and what kind of value each is.`}</p>
      {failed.groups.map((group) => (
        <Group group={group} nowMs={nowMs} />
      ))}
      {failed.folded > 0 && (
        <p class="note">{`${formatNoun(failed.folded, 'more event')} of causes that have been quiet longest are not listed one by one.`}</p>
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
  const advice = adviceFor(group.failureType);
  return (
    <section class="group">
      <h2>
        <span class="count">{formatCount(group.count)}</span> {advice.says}
      </h2>
      <p>
        <code class="cause-text">{group.cause}</code>
      </p>
      <dl class="facts">
        <div>
          <dt>First seen</dt>
          <dd>
            <Moment ms={group.firstMs} nowMs={nowMs} />
          </dd>
        </div>
        <div>
          <dt>Last seen</dt>
          <dd>
            <Moment ms={group.lastMs} nowMs={nowMs} />
          </dd>
        </div>
        <div>
          <dt>Apps</dt>
          <dd>{group.apps.map(({ app, count }) => `${app} (${formatCount(count)})`).join(', ')}</dd>
        </div>
        <div>
          <dt>Kind</dt>
          <dd>{group.failureType}</dd>
        </div>
      </dl>
      <p class="fix">
        <strong>What to do.</strong> {advice.fix} {advice.command !== null && <code>{advice.command}</code>}
      </p>
      <details id={`x-${group.failureType}-${group.firstMs}`}>
        <summary>{formatNoun(group.examples.length, 'newest example')}</summary>
        <ol class="examples">
          {group.examples.map((example) => (
            <Example example={example} nowMs={nowMs} />
          ))}
        </ol>
      </details>
    </section>
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
