#!/usr/bin/env node
import { statSync } from 'node:fs';

/** When a file of the build was written; 0 when it is not there. */
function writtenMs(path) {
  return statSync(new URL(`../out/${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

// Few files load faster than many. Whoever builds the many alone (tsc) runs those.
const bundle = writtenMs('bundle/cli/main.js');
const folder = bundle > 0 && bundle >= writtenMs('.tsbuildinfo') ? 'bundle' : 'src';
const { main } = await import(`../out/${folder}/cli/main.js`);

process.exitCode = await main(process.argv.slice(2));
