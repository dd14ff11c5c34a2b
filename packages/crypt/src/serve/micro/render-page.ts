// What is in the buffer, for eyes: one page without scripts, and without what the events say about people.
import type { ExtraAnswer } from '../../contracts/extra-door.ts';
import { canonicalEvent, eventSchema } from './canonical-event.ts';
import type { MicroBuffer, MicroEvent } from './micro-buffer.ts';
import { isJsonObject, parseJson, type JsonObject } from '../../kernel/parse-json.ts';
import { MICRO_JSON_DEPTH_MAX } from '../../kernel/limits.ts';
import { readFailed } from './show-event.ts';

const ROWS_MAX = 100;

const HEADERS = [
  'Content-Type',
  'text/html; charset=utf-8',
  'Content-Security-Policy',
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
] as const;

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:80rem}table{border-collapse:collapse;width:100%}' +
  'td,th{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8886;vertical-align:top}' +
  ':root{color-scheme:light dark}';

/** @param caughtUp false when events that were acknowledged may be missing. */
export function renderMicroPage(buffer: MicroBuffer, caughtUp: boolean): ExtraAnswer {
  const { total, good, bad } = buffer.summary();
  const rows = buffer.newestFirst().slice(0, ROWS_MAX).map(renderRow);
  const notes = [
    ...(caughtUp ? [] : ['Enrich has not passed everything that was acknowledged; load the page again.']),
    ...(buffer.dropped === 0 ? [] : [`${buffer.dropped} older events left, because there was no room.`]),
    ...(total > ROWS_MAX ? [`The newest ${ROWS_MAX} are shown.`] : []),
  ];
  const head = '<tr><th>time</th><th>is</th><th>app</th><th>event</th><th>schema, or why it failed</th></tr>';
  const body =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tracking tests: ${good} good, ${bad} bad</title>` +
    `<style>${STYLE}</style></head><body><h1>Tracking tests</h1>` +
    `<p>${total} events since the last reset: ${good} good, ${bad} bad. ` +
    '<a href="/micro/good">good</a> · <a href="/micro/bad">bad</a> · <a href="/micro/all">counts</a></p>' +
    notes.map((note) => `<p>${note}</p>`).join('') +
    (total === 0
      ? '<p>Nothing has come yet. Point a tracker at this address.</p>'
      : `<table>${head}${rows.join('')}</table>`) +
    '</body></html>\n';
  return { status: 200, headers: HEADERS, body };
}

function renderRow(event: MicroEvent): string {
  const time = new Date(event.request.head.timeMs).toISOString().slice(11, 23);
  const cells = event.kind === 'good' ? goodCells(readRow(event)) : failedCells(event);
  return `<tr>${[time, event.kind, ...cells].map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
}

function readRow({ line }: MicroEvent): JsonObject {
  const row = parseJson(Buffer.from(line).toString('utf8'), MICRO_JSON_DEPTH_MAX);
  return isJsonObject(row) ? row : {};
}

function goodCells(row: JsonObject): readonly string[] {
  const event = canonicalEvent(row);
  const { app_id: app, event_name: name } = event;
  return [text(app), text(name), eventSchema(event) ?? ''];
}

function failedCells(event: MicroEvent): readonly string[] {
  const { appId, eventName, failureType, cause, schema } = readFailed(event);
  return [appId ?? '', eventName ?? '', `${failureType}: ${cause}${schema === null ? '' : ` (${schema})`}`];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(value: string): string {
  return value.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
