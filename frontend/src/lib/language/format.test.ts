import { afterEach, describe, expect, it, vi } from "vitest";

import { ago, clock_time, duration, hours } from "./format";
import { locale } from "./language.svelte";

afterEach(() => void vi.restoreAllMocks());

describe("a length", () => {
  it.each([
    [0, "0:00"],
    [5_000, "0:05"],
    [59_499, "0:59"],
    [59_500, "1:00"],
    [185_000, "3:05"],
    [3_600_000, "60:00"],
    [-900, "0:00"],
  ])("of %i ms reads %s", (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});

describe("how long ago", () => {
  it.each([
    [0, "just now"],
    [29_999, "just now"],
    [30_000, "1 min ago"],
    [59 * 60_000, "59 min ago"],
    [59.6 * 60_000, "1 h ago"],
    [5 * 3_600_000, "5 h ago"],
  ])("%i ms is, reads %s", (ms, words) => {
    expect(ago(ms)).toBe(words);
  });
});

it("a long time is told in minutes, and from an hour on in hours", () => {
  expect([0, 59.4 * 60_000, 60 * 60_000, 151 * 60_000].map(hours)).toEqual(["0 min", "59 min", "1 h 0 min", "2 h 31 min"]);
});

it("a moment is shown by the clock on the wall, however wrong that is", () => {
  const wall = new Date(2024, 5, 1, 21, 30).getTime();
  vi.spyOn(Date, "now").mockReturnValue(wall);
  const server_now_ms = wall + 7 * 3_600_000;
  const shown = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(wall + 600_000);
  expect(clock_time(server_now_ms + 600_000, server_now_ms)).toBe(shown);
  expect(shown).toContain("40");
});
