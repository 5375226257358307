import { describe, expect, it } from "vitest";

import { compose } from "./compose";
import type { Note, Piece } from "./piece";
import { Take } from "./take";

const BAR_MS = 2_000;

/** Eight bars of a held note and four struck ones. */
function a_piece(): Piece {
  const notes = Array.from({ length: 8 }, (_, bar): Note[] => [
    { voice: "pad", at_ms: bar * BAR_MS, length_ms: BAR_MS, pitch: 60, loudness: 0.5, bar },
    ...[0, 500, 1_000, 1_500].map(
      (at): Note => ({ voice: "pluck", at_ms: bar * BAR_MS + at, length_ms: 300, pitch: 72, loudness: 0.5, bar }),
    ),
  ]).flat();
  const timbre = { pad: "warm", bass: "round", pluck: "string", lead: "flute" } as const;
  return { duration_ms: 8 * BAR_MS, bars: 8, bar_ms: BAR_MS, scale: [0], timbre, notes };
}

/** Deals out as a player does, tick by tick, and says when each note begins. */
function played(take: Take, from_s: number, until_s: number, wanted_s: (now_s: number) => number): number[] {
  const begins: number[] = [];
  for (let now_s = from_s; now_s < until_s; now_s += 0.05) {
    take.steer(wanted_s(now_s), 0.05);
    begins.push(...take.due(now_s, now_s + 0.2).filter(({ note }) => note.voice === "pluck").map(({ at_s }) => at_s));
  }
  return begins;
}

describe("a take", () => {
  it("deals every note out once, at its moment", () => {
    const begins = played(new Take(a_piece(), 10), 9.9, 26, () => 10);
    expect(begins).toEqual(Array.from({ length: 32 }, (_, index) => 10 + index * 0.5));
  });

  it("deals out the same notes however often it is asked", () => {
    const piece = compose("demo:track:any", 60_000);
    const [often, seldom] = [new Take(piece, 0), new Take(piece, 0)];
    const dealt = Array.from({ length: 1_300 }, (_, tick) => often.due(-1, tick * 0.05)).flat();
    expect(dealt).toEqual(seldom.due(-1, 65));
    expect(dealt.map(({ note }) => note)).toEqual(piece.notes);
  });

  it("is entered in the middle, where it is", () => {
    const entered = new Take(a_piece(), 10).due(13.2, 13.4);
    // The pad that has been there since 12 is joined; what was struck before is over.
    expect(entered.map(({ note, at_s }) => [note.voice, at_s])).toEqual([["pad", 13.2]]);
    expect(entered[0]?.length_s).toBeCloseTo(0.8);
    expect(entered[0]?.late_s).toBeCloseTo(1.2);
  });

  it("leaves out what is too late rather than play it at a wrong time", () => {
    const take = new Take(a_piece(), 10);
    expect(take.due(10.02, 10.2).map(({ note }) => note.voice)).toEqual(["pad", "pluck"]);
    expect(take.due(10.54, 10.6)).toEqual([]);
  });

  it("corrects a little at a time", () => {
    const begins = played(new Take(a_piece(), 10), 9.9, 26, () => 10.01);
    const gaps = begins.slice(1).map((at_s, index) => at_s - begins[index]! - 0.5);
    expect(Math.max(...gaps)).toBeLessThan(0.006);
    expect(Math.min(...gaps)).toBeGreaterThan(-1e-9);
    expect(begins.at(-1)).toBeCloseTo(10.01 + 31 * 0.5);
  });

  it("waits for the next bar with what would be heard", () => {
    for (const off_s of [0.1, -0.1]) {
      const begins = played(new Take(a_piece(), 10), 9.9, 26, (now_s) => (now_s < 10.6 ? 10 : 10 + off_s));
      // The first bar is played as it began, the others where they belong.
      expect(begins.slice(0, 4)).toEqual([10, 10.5, 11, 11.5]);
      expect(begins.slice(4)).toHaveLength(28);
      begins.slice(4).forEach((at_s, index) => expect(at_s).toBeCloseTo(12 + off_s + index * 0.5, 6));
    }
  });

  it("knows how far off it is", () => {
    const take = new Take(a_piece(), 10);
    expect(take.off_s(10.25)).toBeCloseTo(0.25);
    take.steer(10.25, 0.05);
    expect(take.off_s(10.25)).toBeCloseTo(0.25);
    take.due(10, 18);
    expect(take.off_s(10.25)).toBeCloseTo(0);
  });

  it("is over when nothing is left", () => {
    const take = new Take(a_piece(), 10);
    take.due(20, 40);
    expect(take.due(20, 100)).toEqual([]);
  });
});
