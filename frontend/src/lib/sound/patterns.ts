// How drums, bass and accompaniment go: a bar each, as places in sixteenths.

import type { Voice } from "./piece";

export interface Beat {
  kick: readonly number[];
  snare: readonly number[];
  hat: readonly number[];
}

export const BEATS: readonly [Beat, ...Beat[]] = [
  { kick: [0, 8, 10], snare: [4, 12], hat: [0, 2, 4, 6, 8, 10, 12, 14] },
  { kick: [0, 4, 8, 12], snare: [4, 12], hat: [2, 6, 10, 14] },
  { kick: [0, 6, 10], snare: [8], hat: [0, 4, 8, 12, 14] },
  { kick: [0, 7, 8], snare: [4, 12], hat: [0, 3, 4, 7, 8, 11, 12, 15] },
  { kick: [0, 6, 8, 14], snare: [3, 10], hat: [0, 2, 4, 6, 8, 10, 12, 14] },
  { kick: [0, 10], snare: [12], hat: [0, 4, 6, 8, 12, 14] },
];

/** What leads from one part of a piece into the next. */
export const FILL: readonly { voice: Voice; at: number }[] = [
  { voice: "snare", at: 10 },
  { voice: "snare", at: 12 },
  { voice: "kick", at: 13 },
  { voice: "snare", at: 14 },
  { voice: "snare", at: 15 },
];

/** A bass note: where, how long, and how many steps above the chord's root. */
export interface Low {
  at: number;
  length: number;
  above: number;
}

export const BASSES: readonly [readonly Low[], ...(readonly Low[])[]] = [
  [{ at: 0, length: 7, above: 0 }, { at: 8, length: 7, above: 0 }],
  [{ at: 0, length: 5, above: 0 }, { at: 6, length: 4, above: 0 }, { at: 12, length: 3, above: 4 }],
  [{ at: 0, length: 3, above: 0 }, { at: 4, length: 3, above: 4 }, { at: 8, length: 3, above: 7 }, { at: 12, length: 3, above: 4 }],
  [{ at: 0, length: 2, above: 0 }, { at: 3, length: 3, above: 0 }, { at: 8, length: 2, above: 0 }, { at: 11, length: 3, above: 4 }],
  [{ at: 0, length: 6, above: 0 }, { at: 8, length: 3, above: 4 }, { at: 12, length: 3, above: 0 }],
];

/** Under quiet parts. */
export const HELD: readonly Low[] = [{ at: 0, length: 15, above: 0 }];

/** Which notes of the chord follow each other; 3 is the root an octave up. */
export const BROKEN: readonly [readonly number[], ...(readonly number[])[]] = [
  [0, 1, 2, 3, 2, 1, 2, 1],
  [0, 2, 1, 2, 3, 2, 1, 2],
  [0, 1, 2, 1, 3, 1, 2, 1],
  [3, 2, 1, 0, 1, 2, 1, 2],
];
