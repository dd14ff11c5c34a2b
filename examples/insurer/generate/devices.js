// What people come with: user agents as browsers of the day sent them, screens, and robots.
import { weighted } from './random.js';
import { DAY_MS } from './calendar.js';

/** @typedef {{ weight: number, kind: 'phone' | 'tablet' | 'desktop', agent: (timeMs: number) => string, screens: readonly string[], bar: number }} Device */

const MAY_2025_MS = Date.UTC(2025, 4, 1);
const SEPTEMBER_2025_MS = Date.UTC(2025, 8, 15);

/** Browsers with a version every four weeks; `atStart` is the one of May 2025. @param {number} atStart @param {number} timeMs */
const monthly = (atStart, timeMs) => Math.max(60, atStart + Math.floor((timeMs - MAY_2025_MS) / (28 * DAY_MS)));
/** @param {number} timeMs */
const apple = (timeMs) => (timeMs < SEPTEMBER_2025_MS ? '18_5' : '26_0');

const KIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const PHONES = ['390x844', '393x852', '430x932', '375x812'];
const ANDROIDS = ['412x915', '360x800', '384x854', '412x892'];
const DESKTOPS = ['1920x1080', '1536x864', '1440x900', '2560x1440', '1366x768'];

/** `bar` is what the browser keeps of the height. @type {readonly Device[]} */
const DEVICES = [
  {
    weight: 31,
    kind: 'phone',
    screens: PHONES,
    bar: 180,
    agent: (at) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS ${apple(at)} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${apple(at).replace('_', '.')} Mobile/15E148 Safari/604.1`,
  },
  {
    weight: 26,
    kind: 'phone',
    screens: ANDROIDS,
    bar: 160,
    agent: (at) => `Mozilla/5.0 (Linux; Android 10; K) ${KIT} Chrome/${monthly(136, at)}.0.0.0 Mobile Safari/537.36`,
  },
  {
    weight: 4,
    kind: 'tablet',
    screens: ['820x1180', '1024x1366'],
    bar: 90,
    agent: (at) =>
      `Mozilla/5.0 (iPad; CPU OS ${apple(at)} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${apple(at).replace('_', '.')} Mobile/15E148 Safari/604.1`,
  },
  {
    weight: 20,
    kind: 'desktop',
    screens: DESKTOPS,
    bar: 140,
    agent: (at) => `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/${monthly(136, at)}.0.0.0 Safari/537.36`,
  },
  {
    weight: 7,
    kind: 'desktop',
    screens: DESKTOPS,
    bar: 130,
    agent: (at) =>
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/${monthly(136, at)}.0.0.0 Safari/537.36 Edg/${monthly(136, at)}.0.0.0`,
  },
  {
    weight: 8,
    kind: 'desktop',
    screens: ['1440x900', '1512x982', '1728x1117'],
    bar: 150,
    agent: (at) =>
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${apple(at).replace('_', '.')} Safari/605.1.15`,
  },
  {
    weight: 4,
    kind: 'desktop',
    screens: DESKTOPS,
    bar: 120,
    agent: (at) =>
      `Mozilla/5.0 (X11; Linux x86_64; rv:${monthly(138, at)}.0) Gecko/20100101 Firefox/${monthly(138, at)}.0`,
  },
];

export const pickDevice = weighted(DEVICES, ({ weight }) => weight);

/** Robots that run scripts, and say what they are. */
const ROBOTS = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  `Mozilla/5.0 (X11; Linux x86_64) ${KIT} HeadlessChrome/136.0.0.0 Safari/537.36`,
];

/** @type {readonly Device[]} */
const ROBOT_DEVICES = ROBOTS.map((agent) => ({
  weight: 1,
  kind: 'desktop',
  screens: ['1024x1024'],
  bar: 0,
  agent: () => agent,
}));

export const pickRobot = weighted(ROBOT_DEVICES, ({ weight }) => weight);
