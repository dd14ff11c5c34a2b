// Chance that is the same every time: sfc32, seeded by numbers that name what it is for (the seed, a visitor, a visit).
// So a visit can be made without those before it.

/**
 * @typedef {object} Random
 * @property {() => number} next from 0 up to 1
 * @property {(below: number) => number} below a whole number from 0
 * @property {(share: number) => boolean} chance
 * @property {(from: number, to: number) => number} between a whole number, both ends included
 * @property {<T>(list: readonly T[]) => T} pick
 * @property {(mean: number) => number} around exponential with this mean
 * @property {() => string} uuid version 4
 */

const HEX = Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'));

/** @param {...number} names @returns {Random} */
export function makeRandom(...names) {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const word = () => {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (const name of names) {
    a ^= name | 0;
    b ^= Math.floor(name / 2 ** 32);
    for (let i = 0; i < 6; i++) word();
  }
  const next = () => word() / 2 ** 32;
  const below = (/** @type {number} */ limit) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (share) => next() < share,
    between: (from, to) => from + below(to - from + 1),
    pick: (list) => list[below(list.length)],
    around: (mean) => -Math.log(1 - next()) * mean,
    uuid: () => {
      const [p, q, r, s] = [word(), word(), word(), word()];
      const version = 0x4000 | (q & 0x0fff);
      const variant = 0x8000 | (r >>> 18);
      return `${HEX[p >>> 16]}${HEX[p & 0xffff]}-${HEX[q >>> 16]}-${HEX[version]}-${HEX[variant]}-${HEX[r & 0xffff]}${HEX[s >>> 16]}${HEX[s & 0xffff]}`;
    },
  };
}

/**
 * Picks by weight: of things, with the weight that `weigh` gives them.
 * @template T
 * @param {readonly T[]} things @param {(thing: T) => number} weigh @returns {(random: Random) => T}
 */
export function weighted(things, weigh) {
  const sums = new Float64Array(things.length);
  let sum = 0;
  things.forEach((thing, i) => (sums[i] = sum += weigh(thing)));
  return (random) => things[indexAbove(sums, random.next() * sum)];
}

/** The first of ascending `sums` that is above `value`. @param {Float64Array} sums @param {number} value */
function indexAbove(sums, value) {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
