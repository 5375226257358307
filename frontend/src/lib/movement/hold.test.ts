import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { an_entry } from "../../testing/samples";
import { Hold, HOLD_MAX_MS, HOVER_MAX_MS, KEY_MS } from "./hold.svelte";

const [ONE, TWO, THREE] = [an_entry(1), an_entry(2), an_entry(3)];

let hold: Hold;
beforeEach(() => {
  vi.useFakeTimers();
  hold = new Hold();
});
afterEach(() => vi.useRealTimers());

describe("rows that are held", () => {
  it("stand as they stood, and say what is known now", () => {
    hold.keep([ONE, TWO], KEY_MS);
    const voted = an_entry(1, { votes: 3 });
    expect(hold.over([TWO, voted])).toEqual([voted, TWO]);
  });

  it("keep what is gone, and wait for what is new", () => {
    hold.keep([ONE, TWO], KEY_MS);
    expect(hold.over([THREE, TWO])).toEqual([ONE, TWO]);
  });

  it("are the true ones again when nobody aims any more", () => {
    hold.keep([ONE, TWO], KEY_MS);
    vi.advanceTimersByTime(KEY_MS);
    expect([hold.is_on, hold.over([TWO, ONE])]).toEqual([false, [TWO, ONE]]);
  });

  it("are held anew by each key", () => {
    hold.keep([ONE, TWO], KEY_MS);
    vi.advanceTimersByTime(KEY_MS - 1);
    hold.keep([ONE, TWO], KEY_MS);
    vi.advanceTimersByTime(KEY_MS - 1);
    expect(hold.is_on).toBe(true);
  });

  it("are the true ones again after a while, however long somebody aims", () => {
    const aims = (for_ms: number, max_ms: number) => {
      for (let waited_ms = 0; waited_ms < for_ms; waited_ms += 100) {
        hold.keep([ONE, TWO], KEY_MS, max_ms);
        vi.advanceTimersByTime(100);
      }
      return hold.is_on;
    };
    expect([aims(HOLD_MAX_MS - 100, HOLD_MAX_MS), aims(100, HOLD_MAX_MS)]).toEqual([true, false]);
    expect([aims(HOVER_MAX_MS - 100, HOVER_MAX_MS), aims(100, HOVER_MAX_MS)]).toEqual([true, false]);
  });

  it("do not shorten what a finger holds", () => {
    hold.pressed = {} as Element;
    hold.keep([ONE, TWO], HOLD_MAX_MS);
    hold.keep([ONE, TWO], 1);
    vi.advanceTimersByTime(HOLD_MAX_MS - 1);
    expect(hold.is_on).toBe(true);
    vi.advanceTimersByTime(1);
    expect(hold.is_on).toBe(false);
  });
});

it("nothing is held where there is nothing", () => {
  hold.keep([], KEY_MS);
  expect([hold.is_on, hold.over([ONE])]).toEqual([false, [ONE]]);
});
