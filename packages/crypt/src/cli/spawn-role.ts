// A role as a child process with a message channel. Its lines go to `onLine`.
import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RoleMessage } from '../contracts/role-message.ts';
import type { RoleName } from '../contracts/status.ts';
import { MICRO_MODE, PROJECT_VARIABLE } from './project-variable.ts';
import type { Project } from '../config/read-config.ts';
import type { RoleProcess } from '../orchestrate/supervisor.ts';

const ROLE_FILE = fileURLToPath(new URL('./role.js', import.meta.url));

export function spawnRole(
  role: RoleName,
  project: Project,
  environment: NodeJS.ProcessEnv,
  onLine: (role: RoleName, line: string) => void,
  micro: boolean,
): RoleProcess {
  const child = fork(ROLE_FILE, [role, project.folder, ...(micro ? [MICRO_MODE] : [])], {
    env: { ...environment, [PROJECT_VARIABLE]: JSON.stringify(project) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => onLine(role, line));
  }
  // 'exit' follows a failed send or kill and says what happened.
  child.on('error', () => undefined);
  return {
    pid: child.pid ?? -1,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    kill: (signal) => void child.kill(signal),
    onMessage: (listener) => void child.on('message', (message) => listener(message as RoleMessage)),
    onEnd: (listener) => void child.once('exit', (code, signal) => listener(signal ?? `exit ${code}`)),
  };
}
