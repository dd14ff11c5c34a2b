// How packages of dbt projects come onto the machine: the system's git, HTTPS, links.
import { execFile } from 'node:child_process';
import { cp, symlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { PACKAGE_BYTES_MAX } from '../kernel/limits.ts';
import { fail } from '../transform/command/errors.ts';
import type { PackageEffects } from '../transform/command/transform-effects.ts';

const FETCH_MS = 60_000;
const run = promisify(execFile);

export const packageEffects: PackageEffects = {
  // Nobody is there to be asked for a password.
  git: async (args, folder) => {
    const { stdout } = await run('git', [...args], {
      cwd: folder,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
      maxBuffer: 10_000_000,
    });
    return stdout;
  },
  fetch: async (url) => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS), redirect: 'follow' });
    const length = Number(answer.headers.get('content-length') ?? 0);
    if (!answer.ok || length > PACKAGE_BYTES_MAX)
      throw fail('COMMAND_PACKAGE', {
        reason: answer.ok ? `${length} bytes are too many` : `the answer is ${answer.status}`,
      });
    return new Uint8Array(await answer.arrayBuffer());
  },
  link: async (from, to) => {
    await symlink(from, to, 'junction').catch(() => cp(from, to, { recursive: true }));
  },
};
