// `npm run bench [-- --json --only=<part> --seconds=<n> --rows=1e6,1e7]`: sets up, then measures. Exits 0 when a goal is missed.
import { setUp } from './setup.mjs';

setUp();
await import('../packages/crypt/out/bench/bench.js');
