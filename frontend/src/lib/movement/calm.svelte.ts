// The order in which rows are shown. While rows are on their way to a new place the next order waits: what changed its
// direction in the middle could not be followed. What a row says never waits.

import type { Entry } from "../wire";

export class Calm {
  #kept = $state.raw<Entry[] | null>(null);

  /** The rows to show: in the order that is kept, if one is, each with what is known of it now. */
  over(queue: Entry[]): Entry[] {
    const kept = this.#kept;
    if (!kept || kept === queue) return queue;
    const now = new Map(queue.map((entry) => [entry.id, entry]));
    return kept.map((entry) => now.get(entry.id) ?? entry);
  }

  get is_kept(): boolean {
    return this.#kept !== null;
  }

  /** Keeps this order until they have arrived. */
  keep(order: Entry[], arrived: Promise<void>): void {
    this.#kept = order;
    void arrived.then(() => (this.#kept = null));
  }
}
