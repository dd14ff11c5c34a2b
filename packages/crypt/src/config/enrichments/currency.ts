import { z } from 'zod';
import { section } from '../section.ts';

export const currencySchema = section({
  enabled: z.boolean().default(false).describe('Whether amounts of transactions are converted to one currency.'),
  base: z
    .string()
    .regex(/^[A-Z]{3}$/, 'an ISO 4217 code: `EUR`')
    .default('EUR')
    .describe('The currency to convert to, an ISO 4217 code.'),
  ratesFile: z
    .string()
    .min(1)
    .default('rates.csv')
    .describe('CSV with date,currency,rate, relative to the project. A rate is what one unit of the base buys.'),
  rateAgeDaysMax: z
    .int()
    .min(0)
    .max(366)
    .default(7)
    .describe('Oldest rate that is used, in days before the event. Banks publish none on weekends and holidays.'),
});

export type CurrencyConfig = z.infer<typeof currencySchema>;
