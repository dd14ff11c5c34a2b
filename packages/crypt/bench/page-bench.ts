// The pipeline page with everything on it, in a real browser that has not seen it before. Without a browser there is no
// figure, and the reason is printed.
import { gzipSync } from 'node:zlib';
import { nodeClock } from '../src/adapters/node/node-clock.ts';
import { nodeRandom } from '../src/adapters/node/node-random.ts';
import { startPortal } from '../src/serve/portal/start-portal.ts';
import { openBrowser, type Browser } from '../test/support/browser.ts';
import { fullPages } from '../test/support/page-fixtures.ts';
import { makeEffects, makeOptions } from '../test/support/serve-fixtures.ts';
import { figure, percentile, type Figure } from './figure.ts';

const LOADS = 9;
const PAINT_MS_MAX = 800;

export async function benchPage(onFigure: (figure: Figure) => void): Promise<void> {
  const browser = await openBrowser();
  if ('skip' in browser) return void process.stderr.write(`page: ${browser.skip}\n`);
  const effects = { ...fullPages(Date.now()), clock: nodeClock, random: nodeRandom };
  const portal = await startPortal(makeOptions({ login: 'off' }), makeEffects(effects));
  try {
    const loads = [];
    for (let load = 0; load < LOADS; load++) loads.push(await measureLoad(browser, portal.url));
    const first = percentile(
      loads.map((load) => load.first),
      0.5,
    );
    const largest = percentile(
      loads.map((load) => load.largest),
      0.5,
    );
    const shift = Math.max(...loads.map((load) => load.shift));
    const bytes = gzipSync(await (await fetch(portal.url)).text()).length;
    onFigure(figure('page: first paint, median', first, 'ms', null, { says: '<= 800', met: first <= PAINT_MS_MAX }));
    onFigure(
      figure('page: largest paint, median', largest, 'ms', null, { says: '<= 800', met: largest <= PAINT_MS_MAX }),
    );
    onFigure(figure('page: layout shift, worst', shift, '', null, { says: '<= 0.1', met: shift <= 0.1 }));
    onFigure(figure('page: HTML, compressed', bytes, 'B', null, null));
  } finally {
    await browser.close();
    await portal.close();
  }
}

const PAINTS = `new Promise((resolve) => {
  const seen = { first: 0, largest: 0, shift: 0 };
  const observe = (type, use) =>
    new PerformanceObserver((list) => list.getEntries().forEach(use)).observe({ type, buffered: true });
  observe('layout-shift', (entry) => (seen.shift += entry.value));
  observe('largest-contentful-paint', (entry) => (seen.largest = entry.startTime));
  observe('paint', (entry) => {
    if (entry.name !== 'first-contentful-paint') return;
    seen.first = entry.startTime;
    setTimeout(() => resolve(seen), 500);
  });
})`;

async function measureLoad(browser: Browser, url: string): Promise<{ first: number; largest: number; shift: number }> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await page.evaluate(PAINTS);
  } finally {
    await context.close();
  }
}
