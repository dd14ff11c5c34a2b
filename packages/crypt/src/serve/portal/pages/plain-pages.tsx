// Pages of a few sentences: logged out, logged in, not found, broken.
import { COMMANDS } from '../commands.ts';
import { Layout, type PageFrame } from './layout.tsx';

export function LoggedOutPage({ frame, why }: { frame: PageFrame; why: string }) {
  return (
    <Layout {...frame} title="Log in">
      <div class="plain">
        <h1>Log in</h1>
        <p>{why}</p>
        <p>On the machine that runs the platform, in the project’s folder, type</p>
        <pre tabindex={0}>
          <code>{COMMANDS.login}</code>
        </pre>
        <p>and open the link that it prints. A link works once, for ten minutes.</p>
      </div>
    </Layout>
  );
}

/**
 * Answers a good link with a page instead of a redirect: a SameSite=Strict cookie is not sent along a redirect that
 * another site began, but it is sent when this page moves on.
 */
export function LoggedInPage({ frame }: { frame: PageFrame }) {
  return (
    <Layout {...frame} title="Logged in">
      <meta http-equiv="refresh" content="0; url=/" />
      <div class="plain">
        <h1>Logged in</h1>
        <p>
          <a href="/">Go to the pipeline</a>
        </p>
      </div>
    </Layout>
  );
}

export function NotFoundPage({ frame }: { frame: PageFrame }) {
  return (
    <Layout {...frame} title="Not found">
      <div class="plain">
        <h1>Nothing lies here</h1>
        <p>
          The pages are <a href="/">the pipeline</a> and <a href="/failed">the failed events</a>.
        </p>
      </div>
    </Layout>
  );
}

export function BrokenPage({ frame }: { frame: PageFrame }) {
  return (
    <Layout {...frame} title="Broken">
      <div class="plain">
        <h1>This page broke</h1>
        <p>
          A defect of ours stopped it; events are collected and stored all the same. The portal’s log says more:{' '}
          <code>{COMMANDS.status}</code>
        </p>
      </div>
    </Layout>
  );
}
