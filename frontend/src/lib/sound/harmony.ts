// Keys and chords. Everything is counted in steps of the scale, so nothing is ever out of key.

import { Dice } from "./dice";

const SCALES = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
} as const;
type Mode = keyof typeof SCALES;

/** Steps in an octave of every scale here. */
const OCTAVE = 7;

type Chords = readonly [number, number, number, number];
interface Turns {
  verse: readonly [Chords, ...Chords[]];
  turn: readonly [Chords, ...Chords[]];
  /** The chord that wants to go home. */
  before_home: number;
}

/** Roots of chords, as steps above the key's own; none of these chords has a tritone at its bottom. */
const TURNS: Record<Mode, Turns> = {
  major: {
    verse: [[0, 4, 5, 3], [0, 5, 3, 4], [0, 3, 5, 4], [0, 2, 3, 4], [0, 5, 1, 4], [0, 3, 0, 4]],
    turn: [[3, 4, 2, 5], [5, 3, 0, 4], [3, 0, 1, 4], [1, 4, 0, 3]],
    before_home: 4,
  },
  minor: {
    verse: [[0, 5, 2, 6], [0, 3, 5, 6], [0, 6, 5, 6], [0, 2, 3, 6], [0, 5, 3, 6]],
    turn: [[5, 6, 0, 2], [3, 6, 2, 5], [2, 6, 3, 5]],
    before_home: 6,
  },
  dorian: {
    verse: [[0, 3, 0, 6], [0, 2, 3, 6], [0, 6, 3, 3], [0, 3, 2, 6]],
    turn: [[2, 6, 0, 3], [6, 3, 2, 6], [3, 2, 0, 6]],
    before_home: 6,
  },
  mixolydian: {
    verse: [[0, 6, 3, 0], [0, 3, 6, 3], [0, 4, 6, 3], [0, 1, 6, 3]],
    turn: [[3, 0, 6, 3], [6, 3, 4, 6], [5, 6, 3, 3]],
    before_home: 6,
  },
};

export interface Key {
  /** The pitch of step 0: the key's own note, in the octave below the middle. */
  root: number;
  mode: Mode;
}

export interface Harmony {
  key: Key;
  verse: Chords;
  turn: Chords;
  before_home: number;
}

export function harmony(uri: string): Harmony {
  const dice = new Dice(`${uri} harmony`);
  const mode = dice.pick(["major", "major", "major", "minor", "minor", "dorian", "mixolydian"] as const);
  const { verse, turn, before_home } = TURNS[mode];
  const root = 48 + Math.floor(dice.between(-5, 7));
  return { key: { root, mode }, verse: dice.pick(verse), turn: dice.pick(turn), before_home };
}

/** The pitch classes of a key. */
export function scale(key: Key): number[] {
  return SCALES[key.mode].map((step) => (key.root + step) % 12);
}

/** The pitch of a step of the scale, which may lie in any octave. */
export function pitch(key: Key, step: number): number {
  const octave = Math.floor(step / OCTAVE);
  return key.root + 12 * octave + (SCALES[key.mode][step - octave * OCTAVE] ?? 0);
}

/** The pitch of a step's kind within the octave that begins at `from`. */
export function pitch_from(key: Key, step: number, from: number): number {
  return from + ((((pitch(key, step) - from) % 12) + 12) % 12);
}

/** The steps of the chord on a root: the root, its third and its fifth. */
export function chord(root: number): [number, number, number] {
  return [root, root + 2, root + 4];
}

/** The step nearest to this one that belongs to the chord; of two, the lower. */
export function nearest_in_chord(step: number, root: number): number {
  const belongs = (step: number) => [0, 2, 4].includes((((step - root) % OCTAVE) + OCTAVE) % OCTAVE);
  return [step, step - 1, step + 1, step - 2].find(belongs) ?? step;
}
