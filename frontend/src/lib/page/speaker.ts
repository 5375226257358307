// Says to whoever hears the page what concerns them: the song that plays now, and where their own
// songs went. A crowd that votes is not retold vote by vote: of many moves one is told, when they are over.

import { move_words, now_playing, yours_is } from "../language/move_words";
import type { Standing } from "../nest/order";
import type { Entry, State } from "../wire";

/** How long moves are gathered, and how long it is quiet after one was told. */
export const GATHER_MS = 1_500;
export const QUIET_MS = 5_000;

/** Whom it speaks for, as far as it is told. */
export interface Told {
  readonly state: Pick<State, "queue" | "playing"> | null;
  readonly standings: Map<number, Standing>;
  readonly second_ms: number;
  is_mine(entry: Entry): boolean;
  say(text: string): void;
}

export class Speaker {
  /** What played when it was last told, and where each of mine stood; nothing before the first look. */
  #playing: number | null | undefined;
  #places = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #quiet_until_ms = 0;
  readonly #nest: Told;

  constructor(nest: Told) {
    this.#nest = nest;
  }

  /** After everything that happened; `is_told` where I did it, and am told by its answer. */
  heard(is_told: boolean): void {
    const { state, standings } = this.#nest;
    const playing = state?.playing?.entry;
    const now = playing?.id ?? null;
    const is_first = this.#playing === undefined;
    const has_begun = now !== this.#playing;
    if (!is_first && has_begun) {
      this.#nest.say(playing ? now_playing(playing.track.title, playing.track.artists.join(", ")) : move_words.ended);
      // Everybody moves up then, which is no news but for the next one.
      for (const [id, place] of this.#places) if (place > 2) this.#places.set(id, place - 1);
    }
    this.#playing = now;
    for (const { id } of this.#mine()) {
      const place = standings.get(id)?.place;
      if (place !== undefined && (is_first || is_told || !this.#places.has(id))) this.#places.set(id, place);
    }
    if (this.#moved() && this.#timer === undefined) {
      const wait_ms = Math.max(GATHER_MS, this.#quiet_until_ms - performance.now());
      this.#timer = setTimeout(() => this.#tell(), wait_ms);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** My own songs, in the order of the queue. */
  #mine(): Entry[] {
    return this.#nest.state?.queue.filter((entry) => this.#nest.is_mine(entry)) ?? [];
  }

  /** The first of my songs that stands elsewhere than was told. */
  #moved(): [Entry, Standing] | undefined {
    for (const entry of this.#mine()) {
      const standing = this.#nest.standings.get(entry.id);
      if (standing && this.#places.get(entry.id) !== standing.place) return [entry, standing];
    }
    return undefined;
  }

  #tell(): void {
    this.#timer = undefined;
    const moved = this.#moved();
    this.#places = new Map(this.#mine().map(({ id }) => [id, this.#nest.standings.get(id)?.place ?? 0]));
    if (!moved) return;
    this.#quiet_until_ms = performance.now() + QUIET_MS;
    this.#nest.say(yours_is(moved[0].track.title, moved[1], this.#nest.second_ms));
  }
}
