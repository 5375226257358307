// Makes a piece out of a track's address and length. The same track is the same piece in every
// browser, so nothing but the address is to be sent.

import { Dice } from "./dice";
import { type Kind, type Part, parts, PLAYERS } from "./form";
import { chord, type Harmony, harmony, pitch, pitch_from, scale } from "./harmony";
import { type Sung, Tune } from "./melody";
import { BASSES, BEATS, BROKEN, FILL, HELD } from "./patterns";
import { type Note, type Piece, RELEASE_MS, type Timbre, type Voice } from "./piece";

/** Sixteenths in a bar, which has four beats. */
const SIXTEENTHS = 16;
/** The lowest notes of the pad and of the bass. */
const PAD_FROM = 54;
const BASS_FROM = 33;
/** Beats a minute, before the bars are fitted to the length. */
const SLOWEST = 76;
const FASTEST = 116;

interface Score {
  harmony: Harmony;
  bars: number;
  bar_ms: number;
  /** How late off-beats are, in sixteenths. */
  swing: number;
  notes: Note[];
}

export function compose(uri: string, duration_ms: number): Piece {
  const dice = new Dice(uri);
  const wanted_ms = (4 * 60_000) / dice.between(SLOWEST, FASTEST);
  const bars = Math.max(1, Math.round(duration_ms / wanted_ms));
  const swing = dice.pick([0, 0, 0.35, 0.6]);
  const score: Score = { harmony: harmony(uri), bars, bar_ms: duration_ms / bars, swing, notes: [] };
  const timbre: Timbre = {
    pad: dice.pick(["warm", "glass", "reed"]),
    bass: dice.pick(["round", "plain"]),
    pluck: dice.pick(["string", "bell", "wood"]),
    lead: dice.pick(["flute", "hollow", "soft"]),
  };
  for (const part of parts(uri, bars - 1)) write_part(score, uri, part);
  write_ending(score);
  const notes = score.notes.flatMap((note) => fitted(note, duration_ms));
  notes.sort((a, b) => a.at_ms - b.at_ms);
  return { duration_ms, bars, bar_ms: score.bar_ms, scale: scale(score.harmony.key), timbre, notes };
}

function write_part(score: Score, uri: string, part: Part): void {
  // What comes again sounds alike: chance depends on the kind of a part, not on its place.
  const dice = new Dice(`${uri} ${part.kind}`);
  const habits = new Dice(`${uri} habits`);
  const [beat, low, broken] = [habits.pick(BEATS), habits.pick(BASSES), habits.pick(BROKEN)];
  const players = PLAYERS[part.kind];
  const tune = new Tune(`${uri} tune ${players.tune}`, players.tune === "verse");
  for (let index = 0; index < part.bars; index += 1) {
    const bar = part.first_bar + index;
    const root = root_of(score, part.kind, index, bar);
    write_pad(score, bar, root);
    write_bass(score, bar, root, players.bass === "held" ? HELD : low);
    if (players.broken) write_broken(score, bar, root, broken, players.tune === "none" ? 0.4 : 0.26);
    if (players.tune !== "none") write_tune(score, bar, tune.bar(index, root, dice), players.by);
    if (players.drums !== "none") {
      const is_last = index === part.bars - 1 && players.drums === "full";
      write_drums(score, bar, beat, players.drums === "full", is_last, dice);
    }
  }
}

/** The chord of a bar. Before the end it is the one that wants to go home. */
function root_of(score: Score, kind: Kind, index: number, bar: number): number {
  const { verse, turn, before_home } = score.harmony;
  if (bar === score.bars - 2) return before_home;
  return (kind === "turn" ? turn : verse)[index % 4] ?? 0;
}

function put(score: Score, voice: Voice, bar: number, at: number, length: number, pitch: number, loudness: number): void {
  // Whoever hears of a piece a moment late can still enter a held note, but not a struck one.
  if (bar === 0 && at < 4 && voice !== "pad" && voice !== "bass") return;
  const sixteenth_ms = score.bar_ms / SIXTEENTHS;
  const late = at % 4 === 2 ? score.swing : at % 2 === 1 ? score.swing / 2 : 0;
  const at_ms = bar * score.bar_ms + (at + late) * sixteenth_ms;
  score.notes.push({ voice, at_ms, length_ms: length * sixteenth_ms, pitch, loudness, bar });
}

function write_pad(score: Score, bar: number, root: number): void {
  for (const step of chord(root)) {
    put(score, "pad", bar, 0, SIXTEENTHS, pitch_from(score.harmony.key, step, PAD_FROM), 0.5);
  }
}

function write_bass(score: Score, bar: number, root: number, low: typeof HELD): void {
  const { key } = score.harmony;
  const lowest = pitch_from(key, root, BASS_FROM);
  for (const { at, length, above } of low) {
    const higher = above === 7 ? lowest + 12 : pitch_from(key, root + above, lowest);
    put(score, "bass", bar, at, length, higher, at === 0 ? 0.8 : 0.65);
  }
}

function write_broken(score: Score, bar: number, root: number, order: readonly number[], loudness: number): void {
  const { key } = score.harmony;
  const tones = chord(root).map((step) => pitch_from(key, step, PAD_FROM + 6));
  tones.sort((a, b) => a - b);
  for (const [index, tone] of order.entries()) {
    const high = tones[tone] ?? (tones[0] ?? PAD_FROM) + 12;
    put(score, "pluck", bar, index * 2, 3, high, loudness * (index % 2 === 0 ? 1 : 0.8));
  }
}

function write_tune(score: Score, bar: number, sung: Sung[], by: "pluck" | "lead"): void {
  for (const { at, length, step } of sung) {
    const loudness = at % 8 === 0 ? 0.75 : 0.62;
    // Above the accompaniment, wherever the key lies.
    const high = pitch(score.harmony.key, step) + (score.harmony.key.root < 48 ? 24 : 12);
    put(score, by, bar, at, by === "pluck" ? Math.max(length, 4) : length * 0.92, high, loudness);
  }
}

function write_drums(
  score: Score,
  bar: number,
  beat: (typeof BEATS)[0],
  is_full: boolean,
  is_last: boolean,
  dice: Dice,
): void {
  const hit = (voice: Voice, at: number, loudness: number) => put(score, voice, bar, at, 1, 0, loudness);
  for (const at of beat.kick) hit("kick", at, at === 0 ? 0.8 : 0.65);
  for (const at of beat.hat) hit("hat", at, dice.between(0.3, 0.45));
  if (!is_full) return;
  for (const at of beat.snare) if (!is_last || at < 8) hit("snare", at, 0.6);
  if (is_last) for (const { voice, at } of FILL) hit(voice, at, 0.3 + at / 60);
}

/** The last bar: the chord that everything wanted to come to, and time for it to fade. */
function write_ending(score: Score): void {
  const { key } = score.harmony;
  const bar = score.bars - 1;
  write_pad(score, bar, 0);
  write_bass(score, bar, 0, HELD);
  for (const [index, step] of [...chord(0), 7].entries()) {
    put(score, "pluck", bar, index * 2, 6, pitch_from(key, step, PAD_FROM + 6) + (step === 7 ? 12 : 0), 0.5 - index * 0.08);
  }
}

/** A note as far as it fits before the end; hardly any of it is none. */
function fitted(note: Note, duration_ms: number): Note[] {
  const length_ms = Math.min(note.length_ms, duration_ms - RELEASE_MS[note.voice] - note.at_ms);
  return length_ms > 0 ? [{ ...note, length_ms }] : [];
}
