// Amounts of the legacy transaction events in one currency: tr_*_base, ti_price_base, base_currency.
import { resolve } from 'node:path';
import type { CurrencyConfig } from '../../config/enrichments/currency.ts';
import type { Files } from '../../kernel/effects.ts';
import type { Enrichment } from '../enrichment.ts';
import { fail } from '../errors.ts';
import { columnIndex, type Row } from '../row.ts';
import {
  convertAmount,
  dayOf,
  findRate,
  parseDecimal,
  parseExchangeRates,
  type ExchangeRates,
} from './exchange-rates.ts';
import { readText } from './read-text.ts';

const BASE_CURRENCY = columnIndex('base_currency');
const DERIVED_TSTAMP = columnIndex('derived_tstamp');
const COLLECTOR_TSTAMP = columnIndex('collector_tstamp');

const GROUPS = [
  { currency: 'tr_currency', amounts: ['tr_total', 'tr_tax', 'tr_shipping'] },
  { currency: 'ti_currency', amounts: ['ti_price'] },
].map(({ currency, amounts }) => ({
  currency: columnIndex(currency),
  amounts: amounts.map((name) => ({ from: columnIndex(name), to: columnIndex(`${name}_base`) })),
}));

/**
 * Reads the project's rates.
 *
 * @throws ENRICH_RATES_REFUSED (user)
 */
export async function openCurrency(config: CurrencyConfig, files: Files, projectFolder: string): Promise<Enrichment> {
  const path = resolve(projectFolder, config.ratesFile);
  const refuse = (reason: string, cause: unknown) => fail('ENRICH_RATES_REFUSED', { path, line: 1, reason }, cause);
  return createCurrency(config, parseExchangeRates(await readText(path, files, refuse), config.base, path));
}

/** Without a rate the columns of the base stay null, and so does base_currency when no amount was converted. */
export function createCurrency(config: CurrencyConfig, rates: ExchangeRates): Enrichment {
  return {
    name: 'currency',
    apply: ({ row }) => {
      for (const group of GROUPS) {
        const currency = row[group.currency] ?? '';
        if (currency === '') continue;
        for (const { from, to } of group.amounts) {
          const amount = row[from] ?? '';
          const converted = amount === '' ? '' : toBase(row, amount, currency.toUpperCase(), config, rates);
          if (converted === '') continue;
          row[to] = converted;
          row[BASE_CURRENCY] = config.base;
        }
      }
    },
  };
}

function toBase(row: Row, amount: string, currency: string, config: CurrencyConfig, rates: ExchangeRates): string {
  if (currency === config.base) return amount;
  const decimal = parseDecimal(amount);
  const day = dayOf((row[DERIVED_TSTAMP] || (row[COLLECTOR_TSTAMP] ?? '')).slice(0, 10));
  if (decimal === undefined || day === undefined) return '';
  const rate = findRate(rates, currency, day, config.rateAgeDaysMax);
  return rate === undefined ? '' : (convertAmount(decimal, rate) ?? '');
}
