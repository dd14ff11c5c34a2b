import { resolve } from 'node:path';
import { readProject } from '../../config/read-config.ts';
import type { Command } from '../context.ts';
import { fail } from '../errors.ts';
import { mintLoginLink } from '../login-link.ts';
import { readStatus } from '../read-status.ts';
import { renderStatus } from '../render-status.ts';

export const status: Command = async (context, args) => {
  const project = await readProject(resolve(context.folder, args.project ?? '.'), context.files, context.environment);
  if (args.flag('login')) {
    const url = await mintLoginLink(project);
    if (url === undefined) throw fail('CLI_NEEDS_UP', { command: 'status --login' });
    context.out(args.json ? `${JSON.stringify({ url })}\n` : `${url}\n`);
    return 0;
  }
  const now = await readStatus(project, context);
  context.out(args.json ? `${JSON.stringify(now)}\n` : renderStatus(now));
  return 0;
};
