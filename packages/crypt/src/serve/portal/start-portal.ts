import { makePortalApp } from './portal-app.tsx';
import { readAssets } from './assets.ts';
import { LiveFragments } from './live-fragments.ts';
import { makeMask } from './mask/mask-value.ts';
import { renderFragments } from './render-fragments.ts';
import { PipelineViews } from './pipeline-view.ts';
import type { PortalEffects, PortalOptions } from './portal-options.ts';
import { LoginLinks } from './security/login-links.ts';
import { Sessions } from './security/sessions.ts';
import { openDoor } from '../http/open-door.ts';

export interface Portal {
  /** Where people reach it; without a slash at the end. */
  readonly url: string;
  readonly auth: {
    /** A link that logs in once, within ten minutes. With login off it is the address of the portal. */
    mintLink(): string;
  };
  close(): Promise<void>;
}

/**
 * Opens the portal. It serves whatever else is down: without a status, without the warehouse, without one event.
 * @throws PORTAL_KEY_SHORT (user), PORTAL_ASSET_MISSING (terminal), SERVE_PORT_TAKEN (transient), SERVE_ADDRESS_REFUSED (user).
 */
export async function startPortal(options: PortalOptions, effects: PortalEffects): Promise<Portal> {
  const sessions = new Sessions(options.sessionKey, effects);
  const assets = await readAssets(effects.files);
  const links = new LoginLinks(effects);
  const mask = makeMask(effects.random);
  const views = new PipelineViews(effects, mask);
  const render = async (): Promise<ReturnType<typeof renderFragments>> => renderFragments(await views.view());
  const live = new LiveFragments({ clock: effects.clock, logger: effects.logger, render });
  const app = makePortalApp({ options, effects, assets, links, sessions, mask, views, live });
  const door = await openDoor((request) => app.fetch(request), {
    door: 'portal',
    host: options.host,
    port: options.port,
  });
  if (options.login === 'off') effects.logger.warn('portal.login.off', { host: options.host, port: door.port });
  const url = options.publicUrl?.replace(/\/+$/, '') ?? door.url;
  return {
    url,
    auth: { mintLink: () => (options.login === 'off' ? `${url}/` : `${url}/login?token=${links.mint()}`) },
    close: async () => {
      views.close();
      await Promise.all([live.close(), door.close()]);
    },
  };
}
