// Where the lines of one record are written. Text that is all ASCII goes in by long runs, the rest value by value: one
// curly quote in a title would otherwise make V8 keep and convert the whole line in two bytes a character.

const SIZE_BYTES = 1024 * 1024;

export class Slab {
  #bytes = Buffer.allocUnsafeSlow(SIZE_BYTES);
  #length = 0;
  #run = '';

  get lengthBytes(): number {
    return this.#length;
  }

  /** Drops everything after the first `lengthBytes` bytes. */
  cut(lengthBytes: number): void {
    this.#length = lengthBytes;
    this.#run = '';
  }

  /** Adds ASCII text. */
  ascii(text: string): void {
    this.#run += text;
  }

  /** Adds any text. */
  text(text: string): void {
    this.flush();
    this.#reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** Writes out the run; `lengthBytes` is right after it. */
  flush(): void {
    if (this.#run === '') return;
    this.#reserve(this.#run.length);
    this.#length += this.#bytes.write(this.#run, this.#length, 'latin1');
    this.#run = '';
  }

  /** A copy of everything; the slab is empty after it. */
  take(): Buffer {
    this.flush();
    const copy = Buffer.allocUnsafeSlow(this.#length);
    this.#bytes.copy(copy, 0, 0, this.#length);
    this.#length = 0;
    // What a huge payload needed is given back.
    if (this.#bytes.length > 8 * SIZE_BYTES) this.#bytes = Buffer.allocUnsafeSlow(SIZE_BYTES);
    return copy;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + count));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
