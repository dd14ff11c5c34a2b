import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { relayOutput } from '../../../../src/adapters/project-code/relay-output.ts';
import { PROJECT_OUTPUT_CHARS_MAX, PROJECT_OUTPUT_LINES_MAX } from '../../../../src/kernel/limits.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { recordingLogger, type LogLine } from '../../../support/recording-logger.ts';

async function relayed(chunks: readonly (Uint8Array | number)[]): Promise<readonly LogLine[]> {
  const clock = new FakeClock();
  const logger = recordingLogger();
  const stream = new PassThrough();
  relayOutput(stream, 'stdout', clock, logger);
  for (const chunk of chunks) {
    if (typeof chunk === 'number') await clock.advance(chunk);
    else stream.write(chunk);
  }
  stream.end();
  await once(stream, 'close');
  return logger.lines;
}

test('every line is told or counted, however it is cut, and the first of a second are told', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'Ä', '😀', '\r'), maxLength: 700 });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 60 }), fc.array(fc.nat(900)), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      const chunks: Uint8Array[] = [];
      let from = 0;
      for (const cut of [...cuts, bytes.length]) {
        chunks.push(bytes.subarray(from, from + cut + 1));
        from += cut + 1;
      }
      const said = await relayed(chunks);
      const shown = said.filter(({ event }) => event === 'project.output').map(({ fields }) => fields['text']);
      assert.deepEqual(
        shown,
        lines.slice(0, PROJECT_OUTPUT_LINES_MAX).map((text) => text.slice(0, PROJECT_OUTPUT_CHARS_MAX)),
      );
      const dropped = said
        .filter(({ event }) => event === 'project.output_dropped')
        .map(({ fields }) => fields['lines']);
      assert.deepEqual(dropped, lines.length > shown.length ? [lines.length - shown.length] : []);
    }),
    { numRuns: 50 },
  );
});

test('a new second tells lines again, and a last line without an end is told too', async () => {
  const many = Buffer.from('x\n'.repeat(PROJECT_OUTPUT_LINES_MAX + 2));
  const said = await relayed([many, 1_000, many, 1_000, Buffer.from('end')]);
  const shown = Array.from({ length: PROJECT_OUTPUT_LINES_MAX }, () => 'x');
  const dropped = { stream: 'stdout', lines: 2 };
  const texts = said.map(({ event, fields }) => (event === 'project.output' ? fields['text'] : fields));
  assert.deepEqual(texts, [...shown, dropped, ...shown, dropped, 'end']);
});
