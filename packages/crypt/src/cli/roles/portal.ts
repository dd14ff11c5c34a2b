// The pages, and the example site. Reads the status that the supervisor sends, log:failed and log:repairs, and the warehouse's socket.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startLineServer } from '../../adapters/local-socket/line-server.ts';
import { socketPath } from '../../adapters/local-socket/socket-path.ts';
import type { PlatformStatus } from '../../contracts/status.ts';
import type { Files } from '../../kernel/effects.ts';
import { FailedProjection } from '../../serve/portal/failed-groups.ts';
import { followFailed } from '../../serve/portal/follow-failed.ts';
import type { StatusFeed } from '../../serve/portal/portal-options.ts';
import { startPortal } from '../../serve/portal/start-portal.ts';
import { openObserver } from '../open-observer.ts';
import type { RoleWorld } from '../role-world.ts';
import { serveSite } from '../serve-site.ts';
import { untilAborted } from '../until-aborted.ts';
import { WarehouseReader } from '../warehouse-reader.ts';

export async function runPortal(world: RoleWorld): Promise<void> {
  const { project, files, clock, random, logger, stop, tell } = world;
  const { host, login } = project.config.portal;
  const failed = new FailedProjection();
  const logs = { failed: await openObserver(world, 'failed'), repairs: await openObserver(world, 'repairs') };
  const following = followFailed(logs, failed, { clock, logger }, stop);
  const warehouse = new WarehouseReader(socketPath(project.dataFolder, 'warehouse'));
  const sessionKey = await readSessionKey(join(project.dataFolder, 'portal.key'), files);
  const portal = await startPortal(
    { host, port: project.ports.portal, login, sessionKey, hosts: [], publicUrl: null },
    { status: statusFeed(world), query: warehouse.query, failed, clock, random, files, logger },
  );
  const links = await startLineServer(socketPath(project.dataFolder, 'portal'), {
    'login-link': async () => ({ url: portal.auth.mintLink() }),
  });
  const site = await serveSite(world, portal.url);
  tell({ type: 'ready', urls: { portal: portal.url, ...(site === undefined ? {} : { site: site.url }) } });
  await untilAborted(stop);
  await site?.close();
  await links.close();
  await portal.close();
  await following;
  await Promise.all([logs.failed.close(), logs.repairs.close()]);
  await warehouse.close();
}

function statusFeed(world: RoleWorld): StatusFeed {
  let current: PlatformStatus | undefined;
  const listeners = new Set<(status: PlatformStatus) => void>();
  world.onStatus((status) => {
    current = status;
    for (const listener of listeners) listener(status);
  });
  return {
    current: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Made once, so that people stay logged in when the portal is started again. */
async function readSessionKey(path: string, files: Files): Promise<Uint8Array> {
  if ((await files.stat(path)) === undefined) await files.replaceFile(path, randomBytes(32));
  return files.readFile(path);
}
