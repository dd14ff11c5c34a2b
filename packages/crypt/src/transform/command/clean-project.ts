import { resolve, sep } from 'node:path';
import type { CommandRun } from './command-run.ts';
import { fail } from './errors.ts';

/** Removes the clean-targets of dbt_project.yml: nothing outside the project, and nothing that holds what it is made of. */
export async function cleanProject({ open, effects, narrator }: CommandRun): Promise<number> {
  const { root, question } = open.project;
  const { folder } = question;
  const paths = root.settings.cleanTargets.map((target) => resolve(folder, target));
  const outside = paths.filter((path) => !path.startsWith(folder + sep));
  if (outside.length > 0)
    throw fail('COMMAND_CLEAN', { reason: `clean removes nothing outside the project: ${outside.join(', ')}` });
  const kept = [...Object.values(root.settings.paths).flat(), '.git'].map((path) => resolve(folder, path));
  // A target may lie in a folder of sources; sources may not lie in a target.
  const sources = paths.filter((path) => kept.some((source) => source === path || source.startsWith(path + sep)));
  if (sources.length > 0)
    throw fail('COMMAND_CLEAN', { reason: `clean removes no files of the project's own: ${sources.join(', ')}` });
  for (const path of paths) {
    await effects.removeFolder(path);
    narrator.say(`Cleaned ${path}`);
  }
  return 0;
}
