// A queue of any length, and what a lively room does to it, the same each time.

import type { Entry, NestEvent, Person, State, Why, You } from "../src/lib/wire";
import { a_person, a_state, a_track, a_you, an_entry, FAIR, playing } from "../src/testing/samples";

const PEOPLE = 40;
const people: Person[] = Array.from({ length: PEOPLE }, (_, index) => a_person(`person-${index}`, { name: `Guest ${index}` }));
const by = (index: number) => people[index % PEOPLE]!.id;
const why = (index: number): Why => ({ ...FAIR, shift_ms: index % 5 ? 0 : -90_000 });

export const YOU: You = a_you({ id: "person-0", name: "Guest 0" });

function entry(id: number): Entry {
  const track = a_track({ uri: `demo:track:${id}`, title: `Song number ${id}`, artists: [`Band ${id % 90}`], album: "An album" });
  return an_entry(id, { track, by: by(id), rank: id * 100, why: why(id) });
}

/** So many entries behind one that plays. */
export function a_long_queue(length: number, now_ms: number): State {
  const queue = Array.from({ length }, (_, index) => entry(index + 2));
  const long = a_track({ title: "What plays", duration_ms: 3_600_000 });
  return a_state({ queue, playing: playing(an_entry(1, { track: long }), { as_of_ms: now_ms }), people, present: PEOPLE });
}

/** What happens in that room: mostly votes that move a row, and now and then a song that comes or goes. */
export class Evening {
  #ids: number[];
  #ranks = new Map<number, number>();
  #next: number;
  #count = 0;
  #seed = 7;

  constructor(length: number) {
    this.#ids = Array.from({ length }, (_, index) => index + 2);
    for (const id of this.#ids) this.#ranks.set(id, id * 100);
    this.#next = length + 2;
  }

  /** What happens next. The queue stays as long as it is. */
  events(): NestEvent[] {
    const step = this.#count++;
    if (step % 10 === 9) return [this.#remove(), this.#add()];
    return [this.#vote(step % 3 === 0)];
  }

  /** One song's place changes: by a few, or all the way to the top. */
  #vote(is_far: boolean): NestEvent {
    const id = this.#ids[this.#dice(this.#ids.length)]!;
    const rank = this.#ranks.get(id)! - (is_far ? this.#ids.length * 60 : 350) - 1;
    this.#ranks.set(id, rank);
    const up = 1 + this.#dice(9);
    return { type: "voted", entry: id, by: by(this.#count), vote: 1, up, down: 0, ranks: [[id, rank, why(this.#count)]] };
  }

  #remove(): NestEvent {
    const [id] = this.#ids.splice(this.#dice(this.#ids.length), 1);
    return { type: "removed", entry: id!, by: by(this.#count), reason: "removed", ranks: [] };
  }

  #add(): NestEvent {
    const id = this.#next++;
    this.#ids.push(id);
    this.#ranks.set(id, id * 100);
    return { type: "added", entry: entry(id) };
  }

  /** Always the same throws (a linear congruential generator, as in the C standard's example). */
  #dice(sides: number): number {
    this.#seed = (this.#seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((this.#seed / 2 ** 31) * sides);
  }
}
