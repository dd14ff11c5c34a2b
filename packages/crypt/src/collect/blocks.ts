// Received bytes, held in few objects. A client can send a body one byte a chunk; a Buffer for each would take two
// hundred times its size, so small chunks are copied together into blocks, and only large ones are kept as they came.

/** Blocks grow with the body: a connection that sends two bytes and waits must not take 64 KiB. */
const BLOCK_BYTES_MIN = 4096;
const BLOCK_BYTES_MAX = 65_536;
const LARGE_BYTES = 16_384;

export class Blocks {
  readonly #blocks: Uint8Array[] = [];
  /** The block that small chunks are copied into, and how much of it is used. */
  #open: Uint8Array | null = null;
  #used = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    // Most bodies are one chunk: it is kept, and copied only if another one comes.
    if (this.#length === 0 || chunk.length >= LARGE_BYTES) {
      this.#seal();
      this.#blocks.push(chunk);
    } else {
      this.#copy(chunk);
    }
    this.#length += chunk.length;
  }

  /** What was added, in order, and forgets it. */
  take(): readonly Uint8Array[] {
    this.#seal();
    return this.#blocks.splice(0);
  }

  #copy(chunk: Uint8Array): void {
    let from = 0;
    while (from < chunk.length) {
      if (this.#open === null) {
        const received = this.#length + from;
        this.#open = Buffer.allocUnsafeSlow(Math.min(Math.max(received, BLOCK_BYTES_MIN), BLOCK_BYTES_MAX));
        this.#used = 0;
      }
      const count = Math.min(chunk.length - from, this.#open.length - this.#used);
      this.#open.set(chunk.subarray(from, from + count), this.#used);
      this.#used += count;
      from += count;
      if (this.#used === this.#open.length) this.#seal();
    }
  }

  #seal(): void {
    if (this.#open !== null && this.#used > 0) this.#blocks.push(this.#open.subarray(0, this.#used));
    this.#open = null;
  }
}
