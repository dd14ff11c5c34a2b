import { RE2JS } from 're2js';
import { z } from 'zod';
import { section } from '../section.ts';

export const headersSchema = section({
  pattern: z
    .string()
    .refine(isPattern, 'a regular expression as RE2 reads them, without lookarounds and back-references')
    .nullable()
    .default(null)
    .describe('Headers whose values are kept with the event: `Sec-CH-.*` matches whole names; null keeps none.'),
});

function isPattern(text: string): boolean {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}

export type HeadersConfig = z.infer<typeof headersSchema>;
