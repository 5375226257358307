import { describe, expect, it } from "vitest";

import { first_start_ms, position_ms, standings } from "./order";
import { a_state, a_track, an_entry, playing } from "../../testing/samples";
import type { State } from "../wire";

const minutes = (count: number, id = 1) => a_track({ uri: `demo:track:${id}`, duration_ms: count * 60_000 });
const queue = [
  an_entry(2, { by: "ann", track: minutes(2) }),
  an_entry(3, { by: "bob", track: minutes(3) }),
  an_entry(4, { by: "ann", track: minutes(4) }),
];
/** Five minutes of music that began at the moment 1,000. */
const current = playing(an_entry(1, { track: minutes(5) }));

const standings_at = (state: State, now_ms: number) => standings(state, first_start_ms(state, now_ms));

describe("standings", () => {
  it("count places from one, and turns for each person", () => {
    const all = [...standings_at(a_state({ queue, playing: current }), 1_000).values()];
    expect(all.map(({ place }) => place)).toEqual([1, 2, 3]);
    expect(all.map(({ turn }) => turn)).toEqual([1, 1, 2]);
  });

  it("let each entry start when all before it have played", () => {
    const all = [...standings_at(a_state({ queue, playing: current }), 61_000).values()];
    const end = 1_000 + 5 * 60_000;
    expect(all.map(({ starts_ms }) => starts_ms)).toEqual([end, end + 120_000, end + 300_000]);
  });

  it("count from where the playing entry was told to be", () => {
    const seeked = { ...current, position_ms: 60_000, as_of_ms: 10_000 };
    expect(standings_at(a_state({ queue, playing: seeked }), 10_000).get(2)?.starts_ms).toBe(10_000 + 4 * 60_000);
  });

  it("never promise a start that has passed", () => {
    const late_ms = 1_000 + 9 * 60_000;
    expect(standings_at(a_state({ queue, playing: current }), late_ms).get(2)?.starts_ms).toBe(late_ms);
  });

  it("begin now where nothing plays", () => {
    expect(standings_at(a_state({ queue }), 77).get(2)?.starts_ms).toBe(77);
  });

  it("promise no start while the music stands still", () => {
    const all = [...standings_at(a_state({ queue, playing: { ...current, paused: true } }), 1_000).values()];
    expect(all.map(({ starts_ms }) => starts_ms)).toEqual([null, null, null]);
  });

  it("put first what was announced, wherever it is listed", () => {
    const all = standings_at(a_state({ queue, playing: { ...current, next_up: 4 } }), 1_000);
    expect([4, 2, 3].map((id) => all.get(id)?.place)).toEqual([1, 2, 3]);
    expect([4, 2, 3].map((id) => all.get(id)?.turn)).toEqual([1, 2, 1]);
    expect(all.get(2)?.starts_ms).toBe(1_000 + 9 * 60_000);
  });

  it("go by the list where the announced entry is not in it", () => {
    const all = standings_at(a_state({ queue, playing: { ...current, next_up: 99 } }), 1_000);
    expect(all.get(2)?.place).toBe(1);
  });
});

describe("standings that are known", () => {
  const before = standings_at(a_state({ queue, playing: current }), 1_000);

  it("are the very same where they still hold", () => {
    const swapped = [queue[0]!, queue[2]!, queue[1]!];
    const after = standings(a_state({ queue: swapped, playing: current }), first_start_ms(a_state({ playing: current }), 0), before);
    expect([2, 3, 4].map((id) => after.get(id) === before.get(id))).toEqual([true, false, false]);
    expect(after).toEqual(standings_at(a_state({ queue: swapped, playing: current }), 0));
  });
});

describe("the position", () => {
  it("moves on with the server's time", () => {
    expect(position_ms(a_state({ playing: current }), 31_000)).toBe(30_000);
  });

  it("stands while paused", () => {
    expect(position_ms(a_state({ playing: { ...current, position_ms: 400, paused: true } }), 99_000)).toBe(400);
  });

  it("stays between the start and the end", () => {
    expect(position_ms(a_state({ playing: current }), 10)).toBe(0);
    expect(position_ms(a_state({ playing: current }), 10_000_000)).toBe(300_000);
  });

  it("is nought where nothing plays", () => {
    expect(position_ms(a_state(), 10_000)).toBe(0);
  });
});
