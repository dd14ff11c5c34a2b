// What a command is given, and the warehouse for as long as it needs it.
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import { lazyEngine, type SessionSource } from './lazy-engine.ts';
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
  const engine = await openEngine(open, effects);
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** For commands that may come to ask the warehouse something. */
export async function withLazyEngine<T>(
  { open, effects }: Omit<CommandRun, 'narrator'>,
  use: (engine: SessionSource) => Promise<T>,
): Promise<T> {
  const engine = lazyEngine(() => openEngine(open, effects));
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

function openEngine({ project, invocation }: OpenProject, effects: TransformEffects): Promise<SqlEngine> {
  const { profile, question } = project;
  return effects.openEngine({ profile, projectFolder: question.folder, command: invocation.command });
}
