// Which moment of the audio clock is heard at which moment of the device's steady clock. The two
// run at slightly different speeds, and the loudspeaker is later than either.

/** How many readings are remembered: those of the last second. A device that stumbled is late from then on. */
const READINGS_MAX = 20;
/** With fewer readings nobody knows how far to trust them. */
const READINGS_MIN = 4;
/** Readings further than this from the present are another clock's. */
const STALE_MS = 2_000;

/** What of an `AudioContext` is read. */
export interface Heard {
  currentTime: number;
  baseLatency?: number;
  outputLatency?: number;
  getOutputTimestamp?: () => AudioTimestamp;
}

export class SteadyAudio {
  #heard: Heard;
  #now: () => number;
  /** By how much the audio clock is ahead of the steady one, in milliseconds. */
  #readings: number[] = [];

  /** `now` is the steady clock, in milliseconds. */
  constructor(heard: Heard, now: () => number = () => performance.now()) {
    this.#heard = heard;
    this.#now = now;
  }

  /** Reads both clocks once. */
  read(): void {
    this.#readings = [...this.#readings, this.#reading()].slice(-READINGS_MAX);
  }

  /** Forgets what it read: the sound stood still meanwhile. */
  reset(): void {
    this.#readings = [];
  }

  get is_known(): boolean {
    return this.#readings.length >= READINGS_MIN;
  }

  /** The audio clock, in seconds, of what is heard at a moment of the steady clock. */
  at_s(steady_ms: number): number {
    return (steady_ms + this.#middle()) / 1_000;
  }

  /** How far readings lie from their middle: half of them are nearer than this. */
  get spread_ms(): number {
    const middle = this.#middle();
    return median(this.#readings.map((reading) => Math.abs(reading - middle)));
  }

  #middle(): number {
    return median(this.#readings);
  }

  #reading(): number {
    const now_ms = this.#now();
    const { contextTime = 0, performanceTime = 0 } = this.#heard.getOutputTimestamp?.() ?? {};
    if (contextTime > 0 && Math.abs(performanceTime - now_ms) < STALE_MS) return contextTime * 1_000 - performanceTime;
    // The browser does not say what is heard now, only how late it is.
    const late_s = this.#heard.outputLatency || this.#heard.baseLatency || 0;
    return (this.#heard.currentTime - late_s) * 1_000 - now_ms;
  }
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
