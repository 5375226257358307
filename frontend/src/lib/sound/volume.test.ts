import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { keep_volume, kept_volume } from "./volume";

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});
afterEach(() => void vi.unstubAllGlobals());

it("is what it was", () => {
  keep_volume(0.25);
  expect(kept_volume()).toBe(0.25);
  keep_volume(0);
  expect(kept_volume()).toBe(0);
});

it("is the usual one where nothing sensible is kept", () => {
  expect(kept_volume()).toBe(0.7);
  for (const nonsense of ["loud", "7", "-1", "NaN"]) {
    kept.set("volume", nonsense);
    expect(kept_volume()).toBe(0.7);
  }
});

it("is the usual one where browsers remember nothing", () => {
  vi.stubGlobal("localStorage", undefined);
  keep_volume(0.25);
  expect(kept_volume()).toBe(0.7);
});
