// One playing of a piece: which notes are due, and when on the audio clock. Notes that were dealt
// out stay as they are; what is corrected is only ever the rest.

import { type Note, type Piece, type Voice } from "./piece";

/** Beyond this a correction waits for the next bar; below, it creeps, by ten milliseconds a second. */
const CREEP_MAX_S = 0.012;
const CREEP = 0.01;
/** A struck note that is later than this is left out. */
const LATE_MAX_S = 0.03;
/** Voices that can be entered in the middle of a note. */
const HELD: ReadonlySet<Voice> = new Set(["pad", "bass"]);
/** Of a held note there has to be this much left. */
const LEFT_MIN_MS = 150;

export interface Due {
  note: Note;
  at_s: number;
  /** How long it sounds from `at_s` until it is let go, in seconds. */
  length_s: number;
  /** How much of it was over at `at_s`. */
  late_s: number;
}

export class Take {
  readonly piece: Piece;
  #begins_s: number;
  /** Where it would have to begin, once a bar does. */
  #next_begins_s: number | null = null;
  #next = 0;
  #bar = -1;

  /** `begins_s` is when its first bar begins, or began, on the audio clock. */
  constructor(piece: Piece, begins_s: number) {
    this.piece = piece;
    this.#begins_s = begins_s;
  }

  /** By how much it is early, in seconds. */
  off_s(wanted_s: number): number {
    return wanted_s - this.#begins_s;
  }

  /** Brings what is still to come nearer to where it should be; `since_s` have gone by since it last did. */
  steer(wanted_s: number, since_s: number): void {
    const off_s = this.off_s(wanted_s);
    if (Math.abs(off_s) > CREEP_MAX_S) {
      this.#next_begins_s = wanted_s;
      return;
    }
    this.#next_begins_s = null;
    const most_s = CREEP * since_s;
    this.#begins_s += Math.min(Math.max(off_s, -most_s), most_s);
  }

  /** The notes that begin before `until_s` and were not dealt out yet. */
  due(now_s: number, until_s: number): Due[] {
    const due: Due[] = [];
    for (; this.#next < this.piece.notes.length; this.#next += 1) {
      const note = this.piece.notes[this.#next];
      if (!note) break;
      const begins_s = this.#begins_of(note.bar);
      const at_s = begins_s + note.at_ms / 1_000;
      if (at_s >= until_s) break;
      this.#begins_s = begins_s;
      this.#bar = note.bar;
      const entered = enter(note, at_s, now_s);
      if (entered) due.push(entered);
    }
    return due;
  }

  #begins_of(bar: number): number {
    if (bar === this.#bar || this.#next_begins_s === null) return this.#begins_s;
    return this.#next_begins_s;
  }
}

/** A note as far as it can still be heard. */
function enter(note: Note, at_s: number, now_s: number): Due | undefined {
  const late_s = now_s - at_s;
  const length_s = note.length_ms / 1_000;
  if (late_s <= 0) return { note, at_s, length_s, late_s: 0 };
  if (HELD.has(note.voice)) {
    const left_s = length_s - late_s;
    return left_s * 1_000 >= LEFT_MIN_MS ? { note, at_s: now_s, length_s: left_s, late_s } : undefined;
  }
  return late_s <= LATE_MAX_S ? { note, at_s: now_s, length_s, late_s } : undefined;
}
