import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makePlace, startPlatform } from '../support/platform.ts';

test('a process whose work fails for good ends and says why, although its background work goes on for ever', async () => {
  const place = await makePlace();
  const folder = join(String(place.environment['CRYPT_DATA']), 'enrich');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'checkpoint.json'), 'not a checkpoint');
  // The start is refused; if the others were quicker, the process is started again and again, and a notice says why.
  const said = await startPlatform(place).then(
    async (platform) => {
      try {
        const { notices } = await platform.until(({ processes }) => processes.some(({ restarts }) => restarts > 1), 20);
        return JSON.stringify(notices);
      } finally {
        await platform.stop();
      }
    },
    (error: unknown) => String(error),
  );
  assert.match(said, /is not a checkpoint of enrich/);
  rmSync(place.project, { recursive: true });
});
