// A running platform keeps the crypt.yml it was started with: a port or a folder that changed under it would tear the
// flow. What changed is shown, and checked, so that the next start holds no surprise.
import { parseConfig, type Project } from '../config/read-config.ts';
import type { ConfigStatus } from '../contracts/status.ts';
import { errorText, systemCode } from '../kernel/crypt-error.ts';
import type { Files } from '../kernel/effects.ts';

export async function watchConfig(project: Project, files: Files, before: ConfigStatus): Promise<ConfigStatus> {
  const path = project.configPath;
  try {
    const text = Buffer.from(await files.readFile(path)).toString('utf8');
    if (text === project.configText) return before.changed ? { path, changed: false, problem: null } : before;
    parseConfig(text, path);
    return { path, changed: true, problem: null };
  } catch (error) {
    const problem = systemCode(error) === 'ENOENT' ? 'the file is gone' : errorText(error);
    return { path, changed: true, problem };
  }
}
