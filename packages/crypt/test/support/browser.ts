// A browser for tests that drive pages, from what the machine has. playwright-core is installed beside the workspace
// (tools/browser), so that nobody who only wants the program or its unit tests downloads a browser.
//
//   1. CRYPT_TEST_BROWSER, a path to a Chromium      2. /usr/bin/chromium      3. the one of @sparticuz/chromium (npm ci)
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** The few members of playwright-core that tests use; its own types are absent until it is installed. */
export interface Browser {
  newContext(options?: Readonly<Record<string, unknown>>): Promise<BrowserContext>;
  version(): string;
  close(): Promise<void>;
}

export interface BrowserContext {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

export interface Page {
  goto(url: string, options?: Readonly<Record<string, unknown>>): Promise<{ status(): number } | null>;
  click(selector: string): Promise<void>;
  fill(selector: string, value: string): Promise<void>;
  textContent(selector: string): Promise<string | null>;
  /** Resolves when `expression`, run in the page, is truthy. */
  waitForFunction(expression: string, argument?: unknown, options?: { readonly timeout: number }): Promise<unknown>;
  waitForSelector(selector: string): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  readonly mouse: { move(x: number, y: number): Promise<void>; wheel(x: number, y: number): Promise<void> };
  readonly keyboard: { press(key: string): Promise<void> };
  screenshot(options: { readonly path: string; readonly fullPage?: boolean }): Promise<unknown>;
  emulateMedia(options: Readonly<Record<string, string | null>>): Promise<void>;
  on(event: string, listener: (detail: never) => void): void;
}

/** Why there is no browser, and the command that brings one. With CI=true the caller fails instead of skipping. */
export interface NoBrowser {
  readonly skip: string;
}

interface Playwright {
  readonly chromium: { launch(options: Readonly<Record<string, unknown>>): Promise<Browser> };
}

const STEP_MS = 15_000;

/** Asks again and again: the pages' own policy forbids the browser to evaluate text inside them. */
export async function untilTrue(page: Page, expression: string, withinMs = STEP_MS): Promise<void> {
  const deadlineMs = Date.now() + withinMs;
  for (;;) {
    if (await page.evaluate<boolean>(`Boolean(${expression})`).catch(() => false)) return;
    if (Date.now() > deadlineMs) throw new Error(`${expression} did not come true within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const DEBIAN_CHROMIUM = '/usr/bin/chromium';
const INSTALL_MS_MAX = 180_000;

// Root has no user namespace for the sandbox; the rest keeps the browser from calling home, which closed networks refuse.
const FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(flags: readonly string[] = []): Promise<Browser | NoBrowser> {
  const folder = findToolFolder();
  if (folder === undefined) return { skip: 'tools/browser is not here. Run the tests from the repository.' };
  const install = `npm ci --prefix ${folder}`;
  try {
    if (!existsSync(join(folder, 'node_modules', 'axe-core'))) await installTool(folder);
    const executablePath = await findBrowser(folder);
    const { chromium } = await importFrom<Playwright>(folder, 'playwright-core');
    return await chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...flags] });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    return { skip: `no browser: ${reason}. To have one: ${install}, or set CRYPT_TEST_BROWSER to a Chromium.` };
  }
}

/** The rules of axe-core, to be run in a page: `(await page.evaluate(script), page.evaluate('axe.run(…)'))`. */
export async function readAxe(): Promise<string> {
  const folder = findToolFolder();
  if (folder === undefined) throw new Error('tools/browser is not here. Run the tests from the repository.');
  return (await importFrom<{ readonly source: string }>(folder, 'axe-core')).source;
}

/** Compiled tests lie some levels below the root of the repository. */
function findToolFolder(): string | undefined {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, 'tools', 'browser', 'package-lock.json'))) return join(at, 'tools', 'browser');
  }
  return undefined;
}

async function installTool(folder: string): Promise<void> {
  const args = ['ci', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts'];
  await promisify(execFile)('npm', args, { timeout: INSTALL_MS_MAX });
}

async function findBrowser(folder: string): Promise<string> {
  const named = process.env['CRYPT_TEST_BROWSER'] ?? '';
  if (named !== '') return named;
  if (existsSync(DEBIAN_CHROMIUM)) return DEBIAN_CHROMIUM;
  // Unpacks its binary into the temporary folder at the first call.
  const sparticuz = await importFrom<{ executablePath(): Promise<string> }>(folder, '@sparticuz/chromium');
  return sparticuz.executablePath();
}

async function importFrom<T>(folder: string, name: string): Promise<T> {
  const path = createRequire(join(folder, 'package.json')).resolve(name);
  const module = (await import(pathToFileURL(path).href)) as { readonly default: T };
  return module.default;
}
