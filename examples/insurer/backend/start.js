// `npm run backend`: the back end of the example, until Ctrl-C. PORT is its own, COLLECTOR_URL and SITE_URL the platform's.
import { openTracker } from './open-tracker.js';
import { startBackend } from './start-backend.js';

const { PORT = '4330', COLLECTOR_URL = 'http://127.0.0.1:4320', SITE_URL = 'http://127.0.0.1:4322' } = process.env;

try {
  const backend = await startBackend({ port: Number(PORT), tracker: openTracker(COLLECTOR_URL) });
  process.stdout.write(`The back end is at ${backend.url}, and sends its events to ${COLLECTOR_URL}.\n`);
  process.stdout.write(`Open the site with it once: ${SITE_URL}/?backend=${backend.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void backend.close());
} catch (error) {
  process.stderr.write(`The back end did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
