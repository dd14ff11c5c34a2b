import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';

export const projectCodeErrors = {
  PROJECT_CODE_MISSING: {
    kind: 'user',
    message: (p) => `crypt.yml names ${p.file}, and there is no such file in ${p.folder}. Nothing was started.`,
    hint: () => 'Paths are relative to the folder of crypt.yml.',
    example: { file: 'enrichments/score.ts', folder: '/home/ada/shop' },
  } satisfies ErrorEntry<{ file: string; folder: string }>,
  PROJECT_CODE_COMPILE: {
    kind: 'user',
    message: (p) => `Code of the project does not compile: ${p.problems.join('; ')}. Nothing was started.`,
    hint: () => 'Correct it. Types are not checked here: that is `npx tsc --noEmit` in the project.',
    example: { problems: ['enrichments/score.ts:3:14: Expected ";" but found "}"'] },
  } satisfies ErrorEntry<{ problems: readonly string[] }>,
  PROJECT_CODE_REFUSED: {
    kind: 'user',
    message: (p) => `Code of the project cannot be used: ${p.reason}. Nothing was started.`,
    hint: () => 'Each file exports one function by default: docs/enrichments/project.md, docs/webhooks.md.',
    example: { reason: 'enrichments/score.ts has no function as its default export' },
  } satisfies ErrorEntry<{ reason: string }>,
  PROJECT_CODE_VARIABLE: {
    kind: 'user',
    message: (p) =>
      `The project's code needs the environment variable ${p.name}, and it is not set. Nothing was started.`,
    hint: (p) => `Set ${p.name}, or remove it from enrichments.project.environment in crypt.yml.`,
    example: { name: 'SCORING_KEY' },
  } satisfies ErrorEntry<{ name: string }>,
  PROJECT_CODE_START: {
    kind: 'transient',
    message: (p) => `The process of the project's code did not start: ${p.reason}. No event was touched.`,
    hint: () => 'See the lines project.output before this; code at the top level of a file must end soon.',
    example: { reason: 'not ready within 10000 ms' },
  } satisfies ErrorEntry<{ reason: string }>,
  PROJECT_CODE_CLOSED: {
    kind: 'transient',
    message: () => "The project's code was stopped before it had answered. Its events are not dealt with.",
    hint: () => 'They are taken again at the next start.',
    example: {},
  } satisfies ErrorEntry<Record<string, never>>,
};

export const fail = failer(projectCodeErrors);
