// Starts a project's code and gives it an event with which it never ends. Prints when the code has begun.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startProjectCode } from '../../../src/adapters/project-code/start-project-code.ts';
import { eventOf, projectOptions } from '../project-rig.ts';
import { recordingLogger } from '../recording-logger.ts';

const [folder = ''] = process.argv.slice(2);
const options = projectOptions(folder, { 'enrichments/hang.ts': '' }, recordingLogger());
const code = await startProjectCode({ ...options, timeMsMax: 600_000 });
void code.enrich([eventOf('hang')]);
for (const begun = join(folder, 'begun'); !existsSync(begun);) await options.clock.sleep(10);
process.stdout.write('begun\n');
