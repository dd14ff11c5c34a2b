import { connectLineClient } from '../adapters/local-socket/line-client.ts';
import { socketPath } from '../adapters/local-socket/socket-path.ts';
import { nodeRandom } from '../adapters/node/node-random.ts';
import type { Project } from '../config/read-config.ts';
import type { PlatformStatus } from '../contracts/status.ts';
import { DiskWatch } from '../orchestrate/disk-watch.ts';
import { PlatformState } from '../orchestrate/platform-state.ts';
import { LogAudits } from './audit-logs.ts';
import type { CliContext } from './context.ts';
import { VERSION } from './version.ts';

/** From the running platform, or, when it is down, from the files: then hops are not counted, and the balance is unknown. */
export async function readStatus(project: Project, context: CliContext): Promise<PlatformStatus> {
  const client = await connectLineClient(socketPath(project.dataFolder, 'crypt'), 'the platform');
  if (client !== undefined) {
    try {
      return (await client.ask('status', {})) as unknown as PlatformStatus;
    } finally {
      client.close();
    }
  }
  const { clock, files } = context;
  const facts = { version: VERSION, project: project.config.name, dataFolder: project.dataFolder };
  const state = new PlatformState({ ...facts, running: false, startedMs: null });
  const there = (await files.stat(project.dataFolder)) !== undefined;
  if (there) await new LogAudits({ project, files, clock, random: nodeRandom }).run(state);
  const nothing = { usedBytes: 0, freeBytes: 0, growthBytesPerDay: null, daysLeft: null };
  const disk = there ? await new DiskWatch(project.dataFolder, files, clock).measure() : nothing;
  return state.render(clock.nowMs(), [], disk, { path: project.configPath, changed: false, problem: null });
}
