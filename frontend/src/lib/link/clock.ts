// The server's time, as far as a client can know it: never the device's own clock, which may be
// hours off, but the offset measured by the ping that took the shortest way.

/** How many pings are remembered. */
export const SAMPLES_MAX = 8;

interface Sample {
  offset_ms: number;
  round_trip_ms: number;
}

export class ServerClock {
  #samples: Sample[] = [];
  #is_stale = false;
  #now: () => number;

  /** `now` is a steady clock in milliseconds; any zero will do. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A moment of the steady clock, to be given back with what the server then says. */
  mark(): number {
    return this.#now();
  }

  /**
   * The server said that its time was `server_ms`, somewhere between `sent` and now. Without `sent`
   * nobody knows how long it took, so whatever was asked for is trusted more.
   */
  learn(server_ms: number, sent?: number): void {
    const received = this.#now();
    const sample = {
      offset_ms: server_ms - ((sent ?? received) + received) / 2,
      round_trip_ms: sent === undefined ? Infinity : received - sent,
    };
    this.#samples = [...(this.#is_stale ? [] : this.#samples), sample].slice(-SAMPLES_MAX);
    this.#is_stale = false;
  }

  /** Forgets everything as soon as something newer is known: it may be another server now. */
  reset(): void {
    this.#is_stale = true;
  }

  /** The server's time now, in epoch milliseconds. */
  now_ms(): number {
    return this.#now() + this.#offset_ms();
  }

  /** The moment of the steady clock at which the server's time is `server_ms`. */
  mark_of(server_ms: number): number {
    return server_ms - this.#offset_ms();
  }

  /** How wrong this can be at most: by half of the shortest way there and back. */
  get within_ms(): number {
    return (this.#best()?.round_trip_ms ?? Infinity) / 2;
  }

  #offset_ms(): number {
    return this.#best()?.offset_ms ?? Date.now() - this.#now();
  }

  #best(): Sample | undefined {
    return this.#samples.reduce<Sample | undefined>(
      (best, sample) => (best && best.round_trip_ms < sample.round_trip_ms ? best : sample),
      undefined,
    );
  }
}
