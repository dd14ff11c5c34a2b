// Installs the browser of the end-to-end tests and opens it once, so that processes beside each other find it whole.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from './setup.mjs';

setUp();
const support = join(root, 'packages', 'crypt', 'out', 'test', 'support', 'browser.js');
const { openBrowser } = await import(pathToFileURL(support).href);
const browser = await openBrowser();
if ('skip' in browser) {
  process.stderr.write(`${browser.skip}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`browser ${browser.version()}\n`);
  await browser.close();
}
