import { describe, expect, it } from "vitest";

import { compose } from "./compose";
import { gone_ms, type Note, type Piece, SOUNDING_MAX, VOICES } from "./piece";

const URIS = Array.from({ length: 60 }, (_, number) => `demo:track:some-song-${number}`);
/** From a hurried demonstration to the longest track there is. */
const LENGTHS_MS = [20, 400, 3_000, 9_500, 24_000, 63_000, 187_000, 480_000, 1_200_000];

const all = URIS.map((uri, index) => compose(uri, 120_000 + index * 2_500));

/** The most notes that sound at once. */
function sounding(piece: Piece): number {
  const changes = piece.notes.flatMap((note) => [
    { at: note.at_ms, by: 1 },
    { at: gone_ms(note), by: -1 },
  ]);
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  let [now, most] = [0, 0];
  for (const { by } of changes) most = Math.max(most, (now += by));
  return most;
}

/** The longest stretch in which nothing sounds, the beginning and the end among them. */
function silence_ms({ notes, duration_ms }: Piece): number {
  let [until, longest] = [0, 0];
  for (const note of notes) {
    longest = Math.max(longest, note.at_ms - until);
    until = Math.max(until, gone_ms(note));
  }
  return Math.max(longest, duration_ms - until);
}

describe("a piece", () => {
  it("is the same whenever it is composed", () => {
    for (const [index, uri] of URIS.entries()) expect(compose(uri, 120_000 + index * 2_500)).toEqual(all[index]);
  });

  it("is another one for another track", () => {
    const tunes = all.map(({ notes, bar_ms }) => JSON.stringify(notes.map((note) => [note.at_ms / bar_ms, note.pitch])));
    expect(new Set(tunes).size).toBe(URIS.length);
  });

  it("is still the one that people know", () => {
    // Whoever changes this changes every song of everyone's evening.
    const { bars, scale, notes } = compose("demo:track:ferries-gulls", 177_000);
    const first = notes.filter(({ voice }) => voice === "lead").slice(0, 6);
    expect({ bars, scale, count: notes.length, first: first.map(({ pitch }) => pitch) }).toMatchInlineSnapshot(`
      {
        "bars": 57,
        "count": 1225,
        "first": [
          69,
          65,
          65,
          71,
          67,
          67,
        ],
        "scale": [
          9,
          11,
          0,
          2,
          4,
          5,
          7,
        ],
      }
    `);
  });

  it("keeps to its scale", () => {
    const pitched = ({ voice }: Note) => !["kick", "snare", "hat"].includes(voice);
    const wrong = all.flatMap(({ notes, scale }) =>
      notes.filter((note) => pitched(note) && !scale.includes(note.pitch % 12)),
    );
    expect(wrong).toEqual([]);
  });

  it("lies where ears and small loudspeakers are at ease", () => {
    const pitches = all.flatMap(({ notes }) => notes.map(({ pitch }) => pitch)).filter((pitch) => pitch > 0);
    expect(pitches.filter((pitch) => pitch < 33 || pitch > 89)).toEqual([]);
  });

  it.each(LENGTHS_MS)("of %i ms ends in time, and begins at once", (duration_ms) => {
    for (const uri of URIS.slice(0, 12)) {
      const { notes } = compose(uri, duration_ms);
      expect(notes.filter((note) => note.at_ms < 0 || gone_ms(note) > duration_ms + 1e-6)).toEqual([]);
      if (duration_ms >= 1_000) expect(notes[0]?.at_ms).toBe(0);
    }
  });

  it.each(LENGTHS_MS.slice(2))("of %i ms is never silent for long", (duration_ms) => {
    for (const uri of URIS.slice(0, 12)) expect(silence_ms(compose(uri, duration_ms))).toBeLessThan(1);
  });

  it("never asks for more voices than a cheap phone has", () => {
    expect(Math.max(...all.map(sounding))).toBeLessThanOrEqual(SOUNDING_MAX);
  });

  it("comes home at its end", () => {
    for (const { notes, bars, scale } of all) {
      const last = notes.filter(({ bar, voice }) => bar === bars - 1 && voice === "bass");
      expect(last.map(({ pitch }) => pitch % 12)).toEqual([scale[0]]);
    }
  });

  it("has something for every voice, and a tempo to walk to", () => {
    for (const { notes, bar_ms } of all) {
      expect(new Set(notes.map(({ voice }) => voice)).size).toBe(VOICES.length);
      expect((4 * 60_000) / bar_ms).toBeGreaterThan(70);
      expect((4 * 60_000) / bar_ms).toBeLessThan(122);
    }
  });

  it("comes back to what was heard before, and does not stay there", () => {
    for (const { notes, bars, bar_ms } of all) {
      const said = Array.from({ length: bars }, (_, bar) => {
        const tune = notes.filter((note) => note.bar === bar && note.voice !== "hat");
        return JSON.stringify(tune.map(({ voice, at_ms, pitch }) => [voice, Math.round(at_ms - bar * bar_ms), pitch]));
      });
      const different = new Set(said).size;
      expect(different).toBeGreaterThan(bars / 5);
      expect(different).toBeLessThan(bars);
    }
  });

  it("begins with held notes alone, which can be entered late", () => {
    for (const { notes, bar_ms } of all) {
      const early = notes.filter(({ at_ms }) => at_ms < bar_ms / 4);
      expect(early.every(({ voice }) => voice === "pad" || voice === "bass")).toBe(true);
    }
  });
});
