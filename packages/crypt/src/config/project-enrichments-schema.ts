// Code of the project that runs on events: docs/enrichments/project.md.
import { z } from 'zod';
import { section } from './section.ts';

/** A source file of the project, in crypt.yml: relative to it, with `/`. */
export const codeFile = z
  .string()
  .regex(
    /^(?!\/)[^\\\0]+\.(?:ts|mts|js|mjs)$/,
    'a file of the project, relative to it, ending in .ts, .mts, .js or .mjs',
  );

/** Name of an environment variable. */
export const variableName = z.string().regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable');

export const projectEnrichmentsSchema = section({
  files: z
    .array(codeFile)
    .refine((files) => new Set(files).size === files.length, 'a file is listed twice')
    .default([])
    .describe(
      'Files that export a function by default: `[enrichments/score.ts]`. Each sees what those before changed.',
    ),
  timeMsMax: z
    .int()
    .min(1)
    .max(10_000)
    .default(50)
    .describe('Time for one event, all files together, or for one webhook, ms. After it the event fails.'),
  memoryMegabytesMax: z
    .int()
    .min(32)
    .max(65_536)
    .default(256)
    .describe('Heap of the process in which the code runs, MB. Beyond it the event at hand fails.'),
  environment: z
    .array(variableName)
    .default([])
    .describe('Environment variables that the code may read, beside PATH, TZ and a few others without secrets.'),
});
