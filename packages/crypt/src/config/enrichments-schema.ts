// The enrichments' part of crypt.yml: one section each, in the order in which they run.
import { section } from './section.ts';

export const enrichmentsSchema = section({});
