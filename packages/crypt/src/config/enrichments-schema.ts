// The enrichments' part of crypt.yml: one section each, in the order in which they run.
import { projectEnrichmentsSchema } from './project-enrichments-schema.ts';
import { section } from './section.ts';

export const enrichmentsSchema = section({
  project: projectEnrichmentsSchema.describe('Code of the project, after all others.'),
});
