import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { is_heard, keep_liking, kept_liking, type Place } from "./liking";

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

const HEARD: Place = {
  liking: { volume: 0.5, is_muted: false },
  plays_spotify: false,
  was_touched: true,
};

it("is remembered", () => {
  keep_liking({ volume: 0.2, is_muted: true });
  expect(kept_liking()).toEqual({ volume: 0.2, is_muted: true });
});

it.each(["", "{", '{"volume":7,"is_muted":"no"}', "null"])("is the usual where it is nonsense: %s", (text) => {
  kept.set("airhorns", text);
  expect(kept_liking()).toEqual({ volume: 0.6, is_muted: false });
});

it("an airhorn is heard where nothing speaks against it", () => {
  expect(is_heard(HEARD)).toBe(true);
});

it.each<Partial<Place>>([
  { liking: { volume: 0.5, is_muted: true } },
  { liking: { volume: 0, is_muted: false } },
  { plays_spotify: true },
  { was_touched: false },
])("is only seen otherwise: %o", (place) => {
  expect(is_heard({ ...HEARD, ...place })).toBe(false);
});
