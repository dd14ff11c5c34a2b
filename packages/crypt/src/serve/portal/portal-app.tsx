// Routes and their order of refusal: unknown host, then no session, then the page.
import { Hono, type Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { errorText } from '../../kernel/crypt-error.ts';
import { LIVE_CLIENTS_MAX, SESSION_MS_MAX } from '../../kernel/limits.ts';
import type { Assets } from './assets.ts';
import type { LiveFragments } from './live-fragments.ts';
import { streamLive } from './live-stream.ts';
import type { MaskValue } from './mask/mask-value.ts';
import type { PageFrame } from './pages/layout.tsx';
import { EventPage } from './pages/event-page.tsx';
import { FailedPage } from './pages/failed-page.tsx';
import { PipelinePage } from './pages/pipeline-page.tsx';
import { BrokenPage, LoggedInPage, LoggedOutPage, NotFoundPage } from './pages/plain-pages.tsx';
import type { PipelineViews } from './pipeline-view.ts';
import type { PortalEffects, PortalOptions } from './portal-options.ts';
import { readEvent } from './read-events.ts';
import { renderHtml } from './render-fragments.ts';
import { isAllowedHost } from './security/allowed-host.ts';
import type { LoginLinks } from './security/login-links.ts';
import { SECURITY_HEADERS } from './security/security-headers.ts';
import type { Sessions } from './security/sessions.ts';

export interface PortalParts {
  readonly options: PortalOptions;
  readonly effects: PortalEffects;
  readonly assets: Assets;
  readonly links: LoginLinks;
  readonly sessions: Sessions;
  readonly mask: MaskValue;
  readonly views: PipelineViews;
  readonly live: LiveFragments;
}

/** What a tracker can give as an event id, and little else. */
const EVENT_ID = /^[\w-]{1,36}$/;

export function makePortalApp(parts: PortalParts): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    if (isAllowedHost(c.req.header('host'), parts.options)) await next();
    else c.res = c.text('This portal is not known by that name. Add it to portal.hosts in crypt.yml.\n', 421);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
  });
  addOpenRoutes(app, parts);
  app.use(async (c, next) => {
    if (hasSession(c, parts)) return next();
    return page(c, <LoggedOutPage frame={frameOf(parts, 'none')} why="These pages need a session." />, 401);
  });
  addPages(app, parts);
  app.notFound((c) => page(c, <NotFoundPage frame={frameOf(parts, signedIn(parts))} />, 404));
  app.onError((error, c) => {
    parts.effects.logger.error('portal.page.broken', { path: c.req.routePath, reason: errorText(error) });
    return page(c, <BrokenPage frame={frameOf(parts, 'none')} />, 500);
  });
  return app;
}

/** What needs no session: health, the files of the pages, and the way in. */
function addOpenRoutes(app: Hono, parts: PortalParts): void {
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/assets/*', (c) => {
    const asset = parts.assets.byPath.get(c.req.path);
    if (asset === undefined) return c.text('no such file\n', 404);
    return c.body(asset.content, 200, {
      'Content-Type': asset.contentType,
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  });
  app.get('/login', (c) => {
    const token = c.req.query('token') ?? '';
    // A HEAD, which mail scanners and previews send, must not use the link up.
    if (c.req.method === 'HEAD') return c.body(null, 204);
    if (token !== '' && parts.links.redeem(token)) {
      setSession(c, parts, parts.sessions.issue(), SESSION_MS_MAX / 1_000);
      return page(c, <LoggedInPage frame={frameOf(parts, 'none')} />);
    }
    const why = token === '' ? 'These pages need a session.' : 'This link has been used, or is older than ten minutes.';
    return page(c, <LoggedOutPage frame={frameOf(parts, 'none')} why={why} />, 401);
  });
}

function addPages(app: Hono, parts: PortalParts): void {
  const { effects } = parts;
  app.get('/', async (c) => {
    const frame = frameOf(parts, signedIn(parts), 'pipeline');
    return page(c, <PipelinePage frame={frame} view={await parts.views.view()} />);
  });
  app.get('/failed', (c) => {
    const frame = frameOf(parts, signedIn(parts), 'failed');
    return page(c, <FailedPage frame={frame} failed={effects.failed.summary()} nowMs={effects.clock.nowMs()} />);
  });
  app.get('/events/:id', async (c) => {
    const eventId = c.req.param('id');
    if (!EVENT_ID.test(eventId)) return c.notFound();
    const rows = await readEvent(effects.query, parts.mask, eventId);
    const found = typeof rows !== 'string' && rows.length > 0;
    const code = found ? 200 : rows === 'no-warehouse' ? 503 : 404;
    return page(c, <EventPage frame={frameOf(parts, signedIn(parts))} eventId={eventId} rows={rows} />, code);
  });
  app.get('/status.json', (c) => {
    const status = effects.status.current();
    return status === undefined ? c.json({ error: 'no status has arrived' }, 503) : c.json(status);
  });
  app.get('/live', (c) => {
    if (parts.live.watchers >= LIVE_CLIENTS_MAX) return c.text('too many live pages are open\n', 503);
    return streamLive(parts.live);
  });
  app.post('/logout', (c) => {
    // SameSite=Strict keeps the cookie out of other sites' forms; without it there is nothing to end.
    setSession(c, parts, '', 0);
    return c.redirect('/login', 303);
  });
}

/** Without the doctype browsers lay out pages as they did in 1998. */
function page(
  c: Context,
  content: { toString(): string | Promise<string> },
  code: 200 | 401 | 404 | 500 | 503 = 200,
): Response {
  return c.html(`<!DOCTYPE html>${renderHtml(content)}`, code);
}

function frameOf(parts: PortalParts, login: PageFrame['login'], here: PageFrame['here'] = null): PageFrame {
  const status = parts.effects.status.current();
  // Nothing about the project is told to those who have not logged in.
  if (login === 'none') return { assets: parts.assets.urls, project: '', version: null, login, here };
  const { project = '', version = null } = status ?? {};
  return { assets: parts.assets.urls, project, version, login, here };
}

function signedIn(parts: PortalParts): PageFrame['login'] {
  return parts.options.login === 'off' ? 'off' : 'session';
}

function hasSession(c: Context, parts: PortalParts): boolean {
  return parts.options.login === 'off' || parts.sessions.accepts(getCookie(c, cookieName(c)));
}

function setSession(c: Context, parts: PortalParts, value: string, maxAgeSeconds: number): void {
  setCookie(c, cookieName(c), value, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: maxAgeSeconds,
    secure: parts.options.publicUrl?.startsWith('https:') === true,
  });
}

/** Browsers share cookies between the ports of a host; two projects on one machine must not log each other out. */
function cookieName(c: Context): string {
  const port = /:(\d+)$/.exec(c.req.header('host') ?? '')?.[1] ?? 'default';
  return `crypt_session_${port}`;
}
