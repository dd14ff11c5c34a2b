// A static server for the pages of a project while it is developed, with two paths of its own: /sp.js, the official
// tracker as installed, and /tracking-config.js, which tells pages where the collector is.
import { createHash } from 'node:crypto';
import { systemCode } from '../../kernel/crypt-error.ts';
import { fail } from '../errors.ts';
import { contentTypeOf } from '../http/content-type.ts';
import { openDoor, type Door } from '../http/open-door.ts';
import { sitePath } from './site-path.ts';
import type { SiteEffects, SiteOptions } from './site-options.ts';

const TRACKER_PATH = '/sp.js';
const CONFIG_PATH = '/tracking-config.js';

/** @throws SITE_FOLDER_MISSING (user), SERVE_PORT_TAKEN (transient), SERVE_ADDRESS_REFUSED (user). */
export async function startSite(options: SiteOptions, effects: SiteEffects): Promise<Door> {
  const stat = await effects.files.stat(options.folder);
  if (stat?.isDirectory !== true) throw fail('SITE_FOLDER_MISSING', { folder: options.folder });
  const serve = makeSite(options, effects);
  return openDoor(serve, { door: 'site', host: options.host, port: options.port });
}

/** The server without its door. */
export function makeSite(
  options: Pick<SiteOptions, 'folder' | 'trackerFile' | 'collectorUrl' | 'portalUrl'>,
  effects: SiteEffects,
): (request: Request) => Promise<Response> {
  const config = renderConfig(options);
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response('only GET and HEAD\n', { status: 405, headers: { Allow: 'GET, HEAD' } });
    }
    const { pathname, search } = new URL(request.url);
    if (pathname === CONFIG_PATH) return answer(request, { content: config, path: CONFIG_PATH, mtimeMs: null });
    const path = pathname === TRACKER_PATH ? options.trackerFile : sitePath(options.folder, pathname);
    if (path === undefined) return notFound(request, options, effects);
    const file = await readFile(path, effects);
    if (file === 'folder') return new Response(null, { status: 308, headers: { Location: `${pathname}/${search}` } });
    return file === undefined ? notFound(request, options, effects) : answer(request, file);
  };
}

interface Content {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly path: string;
  /** Null for what has no file. */
  readonly mtimeMs: number | null;
}

/** A small global, as pages without a bundler can read it. */
function renderConfig({
  collectorUrl,
  portalUrl,
}: Pick<SiteOptions, 'collectorUrl' | 'portalUrl'>): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`window.cryptTracking = ${JSON.stringify({ collectorUrl, portalUrl })};\n`);
}

async function readFile(path: string, { files }: SiteEffects): Promise<Content | 'folder' | undefined> {
  try {
    const stat = await files.stat(path);
    if (stat === undefined) return undefined;
    if (stat.isDirectory) return 'folder';
    return { content: new Uint8Array(await files.readFile(path)), path, mtimeMs: stat.mtimeMs };
  } catch (error) {
    // A file as a folder (`/index.html/x`), a name too long, or a file that went away in between.
    if (['ENOTDIR', 'ENAMETOOLONG', 'ENOENT'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Conditional requests by RFC 9110, section 13: If-None-Match decides when it is there, else If-Modified-Since. */
function answer(request: Request, { content, path, mtimeMs }: Content, status = 200): Response {
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const headers = new Headers({ ETag: etag, 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' });
  if (mtimeMs !== null) headers.set('Last-Modified', new Date(mtimeMs).toUTCString());
  if (status === 200 && isUnchanged(request, etag, mtimeMs)) return new Response(null, { status: 304, headers });
  headers.set('Content-Type', contentTypeOf(path));
  headers.set('Content-Length', String(content.length));
  return new Response(request.method === 'HEAD' ? null : content, { status, headers });
}

function isUnchanged(request: Request, etag: string, mtimeMs: number | null): boolean {
  const tags = request.headers.get('If-None-Match');
  if (tags !== null) return tags === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
  const since = Date.parse(request.headers.get('If-Modified-Since') ?? '');
  // The header has whole seconds.
  return mtimeMs !== null && Math.floor(mtimeMs / 1_000) * 1_000 <= since;
}

/** The project's own 404.html, or a line of text. */
async function notFound(
  request: Request,
  options: Pick<SiteOptions, 'folder'>,
  effects: SiteEffects,
): Promise<Response> {
  const file = await readFile(`${options.folder}/404.html`, effects);
  if (typeof file === 'object') return answer(request, file, 404);
  return new Response(request.method === 'HEAD' ? null : 'There is no such page.\n', {
    status: 404,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  });
}
