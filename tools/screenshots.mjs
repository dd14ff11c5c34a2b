// The pictures of README: the example with visitors of the generator and one visit of our own, photographed.
// `node tools/screenshots.mjs` writes docs/pictures/.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from './setup.mjs';

const WIDE = { viewport: { width: 1280, height: 860 } };
const LOOKS = {
  light: WIDE,
  dark: { ...WIDE, colorScheme: 'dark' },
  narrow: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
};

setUp();
const built = (path) => import(pathToFileURL(join(root, 'packages', 'crypt', 'out', 'test', 'support', path)).href);
const { placeAt, startPlatform } = await built('platform.js');
const { openBrowser, untilTrue } = await built('browser.js');

const example = join(root, 'examples', 'insurer');
const pictures = join(root, 'docs', 'pictures');
const place = await placeAt(example);
const platform = await startPlatform(place);
const browser = await openBrowser();
mkdirSync(pictures, { recursive: true });
try {
  if ('skip' in browser) throw new Error(browser.skip);
  await play(['--visitors=300']);
  const context = await browser.newContext(WIDE);
  const page = await context.newPage();
  await page.goto(platform.login);
  await visitSite(await context.newPage());
  const going = play(['--visitors=3000', '--seed=2', '--connections=1']);
  for (const [name, look] of Object.entries(LOOKS)) await photograph(name, look);
  await going;
} finally {
  if (!('skip' in browser)) await browser.close();
  await platform.stop();
  rmSync(place.environment.CRYPT_DATA, { recursive: true, force: true });
}

/** Generated visitors, through the collector. */
function play(options) {
  const args = ['generate/generate.js', `--collector=${platform.collector}`, ...options];
  const child = spawn(process.execPath, args, { cwd: example, stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', resolve));
}

/** Asks for a price, as a person does; leaves the page on the answer. */
async function visitSite(page) {
  await page.goto(`${platform.site}/quote.html`);
  await page.click('input[value="yes"]');
  await page.click('#quote button');
  await untilTrue(
    page,
    '[...document.querySelectorAll("#sent li")].some((e) => /quote_requested.*stored/.test(e.textContent))',
  );
  await page.screenshot({ path: join(pictures, 'site.png') });
}

async function photograph(name, look) {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  await page.goto(await newLogin());
  await untilTrue(page, 'document.querySelector("#live")?.textContent === "live"');
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await page.screenshot({ path: join(pictures, `pipeline-${name}.png`) });
  if (name !== 'dark') {
    await page.goto(`${platform.portal}${await page.evaluate('document.querySelector("#tail a").pathname')}`);
    await page.screenshot({ path: join(pictures, `event-${name}.png`) });
  }
  await context.close();
}

async function newLogin() {
  const { crypt } = await built('platform.js');
  const { stdout } = await crypt(place, 'status', '--login');
  return /https?:\S+/.exec(stdout)?.[0] ?? '';
}
