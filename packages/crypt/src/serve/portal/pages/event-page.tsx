import { FIELD_GROUPS, type FieldGroup } from '../event-fields.ts';
import type { ShownField, Unread } from '../read-events.ts';
import { Layout, type PageFrame } from './layout.tsx';
import { MarkIcon } from './mark.tsx';

interface EventPageProps {
  readonly frame: PageFrame;
  readonly eventId: string;
  readonly rows: readonly (readonly ShownField[])[] | Unread;
}

export function EventPage({ frame, eventId, rows }: EventPageProps) {
  return (
    <Layout {...frame} title="Event">
      <p class="crumb">
        <a href="/">← Pipeline</a>
      </p>
      <h1>
        Event <code class="wrap">{eventId}</code>
      </h1>
      {typeof rows === 'string' ? <Unreadable unread={rows} /> : <Found rows={rows} />}
    </Layout>
  );
}

function Unreadable({ unread }: { unread: Unread }) {
  if (unread === 'no-table') return <NotHere />;
  return (
    <p class="note">
      <MarkIcon mark="warn" /> The warehouse does not answer at the moment; it restarts by itself. Load this page again
      in a few seconds.
    </p>
  );
}

function NotHere() {
  return (
    <p class="note">
      <MarkIcon mark="unknown" /> No stored event has this id. It may be on the way, be <a href="/failed">failed</a>, or
      have reached the end of its retention.
    </p>
  );
}

function Found({ rows }: { rows: readonly (readonly ShownField[])[] }) {
  if (rows.length === 0) return <NotHere />;
  return (
    <>
      {rows.length > 1 && (
        <p class="note">
          <MarkIcon mark="warn" /> {`${rows.length} different events carry this id; all are shown.`}
        </p>
      )}
      {rows.map((row) => (
        <article class="event">
          {FIELD_GROUPS.map((group) => (
            <Fields group={group} fields={row.filter((field) => field.group === group)} />
          ))}
        </article>
      ))}
    </>
  );
}

function Fields({ group, fields }: { group: FieldGroup; fields: readonly ShownField[] }) {
  if (fields.length === 0) return null;
  return (
    <section>
      <h2>{group}</h2>
      <dl class="fields">
        {fields.map((field) => (
          <div>
            <dt>
              <code>{field.name}</code>
            </dt>
            <dd class="value">
              {field.value.includes('\n') ? (
                <pre tabindex={0}>
                  <code>{field.value}</code>
                </pre>
              ) : (
                field.value
              )}
            </dd>
            <dd class="about">
              {field.description} <span class="maker">From {field.maker}.</span>
              {field.masked !== null && <span class="masked"> Masked: {field.masked}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
