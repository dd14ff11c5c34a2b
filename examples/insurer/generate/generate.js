// `npm run generate`: plays visitors over months, and sends what their trackers would have sent.
import { count, openAccount, renderAccount, sendings } from './account.js';
import { makeCalendar } from './calendar.js';
import { everyRequest } from './every-request.js';
import { HELP, OptionsProblem, parseOptions } from './options.js';
import { bodyOf } from './requests.js';
import { sendAll, SendingProblem } from './send.js';
import { writeLines } from './write-lines.js';

const PROGRESS_MS = 1000;

/** @param {import('./options.js').Options} options */
async function generate(options) {
  const calendar = makeCalendar(options);
  const account = openAccount();
  const startedMs = performance.now();
  const progress = openProgress(account, calendar, startedMs);
  const outgoing = function* () {
    for (const request of everyRequest({ seed: options.seed, visitors: options.visitors, calendar })) {
      const { headers, timeMs } = request;
      yield { headers, timeMs, body: bodyOf(request) };
      count(account, request);
      progress(timeMs);
    }
  };
  if (options.dryRun) for (const _ of outgoing());
  else if (options.out !== undefined) writeLines(outgoing(), options.out);
  else await sendAll(outgoing(), options);
  const seconds = (performance.now() - startedMs) / 1000;
  const rate = Math.round(sendings(account) / seconds);
  process.stderr.write(`${seconds.toFixed(1)} s, ${rate.toLocaleString('en-GB')} events/s\n`);
  process.stdout.write(options.json ? `${JSON.stringify(account)}\n` : renderAccount(account));
}

/**
 * Tells once a second how far it is, by the days that have passed.
 * @param {import('./account.js').Account} account
 * @param {import('./calendar.js').Calendar} calendar
 * @param {number} startedMs
 */
function openProgress(account, { startMs, endMs }, startedMs) {
  let nextMs = startedMs + PROGRESS_MS;
  return (/** @type {number} */ timeMs) => {
    const nowMs = performance.now();
    if (nowMs < nextMs) return;
    nextMs = nowMs + PROGRESS_MS;
    const percent = Math.floor((100 * (timeMs - startMs)) / (endMs - startMs));
    const rate = Math.round((1000 * sendings(account)) / (nowMs - startedMs));
    const [events, speed] = [sendings(account), rate].map((value) => value.toLocaleString('en-GB'));
    process.stderr.write(`${String(percent).padStart(3)} %  ${events} events, ${speed}/s\n`);
  };
}

try {
  const options = parseOptions(process.argv.slice(2), new Date());
  if (options.help) process.stdout.write(HELP);
  else await generate(options);
} catch (error) {
  if (!(error instanceof OptionsProblem || error instanceof SendingProblem)) throw error;
  process.stderr.write(`${error.message}\n${error instanceof OptionsProblem ? `\n${HELP}` : ''}`);
  process.exitCode = error instanceof OptionsProblem ? 2 : 1;
}
