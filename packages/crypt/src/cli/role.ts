// Start of every process but the supervisor: `node role.js <role> <project folder> [micro]`, with a channel to the supervisor.
import { EXIT_CODE } from '../kernel/crypt-error.ts';
import type { RoleName } from '../contracts/status.ts';
import { roleFailure } from './role-failure.ts';
import { MICRO_MODE } from './project-variable.ts';
import { makeRoleWorld, type RoleWorld } from './role-world.ts';

/** Serves until the world says stop, then returns with everything closed. */
export type Role = (world: RoleWorld) => Promise<void>;

const ROLES: Readonly<Record<RoleName, () => Promise<Role>>> = {
  collector: async () => (await import('./roles/collector.ts')).runCollector,
  enricher: async () => (await import('./roles/enricher.ts')).runEnricher,
  warehouse: async () => (await import('./roles/warehouse.ts')).runWarehouse,
  portal: async () => (await import('./roles/portal.ts')).runPortal,
};

const [name = '', folder = '.', mode = ''] = process.argv.slice(2);
const world = await makeRoleWorld(folder, mode === MICRO_MODE);
try {
  const role = await ROLES[name as RoleName]();
  await role(world);
  process.exit(0);
} catch (error) {
  const failure = roleFailure(name, error);
  world.logger.error('role failed', {
    role: name,
    ...failure,
    stack: error instanceof Error ? error.stack : undefined,
  });
  world.tell({ type: 'failed', error: failure });
  // The message has to leave the process before it ends.
  await world.clock.sleep(50);
  process.exit(EXIT_CODE[failure.kind]);
}
