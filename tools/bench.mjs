// `npm run bench [-- --json --only=<part> --seconds=<n> --rows=1e6,1e7]`: sets up, then measures. Exits 0 when a goal is missed.
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

setUp();
run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tools']);
await import('./out/bench/bench.js');
