import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { an_entry, playing } from "../../testing/samples";
import { GATHER_MS, QUIET_MS, Speaker } from "./speaker";

let said: string[];
const nest = new (class {
  state = { queue: [an_entry(0)], playing: playing(an_entry(10)) as ReturnType<typeof playing> | null };
  standings = new Map([[0, { place: 1, turn: 1, starts_ms: null }]]);
  second_ms = 0;
  is_mine = ({ id }: { id: number }) => id % 2 === 1;
  say = (text: string) => void said.push(text);
})();
let speaker: Speaker;

/** Mine are the odd ones. */
function stand(...ids: number[]): void {
  nest.state.queue = ids.map((id) => an_entry(id));
  nest.standings = new Map(ids.map((id, index) => [id, { place: index + 1, turn: 1, starts_ms: null }]));
}

const play = (id: number | null) => (nest.state.playing = id === null ? null : playing(an_entry(id)));

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  play(10);
  stand(2, 4, 6, 1, 8, 3);
  speaker = new Speaker(nest);
  speaker.heard(false);
});
afterEach(() => {
  speaker.close();
  vi.useRealTimers();
});

it("what was there when I came is not told", () => {
  vi.advanceTimersByTime(GATHER_MS);
  expect(said).toEqual([]);
});

it("the song that plays now is told at once, and that nothing does", () => {
  play(12);
  speaker.heard(false);
  play(null);
  speaker.heard(false);
  expect(said).toEqual(["Now playing: “Song 12” by The Tide", "The music has ended"]);
});

it("that all move up when a song begins is no news", () => {
  play(2);
  stand(4, 6, 1, 8, 3);
  speaker.heard(false);
  vi.advanceTimersByTime(GATHER_MS);
  expect(said).toEqual(["Now playing: “Song 2” by The Tide"]);
});

it("that mine is the next one is", () => {
  for (const [next, ...queue] of [[2, 4, 6, 1, 8, 3], [4, 6, 1, 8, 3], [6, 1, 8, 3]] as [number, ...number[]][]) {
    play(next);
    stand(...queue);
    speaker.heard(false);
    vi.advanceTimersByTime(GATHER_MS);
  }
  expect(said.at(-1)).toBe("Your “Song 1” is now 1st");
  expect(said.length).toBe(4);
});

it("of a crowd that votes only the end is told, and of mine only the first", () => {
  stand(2, 4, 1, 6, 8, 3);
  speaker.heard(false);
  stand(2, 1, 4, 6, 3, 8);
  speaker.heard(false);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(GATHER_MS);
  expect(said).toEqual(["Your “Song 1” is now 2nd"]);
  stand(1, 2, 4, 6, 3, 8);
  speaker.heard(false);
  vi.advanceTimersByTime(QUIET_MS - 1);
  expect(said.length).toBe(1);
  vi.advanceTimersByTime(1);
  expect(said).toEqual(["Your “Song 1” is now 2nd", "Your “Song 1” is now 1st"]);
});

it("what went and came back meanwhile is not told", () => {
  stand(2, 4, 1, 6, 8, 3);
  speaker.heard(false);
  stand(2, 4, 6, 1, 8, 3);
  speaker.heard(false);
  vi.advanceTimersByTime(GATHER_MS);
  expect(said).toEqual([]);
});

it("others' songs are their own affair, and so is what I did myself", () => {
  stand(4, 2, 6, 1, 8, 3);
  speaker.heard(false);
  stand(4, 2, 1, 6, 8, 3, 5);
  speaker.heard(true);
  vi.advanceTimersByTime(GATHER_MS);
  expect(said).toEqual([]);
});
