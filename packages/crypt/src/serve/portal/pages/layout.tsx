import type { Child } from 'hono/jsx';
import type { AssetUrls } from '../assets.ts';

export interface PageFrame {
  readonly assets: AssetUrls;
  readonly project: string;
  readonly version: string | null;
  /** `off`: nobody had to log in, and the page says so. `none`: the page is for those who have not. */
  readonly login: 'session' | 'off' | 'none';
  readonly here: 'pipeline' | 'failed' | null;
}

interface LayoutProps extends PageFrame {
  readonly title: string;
  /** Live pages load the script and, without it, load again every ten seconds. */
  readonly live?: boolean;
  readonly children?: Child;
}

export function Layout({ assets, project, version, login, here, title, live, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{[title, project, 'The Crypt'].filter((part) => part !== '').join(' · ')}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={assets.icon} type="image/svg+xml" />
        <link rel="stylesheet" href={assets.style} />
        {live === true && <script src={assets.script} defer />}
        {live === true && (
          <noscript>
            <meta http-equiv="refresh" content="10" />
          </noscript>
        )}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="top">
          <a class="brand" href="/">
            <Arch />
            <span class="brand-name">The Crypt</span>
            {project !== '' && <span class="brand-project">{project}</span>}
          </a>
          {login !== 'none' && <Navigation here={here} />}
          {live === true && <span id="live" class="live" role="status" />}
          {login === 'session' && (
            <form method="post" action="/logout">
              <button type="submit">Log out</button>
            </form>
          )}
        </header>
        {login === 'off' && (
          <aside class="banner" aria-label="Login">
            Login is off: whoever reaches this address can read these pages.
          </aside>
        )}
        <main id="main" tabindex={-1}>
          {children}
        </main>
        <footer class="bottom">
          <p>The Crypt {version ?? ''} · times are UTC · personal data is masked on every page</p>
        </footer>
      </body>
    </html>
  );
}

function Navigation({ here }: { here: PageFrame['here'] }) {
  return (
    <nav aria-label="Pages">
      <a href="/" aria-current={here === 'pipeline' ? 'page' : undefined}>
        Pipeline
      </a>
      <a href="/failed" aria-current={here === 'failed' ? 'page' : undefined}>
        Failed events
      </a>
    </nav>
  );
}

function Arch() {
  return (
    <svg class="arch" viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
      <path fill-rule="evenodd" d="M2 22V11a10 10 0 0 1 20 0v11h-5V11a5 5 0 0 0-10 0v11Zm8 0V11a2 2 0 0 1 4 0v11Z" />
    </svg>
  );
}
