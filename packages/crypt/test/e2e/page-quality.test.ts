// What people cannot see at once and need all the same: accessibility, a way through by keyboard, size.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { nodeClock } from '../../src/adapters/node/node-clock.ts';
import { nodeRandom } from '../../src/adapters/node/node-random.ts';
import { startPortal, type Portal } from '../../src/serve/portal/start-portal.ts';
import { openBrowser, readAxe, type Browser, type Page } from '../support/browser.ts';
import { EVENT_ID, fullPages } from '../support/page-fixtures.ts';
import { makeEffects, makeOptions } from '../support/serve-fixtures.ts';

const found = await openBrowser();
const skip = 'skip' in found ? found.skip : false;
if (skip !== false && process.env['CI'] === 'true') assert.fail(skip);

const PATHS = ['/', '/failed', `/events/${EVENT_ID}`, '/nowhere', '/login'];
const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1360, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 1360, height: 900 } },
  { colorScheme: 'light', viewport: { width: 360, height: 800 } },
] as const;
const SCRIPT_BYTES_MAX = 60 * 1024;
const ALL_BYTES_MAX = 90 * 1024;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe('the quality of pages', { skip }, () => {
  const browser = found as Browser;
  let portal: Portal;

  before(async () => {
    const effects = { ...fullPages(Date.now()), clock: nodeClock, random: nodeRandom };
    portal = await startPortal(makeOptions({ login: 'off' }), makeEffects(effects));
  });
  after(async () => {
    await portal.close();
    await browser.close();
  });

  const withPage = async (
    look: Readonly<Record<string, unknown>>,
    use: (page: Page) => Promise<void>,
  ): Promise<void> => {
    const context = await browser.newContext(look);
    try {
      await use(await context.newPage());
    } finally {
      await context.close();
    }
  };

  test('axe finds nothing on any page, in any look', async () => {
    const axe = await readAxe();
    for (const look of LOOKS) {
      await withPage(look, async (page) => {
        for (const path of PATHS) {
          await page.goto(`${portal.url}${path}`);
          await page.evaluate('document.querySelectorAll("details").forEach((e) => (e.open = true))');
          await page.evaluate(axe);
          assert.deepEqual(await violations(page), [], `${path} ${look.colorScheme} ${look.viewport.width}`);
        }
      });
    }
  });

  test('axe finds a label that is taken away', async () => {
    await withPage({}, async (page) => {
      await page.goto(`${portal.url}/`);
      await page.evaluate(await readAxe());
      await page.evaluate('document.documentElement.removeAttribute("lang")');
      assert.deepEqual(
        (await violations(page)).map(({ id }) => id),
        ['html-has-lang'],
      );
    });
  });

  test('every control is reached by Tab, in the order of the page, is seen, and shows that it has the focus', async () => {
    await withPage({ viewport: { width: 1360, height: 900 } }, async (page) => {
      for (const path of PATHS) {
        await page.goto(`${portal.url}${path}`);
        const count = await page.evaluate<number>(`${CONTROLS}.length`);
        assert.ok(count >= 3, path);
        for (let index = 0; index < count; index++) {
          await page.keyboard.press('Tab');
          assert.deepEqual(await page.evaluate(FOCUSED), { index, isSeen: true, isMarked: true }, `${path} ${index}`);
        }
      }
    });
  });

  test('the first load stays small', async (context) => {
    for (const path of PATHS) {
      const html = await (await fetch(`${portal.url}${path}`)).text();
      const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, url]) => url ?? '');
      let script = 0;
      let all = gzipSync(html).length;
      for (const file of files) {
        const bytes = gzipSync(Buffer.from(await (await fetch(`${portal.url}${file}`)).arrayBuffer())).length;
        all += bytes;
        if (file.endsWith('.js')) script += bytes;
      }
      context.diagnostic(`${path}: ${script} bytes of script, ${all} in all, compressed`);
      assert.ok(script <= SCRIPT_BYTES_MAX && all <= ALL_BYTES_MAX, path);
    }
  });
});

async function violations(page: Page): Promise<readonly { id: string; html: string | undefined }[]> {
  const found = await page.evaluate<readonly Violation[]>('axe.run().then((result) => result.violations)');
  return found.map(({ id, nodes }) => ({ id, html: nodes[0]?.html }));
}

/** Everything that a person can act on or scroll; what is closed away or not shown does not count. */
const CONTROLS = `[...document.querySelectorAll('a[href], button, summary, [tabindex="0"]')].filter((e) => e.checkVisibility())`;

/** A link that is read only when it has the focus is moved in then. */
const FOCUSED = `(() => {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  const at = document.elementFromPoint(box.left + Math.min(box.width, innerWidth) / 2, box.top + Math.min(box.height / 2, 10));
  const style = getComputedStyle(e);
  return {
    index: ${CONTROLS}.indexOf(e),
    isSeen: at !== null && (e.contains(at) || at.contains(e)),
    isMarked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
})()`;
