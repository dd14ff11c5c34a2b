// A click on /r/tp2?u=…: the redirect is the event, or an entity of the event that the query string already is.
import { protocolProblem } from '../problem.ts';
import { arrayElements, memberSpan } from '../../kernel/json-span.ts';
import { mergeParams, refuse, singleEvent, type SplitPayload } from './raw-event.ts';
import { decodeBase64, readEnvelope } from '../self-describing.ts';

const VENDOR = 'iglu:com.snowplowanalytics.snowplow';

export function splitRedirect(query: ReadonlyMap<string, string>): SplitPayload {
  if (query.size === 0) return refuse(protocolProblem('payload: no query string'));
  const target = query.get('u');
  if (target === undefined) return refuse(protocolProblem('u: missing'));
  const redirect = `{"schema":"${VENDOR}/uri_redirect/jsonschema/1-0-0","data":{"uri":${JSON.stringify(target)}}}`;
  const params = new Map(query);
  params.delete('u');
  params.set('tv', 'r-tp2');
  params.set('p', query.get('p') ?? 'web');
  if (query.has('e')) addEntity(params, redirect);
  else {
    params.set('e', 'ue');
    params.set('ue_pr', `{"schema":"${VENDOR}/unstruct_event/jsonschema/1-0-0","data":${redirect}}`);
  }
  return singleEvent(mergeParams({}, params));
}

/** Puts the entity before those of `cx` or `co`. Entities that cannot be read stay as sent and fail the event later. */
function addEntity(params: Map<string, string>, entity: string): void {
  const encoded = params.get('cx');
  const present = encoded === undefined ? params.get('co') : decodeBase64(encoded);
  if (present === undefined && encoded !== undefined) return;
  if (present === undefined || present === '') {
    params.set('co', `{"schema":"${VENDOR}/contexts/jsonschema/1-0-1","data":[${entity}]}`);
    return;
  }
  if (readEnvelope(present, { param: 'co', schemaName: 'contexts' }).problem !== undefined) return;
  const [from, to] = memberSpan(present, 'data') ?? [0, 0];
  const data = [entity, ...arrayElements(present.slice(from, to))];
  const added = `${present.slice(0, from)}[${data.join(',')}]${present.slice(to)}`;
  if (encoded === undefined) params.set('co', added);
  else params.set('cx', Buffer.from(added).toString('base64url'));
}
