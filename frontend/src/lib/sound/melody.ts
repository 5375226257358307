// Tunes: a few motifs that come again, each time fitted to the chord below and changed a little.

import { Dice } from "./dice";
import { nearest_in_chord } from "./harmony";

/** One note of a motif: where in its bar and how long, in sixteenths, and how many steps it moves. */
interface Move {
  at: number;
  length: number;
  by: number;
}
type Motif = readonly Move[];

/** A note of a tune, as a step of the scale. */
export interface Sung {
  at: number;
  length: number;
  step: number;
}

/** Where notes begin in a bar, in sixteenths. */
type Begins = readonly number[];
const CALM: readonly [Begins, ...Begins[]] = [
  [0, 6, 12],
  [0, 8, 12],
  [4, 8, 12],
  [0, 4, 10],
  [2, 8],
  [0, 6, 8],
];
const LIVELY: readonly [Begins, ...Begins[]] = [
  [0, 3, 6, 10, 12],
  [0, 4, 6, 8, 12, 14],
  [2, 4, 6, 10, 12],
  [0, 2, 4, 8, 10, 12],
  [0, 6, 8, 10, 14],
  [4, 6, 8, 12, 14],
];

/** How low and high a tune goes, in steps above the key's own note. */
const LOWEST = -2;
const HIGHEST = 9;
/** From this length on, in sixteenths, a note has to belong to the chord. */
const LONG = 4;

export class Tune {
  #motifs: [Motif, Motif];

  constructor(words: string, is_lively: boolean) {
    const dice = new Dice(words);
    this.#motifs = [motif(dice, is_lively), motif(dice, is_lively && dice.happens(0.6))];
  }

  /** A bar: the first motif, again, the other one, and a line that comes to rest. */
  bar(index: number, root: number, dice: Dice): Sung[] {
    const place = index % 4;
    const moves = this.#motifs[place === 2 ? 1 : 0];
    let step = place === 1 ? 4 : place === 3 ? 3 : 2;
    const sung = moves.map(({ at, length, by }) => {
      step += dice.happens(0.12) ? -by : by;
      if (step > HIGHEST) step -= 3;
      if (step < LOWEST) step += 3;
      if (at % 8 === 0 || length >= LONG) step = nearest_in_chord(step, root);
      return { at, length, step };
    });
    return place === 3 ? rest(sung, root) : sung;
  }
}

function motif(dice: Dice, is_lively: boolean): Motif {
  const begins = is_lively ? dice.pick(LIVELY) : dice.pick(CALM);
  return begins.map((at, index) => {
    const until = begins[index + 1] ?? 16;
    return { at, length: Math.min(until - at, 6), by: dice.pick([1, 1, -1, -1, 2, -2, 0]) };
  });
}

/** The second half of the bar is one long note of the chord, so that a singer could breathe. */
function rest(sung: Sung[], root: number): Sung[] {
  const before = sung.filter(({ at }) => at < 8);
  const last = before.at(-1)?.step ?? 2;
  return [...before.map((note) => ({ ...note, length: Math.min(note.length, 8 - note.at) })), {
    at: 8,
    length: 6,
    step: nearest_in_chord(last - 1, root),
  }];
}
