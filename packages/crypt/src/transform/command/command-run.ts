// What a command is given, and the warehouse for as long as it needs it.
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import type { Narrator } from './narrator.ts';
import type { OpenProject } from './open-project.ts';
import type { TransformEffects } from './transform-effects.ts';

export interface CommandRun {
  readonly open: OpenProject;
  readonly effects: TransformEffects;
  readonly narrator: Narrator;
}

export async function withEngine<T>(
  { open, effects }: Omit<CommandRun, 'narrator'>,
  use: (engine: SqlEngine) => Promise<T>,
): Promise<T> {
  const engine = await effects.openEngine({
    profile: open.project.profile,
    projectFolder: open.project.question.folder,
    command: open.invocation.command,
  });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}
