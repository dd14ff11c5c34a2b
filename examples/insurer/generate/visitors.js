// Who a visitor is, and how far they will come: everything that is the same in all their visits. It follows from the
// seed and the visitor's number, so it is made again for each visit and never kept.
import { pickDevice, pickRobot } from './devices.js';
import { pickAddress, pickPlace } from './places.js';
import { makeRandom } from './random.js';
import { pickFirstSource } from './sources.js';

/** @typedef {import('./calendar.js').Calendar} Calendar */
/** @typedef {'look' | 'quote' | 'start' | 'submit' | 'buy'} Stage */
/**
 * @typedef {object} Visitor
 * @property {boolean} robot
 * @property {import('./devices.js').Device} device
 * @property {import('./places.js').Place} place
 * @property {import('./sources.js').Source} source of the first visit
 * @property {string} screen
 * @property {string} address
 * @property {string} userId domain_userid
 * @property {string} networkUserId empty without cookies
 * @property {boolean} eager sends every event by itself, and not what a page had together
 * @property {number} skewMs how wrong their clock is
 * @property {'TERM' | 'INCOME'} product
 * @property {boolean} shops small covers too
 * @property {Stage} reach how far they come in the end
 * @property {readonly number[]} days of their visits, ascending
 */

const ROBOT_SHARE = 0.03;
const STAGES = /** @type {const} */ (['look', 'quote', 'start', 'submit', 'buy']);
/** How many go on from each stage to the next, at a keenness of 1. */
const GO_ON = [0.26, 0.36, 0.52, 0.55];
const GO_ON_MAX = 0.95;
const VISITS_MAX = 12;
const GAP_DAYS = 7;

/** @param {number} seed @param {number} index @param {Calendar} calendar @returns {Visitor} */
export function makeVisitor(seed, index, calendar) {
  const random = makeRandom(seed, index, 1);
  const robot = random.chance(ROBOT_SHARE);
  const place = pickPlace(random);
  const device = robot ? pickRobot(random) : pickDevice(random);
  const source = pickFirstSource(random);
  const keenness = source.keenness * (device.kind === 'phone' ? 0.85 : 1.15);
  const reach = robot ? 'look' : pickReach(random, keenness);
  const days = pickDays(random, reach, calendar);
  // A wrong clock must not tell of times before the first day or after the last.
  const isAtEdge = days.some((day) => day === 0 || day === calendar.days - 1);
  return {
    robot,
    place,
    device,
    source,
    reach,
    screen: random.pick(device.screens),
    address: pickAddress(place, random),
    userId: random.uuid(),
    networkUserId: robot || random.chance(0.06) ? '' : random.uuid(),
    eager: random.chance(0.25),
    skewMs: random.chance(0.02) && !isAtEdge ? random.between(-3 * 3_600_000, 3_600_000) : 0,
    product: random.chance(0.68) ? 'TERM' : 'INCOME',
    shops: !robot && random.chance(0.12),
    days,
  };
}

/** @param {import('./random.js').Random} random @param {number} keenness @returns {Stage} */
function pickReach(random, keenness) {
  let stage = 0;
  while (stage < GO_ON.length && random.chance(Math.min(GO_ON[stage] * keenness, GO_ON_MAX))) stage++;
  return STAGES[stage];
}

/** @param {import('./random.js').Random} random @param {Stage} reach @param {Calendar} calendar */
function pickDays(random, reach, { days, pickDay, pickDayFrom }) {
  const list = [pickDay(random)];
  // Who comes further comes more often.
  const again = 0.3 + 0.09 * STAGES.indexOf(reach);
  while (list.length < VISITS_MAX && random.chance(again)) {
    const day = pickDayFrom(random, list[list.length - 1] + 1 + Math.floor(random.around(GAP_DAYS)));
    if (day >= days) break;
    list.push(day);
  }
  return list;
}

/**
 * How far visit `number`, from 0, comes: the last one to the end, those before it less far, and never to an application
 * that is sent.
 * @param {Visitor} visitor @param {number} number @returns {Stage}
 */
export function stageOf({ reach, days }, number) {
  const fromEnd = days.length - 1 - number;
  if (fromEnd === 0) return reach;
  return STAGES[Math.min(STAGES.indexOf('start'), Math.max(0, STAGES.indexOf(reach) - fromEnd))];
}
