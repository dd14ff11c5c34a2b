import { systemCode } from '../../kernel/crypt-error.ts';
import { REGISTRY_REDIRECTS_MAX, SCHEMA_BYTES_MAX } from '../../kernel/limits.ts';

export type FetchedText =
  | { readonly outcome: 'answered'; readonly status: number; readonly text: string }
  /** `reason` holds nothing that was sent or received. */
  | { readonly outcome: 'failed'; readonly reason: string }
  | { readonly outcome: 'too large' }
  | { readonly outcome: 'interrupted' };

export interface FetchTextOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** For all of it: connecting, redirects, and the body to its end. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** GETs a text of at most SCHEMA_BYTES_MAX bytes. Redirects are followed on the same host, and never out of https. */
export async function fetchText(url: URL, { headers, timeoutMs, signal }: FetchTextOptions): Promise<FetchedText> {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), timeoutMs);
  const stop = (): void => end.abort();
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) return { outcome: 'interrupted' };
    return await followRedirects(url, headers, end.signal);
  } catch (error) {
    if (signal.aborted) return { outcome: 'interrupted' };
    if (end.signal.aborted) return { outcome: 'failed', reason: `it did not answer within ${timeoutMs} ms` };
    return { outcome: 'failed', reason: `it could not be reached (${causeOf(error)})` };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    // Lets go of a body that was not read to its end.
    end.abort();
  }
}

/** Texts of network errors may quote what was sent, so only their codes are told. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return systemCode(cause) ?? 'no connection';
}

async function followRedirects(
  first: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<FetchedText> {
  let url = first;
  for (let redirects = 0; redirects <= REGISTRY_REDIRECTS_MAX; redirects++) {
    const response = await fetch(url, { headers, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return readBody(response);
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (next === undefined || !isSameHost(first, next))
      return { outcome: 'failed', reason: 'it redirects to another host, which is not followed' };
    url = next;
  }
  return { outcome: 'failed', reason: `it redirects more than ${REGISTRY_REDIRECTS_MAX} times` };
}

function isSameHost(from: URL, to: URL): boolean {
  const isSafe = to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:');
  return to.hostname === from.hostname && isSafe;
}

async function readBody(response: Response): Promise<FetchedText> {
  const { status, body } = response;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > SCHEMA_BYTES_MAX) return { outcome: 'too large' };
    chunks.push(chunk);
  }
  return { outcome: 'answered', status, text: Buffer.concat(chunks).toString('utf8') };
}
