// The command's options.
import { parseArgs } from 'node:util';

export const HELP = `npm run generate -- [options]

Plays visitors of Harbour Life, their events at the times at which they would have come.

  --visitors=N        how many                                    1000
  --months=N          over how many months                        18
  --until=2026-01-31  up to this day, which is not in it          today
  --seed=N            another number, another history             1
  --collector=URL     where they are sent                         http://127.0.0.1:4320
  --connections=N     requests that are on their way at once      32
  --out=FILE          writes them as lines of JSON instead
  --dry-run           makes them, counts them, sends nothing
  --json              the account as JSON
`;

/**
 * @typedef {object} Options
 * @property {number} visitors
 * @property {number} months
 * @property {Date} until
 * @property {number} seed
 * @property {URL} collector
 * @property {number} connections
 * @property {string | undefined} out
 * @property {boolean} dryRun
 * @property {boolean} json
 * @property {boolean} help
 */

/** Says what is wrong with the options. */
export class OptionsProblem extends Error {}

const DEFINITIONS = /** @type {const} */ ({
  visitors: { type: 'string', default: '1000' },
  months: { type: 'string', default: '18' },
  until: { type: 'string' },
  seed: { type: 'string', default: '1' },
  collector: { type: 'string', default: 'http://127.0.0.1:4320' },
  connections: { type: 'string', default: '32' },
  out: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
});

/** @param {readonly string[]} args @param {Date} today @returns {Options} */
export function parseOptions(args, today) {
  const { values } = read(args);
  return {
    visitors: whole('visitors', values.visitors, 1, 10_000_000),
    months: whole('months', values.months, 1, 120),
    until: values.until === undefined ? today : day(values.until),
    seed: whole('seed', values.seed, 0, 2 ** 32 - 1),
    collector: address(values.collector),
    connections: whole('connections', values.connections, 1, 512),
    out: values.out,
    dryRun: values['dry-run'],
    json: values.json,
    help: values.help,
  };
}

/** @param {readonly string[]} args */
function read(args) {
  try {
    return parseArgs({ args: [...args], options: DEFINITIONS });
  } catch (error) {
    throw new OptionsProblem(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} name @param {string} text @param {number} from @param {number} to */
function whole(name, text, from, to) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw new OptionsProblem(`--${name} is a whole number from ${from} to ${to}, not ${text}`);
}

/** @param {string} text */
function day(text) {
  const date = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new OptionsProblem(`--until is a day such as 2026-01-31, not ${text}`);
}

/** @param {string} text */
function address(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new OptionsProblem(`--collector is an address such as http://127.0.0.1:4320, not ${text}`);
}
