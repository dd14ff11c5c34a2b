import { z } from 'zod';
import { section } from './section.ts';
const registry = z.strictObject({
  name: z.string().describe('n'),
  url: z.string().describe('u'),
  apiKeyVariable: z.string().nullable().default(null).describe('k'),
  vendors: z.array(z.string()).default([]).describe('v'),
});
export const schemasSchema = section({
  registries: z.array(registry).default([]).describe('registries'),
  timeoutMs: z.int().default(5000).describe('timeout'),
});
export const trackingSchema = section({ folder: z.string().default('tracking').describe('folder') });
