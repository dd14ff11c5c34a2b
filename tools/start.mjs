// `npm start`: sets up, then runs the platform on the example in the foreground. Arguments go to `crypt up`.
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
const { main } = await import('../packages/crypt/out/src/cli/main.js');
process.exitCode = await main(['up', '--project', join(root, 'examples', 'insurer'), ...process.argv.slice(2)]);
