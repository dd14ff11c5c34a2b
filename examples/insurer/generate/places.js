// Where visitors are: language, time zone, and a network of that country, for what an address says of geography.
import { weighted } from './random.js';

/** @typedef {import('./random.js').Random} Random */
/** @typedef {{ weight: number, language: string, zone: string, network: readonly [number, number, number] }} Place */

/** The network is the first byte, and the range of the second, of addresses given out there. @type {readonly Place[]} */
const PLACES = [
  { weight: 34, language: 'en-IE', zone: 'Europe/Dublin', network: [86, 40, 47] },
  { weight: 22, language: 'en-GB', zone: 'Europe/London', network: [81, 128, 143] },
  { weight: 14, language: 'de-DE', zone: 'Europe/Berlin', network: [91, 32, 63] },
  { weight: 9, language: 'nl-NL', zone: 'Europe/Amsterdam', network: [84, 80, 87] },
  { weight: 8, language: 'fr-FR', zone: 'Europe/Paris', network: [90, 0, 63] },
  { weight: 5, language: 'nl-BE', zone: 'Europe/Brussels', network: [81, 240, 247] },
  { weight: 4, language: 'es-ES', zone: 'Europe/Madrid', network: [83, 32, 63] },
  { weight: 2, language: 'de-AT', zone: 'Europe/Vienna', network: [80, 108, 110] },
  { weight: 2, language: 'it-IT', zone: 'Europe/Rome', network: [79, 0, 63] },
];

export const pickPlace = weighted(PLACES, ({ weight }) => weight);

/** @param {Place} place @param {Random} random */
export function pickAddress({ network: [first, from, to] }, random) {
  return `${first}.${random.between(from, to)}.${random.below(256)}.${random.between(1, 254)}`;
}
