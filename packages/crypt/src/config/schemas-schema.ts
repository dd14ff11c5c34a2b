// The schemas' and the tracking plan's part of crypt.yml.
import { z } from 'zod';
import { section } from './section.ts';

/** Names of the sources that every project has. */
const TAKEN = ['project', 'built-in'];

const registry = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and -, beginning with a letter, 40 at most')
    .refine((name) => !TAKEN.includes(name), `not one of ${TAKEN.join(', ')}`)
    .describe('Name, as failed events and `crypt schemas` show it.'),
  url: z
    .string()
    .refine(isRegistryUrl, 'an http or https address without user, query or fragment')
    .describe('Address below which schemas lie at schemas/<vendor>/…'),
  apiKeyVariable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable')
    .nullable()
    .default(null)
    .describe('Environment variable with the key, which is sent as the header apikey; null sends none.'),
  vendors: z
    .array(z.string())
    .default([])
    .describe('It is asked for schemas of these vendors and those below them; none means all.'),
  timeoutMs: z.int().min(100).max(30_000).default(5_000).describe('Longest wait for one schema, ms.'),
});

export const schemasSchema = section({
  registries: z
    .array(registry)
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'two registries have the same name')
    .default([])
    .describe('Iglu registries, asked in this order after the project and the built-in set. None: no network.'),
});

export const trackingSchema = section({
  folder: z
    .string()
    .default('tracking')
    .describe('Folder of the tracking plan, relative to the project: docs/tracking-plan.md. It need not exist.'),
});

function isRegistryUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === '';
}
