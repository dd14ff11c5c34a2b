import { connectLineClient } from '../adapters/local-socket/line-client.ts';
import { socketPath } from '../adapters/local-socket/socket-path.ts';
import type { Project } from '../config/read-config.ts';
import { isJsonObject, textAt } from '../kernel/parse-json.ts';

/** Undefined when the portal asks for no login. */
export async function mintLoginLink(project: Project): Promise<string | undefined> {
  const client = await connectLineClient(socketPath(project.dataFolder, 'portal'), 'the portal');
  if (client === undefined) return undefined;
  try {
    const answer = await client.ask('login-link', {});
    return isJsonObject(answer) ? textAt(answer, 'url') : undefined;
  } finally {
    client.close();
  }
}
