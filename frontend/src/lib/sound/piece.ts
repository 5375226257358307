// What a piece of music is: notes, each at its moment. How they sound is somebody else's part.

export const VOICES = ["pad", "bass", "pluck", "lead", "kick", "snare", "hat"] as const;
export type Voice = (typeof VOICES)[number];

/** How long a note of each voice rings on after its length, in milliseconds. */
export const RELEASE_MS: Record<Voice, number> = {
  pad: 450,
  bass: 90,
  pluck: 120,
  lead: 160,
  kick: 20,
  snare: 20,
  hat: 20,
};

/** The most notes that sound at one moment: what a cheap phone can keep up with. */
export const SOUNDING_MAX = 20;

export interface Note {
  voice: Voice;
  /** Since the beginning of the piece. */
  at_ms: number;
  /** Until it is let go; it rings on for as long as its voice does. */
  length_ms: number;
  /** Semitones, of which 69 is the A of 440 Hz; drums have none. */
  pitch: number;
  /** From 0 to 1. */
  loudness: number;
  bar: number;
}

/** Which of its kinds each voice is in this piece. */
export interface Timbre {
  pad: "warm" | "glass" | "reed";
  bass: "round" | "plain";
  pluck: "string" | "bell" | "wood";
  lead: "flute" | "hollow" | "soft";
}

export interface Piece {
  duration_ms: number;
  bars: number;
  bar_ms: number;
  /** The pitch classes, of 12, that it keeps to. */
  scale: number[];
  timbre: Timbre;
  /** In the order of their beginnings. */
  notes: Note[];
}

/** When nothing of a note can be heard any more. */
export function gone_ms(note: Note): number {
  return note.at_ms + note.length_ms + RELEASE_MS[note.voice];
}
