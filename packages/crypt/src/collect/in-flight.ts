// The exchanges that are not answered yet. Slots that are used again, not a Set: a busy Set leaves its outgrown tables in
// the old generation, and each keeps the young objects it names alive, which made a third of the collector's time.
import type { Exchange } from './collect-context.ts';

export class InFlight {
  readonly #slots: (Exchange | null)[] = [];
  readonly #free: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(exchange: Exchange): void {
    const slot = this.#free.pop() ?? this.#slots.length;
    this.#slots[slot] = exchange;
    exchange.slot = slot;
    this.#size++;
  }

  /** Call once for each exchange that was added. */
  remove(exchange: Exchange): void {
    this.#slots[exchange.slot] = null;
    this.#free.push(exchange.slot);
    this.#size--;
  }

  /** In no order. */
  forEach(visit: (exchange: Exchange) => void): void {
    for (const exchange of this.#slots) if (exchange !== null) visit(exchange);
  }
}
