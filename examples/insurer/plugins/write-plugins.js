// Run by npm after it has installed: the plugins of the official tracker, as they are published, one after another in one
// file that the pages load. Nothing is compiled. The file is `site/gen/plugins.js`, and is not in git.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PLUGINS } from './plugins.js';

const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL('../site/gen/', import.meta.url));
const texts = PLUGINS.map((name) => {
  const path = require.resolve(`@snowplow/browser-plugin-${name}/dist/index.umd.min.js`);
  return readFileSync(path, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
});
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}plugins.js`, texts.join('\n;\n'));
