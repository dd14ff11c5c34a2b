// Whence visitors come: nowhere in particular, a search, an advertisement, a partner, a letter.
import { weighted } from './random.js';

/** @typedef {import('./random.js').Random} Random */
/** @typedef {{ name: string, weight: number, keenness: number, referer: readonly string[], query: (random: Random) => string }} Source */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** @param {Random} random @param {number} length */
function clickId(random, length) {
  let id = '';
  for (let i = 0; i < length; i++) id += ALPHABET[random.below(64)];
  return id;
}

/** @param {string} source @param {string} medium @param {readonly string[]} campaigns @returns {(random: Random) => string} */
function campaign(source, medium, campaigns) {
  return (random) =>
    `utm_source=${source}&utm_medium=${medium}&utm_campaign=${random.pick(campaigns)}&utm_content=v${random.between(1, 3)}`;
}

const none = () => '';
const letters = campaign('letter', 'email', ['spring-letter', 'autumn-letter', 'birthday']);
const search = campaign('search-ads', 'cpc', ['term-life', 'income-protection', 'own-name']);
const social = campaign('social-ads', 'paid-social', ['new-parents', 'first-home']);
const partner = campaign('tide-brokers', 'affiliate', ['comparison']);

/** `keenness` multiplies how far its visitors come. @type {readonly Source[]} */
const FIRST = [
  { name: 'direct', weight: 20, keenness: 1.1, referer: [''], query: none },
  {
    name: 'search',
    weight: 30,
    keenness: 1,
    referer: ['https://www.google.com/', 'https://www.google.com/', 'https://www.bing.com/', 'https://duckduckgo.com/'],
    query: none,
  },
  {
    name: 'search ads',
    weight: 16,
    keenness: 1.25,
    referer: ['https://www.google.com/', 'https://www.bing.com/'],
    query: (random) => `${search(random)}&${random.chance(0.8) ? 'gclid' : 'msclkid'}=${clickId(random, 40)}`,
  },
  { name: 'social', weight: 8, keenness: 0.4, referer: ['https://www.facebook.com/', 'https://t.co/'], query: none },
  { name: 'social ads', weight: 10, keenness: 0.5, referer: ['https://www.facebook.com/'], query: social },
  { name: 'partner', weight: 9, keenness: 1.8, referer: ['https://www.tide-brokers.example/compare'], query: partner },
  { name: 'letter', weight: 4, keenness: 1.4, referer: ['', 'https://mail.google.com/'], query: letters },
  { name: 'assistant', weight: 3, keenness: 1.3, referer: ['https://chatgpt.com/'], query: none },
];

/** Who was here before mostly comes by themselves. @type {readonly Source[]} */
const AGAIN = [
  { name: 'direct', weight: 55, keenness: 1, referer: [''], query: none },
  { name: 'search', weight: 25, keenness: 1, referer: ['https://www.google.com/'], query: none },
  { name: 'letter', weight: 20, keenness: 1, referer: ['', 'https://mail.google.com/'], query: letters },
];

export const pickFirstSource = weighted(FIRST, ({ weight }) => weight);
export const pickNextSource = weighted(AGAIN, ({ weight }) => weight);
