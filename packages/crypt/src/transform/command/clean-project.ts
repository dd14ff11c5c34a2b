import { resolve, sep } from 'node:path';
import type { CommandRun } from './command-run.ts';
import { fail } from './errors.ts';

/** Removes the clean-targets of dbt_project.yml, and nothing outside the project. */
export async function cleanProject({ open, effects, narrator }: CommandRun): Promise<number> {
  const { root, question } = open.project;
  const paths = root.settings.cleanTargets.map((target) => resolve(question.folder, target));
  const outside = paths.find((path) => !path.startsWith(question.folder + sep));
  if (outside !== undefined)
    throw fail('COMMAND_LINE', { reason: `clean removes nothing outside the project: ${outside}.` });
  for (const path of paths) {
    await effects.removeFolder(path);
    narrator.say(`Cleaned ${path}`);
  }
  return 0;
}
