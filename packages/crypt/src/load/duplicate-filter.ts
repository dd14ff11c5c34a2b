// A Bloom filter in layers that double: "never seen" is certain, "seen" must be looked up. At 24 bits an id and 8
// probes one new id in 25,000 is looked up in vain. Event ids are random UUIDs, so their own digits are the hash;
// hostile ids cost look-ups, never a wrong answer.

const BITS_PER_ID = 24;
const PROBES = 8;
const FIRST_LAYER_IDS = 1 << 18;

interface Layer {
  readonly bits: Uint32Array;
  readonly idsMax: number;
  ids: number;
}

export class DuplicateFilter {
  readonly #bytesMax: number;
  readonly #layers: Layer[] = [];

  /** @param bytesMax memory at most; beyond it the last layer fills up and more ids are looked up. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get sizeBytes(): number {
    return this.#layers.reduce((sum, layer) => sum + layer.bits.byteLength, 0);
  }

  /** True when ids no longer find room and look-ups become common. */
  get saturated(): boolean {
    const last = this.#layers.at(-1);
    return last !== undefined && last.ids > last.idsMax;
  }

  /** False: the id was never added. */
  mayContain(id: string): boolean {
    const [first, step] = hashes(id);
    return this.#layers.some((layer) => contains(layer.bits, first, step));
  }

  add(id: string): void {
    const layer = this.#room();
    const [first, step] = hashes(id);
    const size = layer.bits.length * 32;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = ((first + probe * step) >>> 0) % size;
      layer.bits[bit >>> 5] = (layer.bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
    layer.ids++;
  }

  #room(): Layer {
    const last = this.#layers.at(-1);
    if (last !== undefined && last.ids < last.idsMax) return last;
    const idsMax = last === undefined ? FIRST_LAYER_IDS : last.idsMax * 2;
    const words = Math.ceil((idsMax * BITS_PER_ID) / 32);
    if (last !== undefined && this.sizeBytes + words * 4 > this.#bytesMax) return last;
    const layer = { bits: new Uint32Array(words), idsMax, ids: 0 };
    this.#layers.push(layer);
    return layer;
  }
}

function contains(bits: Uint32Array, first: number, step: number): boolean {
  const size = bits.length * 32;
  for (let probe = 0; probe < PROBES; probe++) {
    const bit = ((first + probe * step) >>> 0) % size;
    if (((bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

/** The first and last eight hex digits; the step is odd so that probes differ. */
function hashes(id: string): readonly [first: number, step: number] {
  const first = Number.parseInt(id.slice(0, 8), 16) >>> 0;
  const step = Number.parseInt(id.slice(-8), 16) >>> 0;
  return [(first ^ Math.imul(step, 0x9e3779b1)) >>> 0, step | 1];
}
