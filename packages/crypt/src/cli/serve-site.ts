import { resolve } from 'node:path';
import { findTracker } from '../serve/site/find-tracker.ts';
import { startSite } from '../serve/site/start-site.ts';
import type { RoleWorld } from './role-world.ts';

/** The project's static site, or undefined when it has none. */
export async function serveSite(
  { project, files, logger }: RoleWorld,
  portalUrl: string,
): Promise<{ readonly url: string; close(): Promise<void> } | undefined> {
  const { site, collector } = project.config;
  if (site === null) return undefined;
  const protocol = collector.tls === null ? 'http' : 'https';
  return startSite(
    {
      folder: resolve(project.folder, site.folder),
      host: '127.0.0.1',
      port: project.ports.site,
      trackerFile: findTracker(project.folder),
      collectorUrl: `${protocol}://127.0.0.1:${project.ports.collector}`,
      portalUrl,
    },
    { files, logger },
  );
}
