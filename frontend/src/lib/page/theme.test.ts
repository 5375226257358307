import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

import { afterEach, describe, expect, it, vi } from "vitest";

import { ACCENTS, choose_look, follow_device, kept_look, THEMES } from "./theme";

const FIRST = readFileSync(`${import.meta.dirname}/../../../public/theme.js`, "utf8");

/** A device that is light or dark, and what it keeps; one that keeps nothing throws, as browsers do. */
function device(is_light: boolean, kept: string | null, keeps: boolean = true) {
  const storage = {
    getItem: () => (keeps ? kept : refuse()),
    setItem: (_: string, value: string) => (keeps ? (kept = value) : refuse()),
  };
  const changes: (() => void)[] = [];
  const media = { matches: is_light, addEventListener: (_: string, change: () => void) => changes.push(change) };
  const root = { dataset: {} as Record<string, string> };
  const parts = {
    localStorage: storage,
    matchMedia: () => media,
    document: { documentElement: root, querySelectorAll: () => [], querySelector: () => null },
    navigator: { languages: ["en"] },
    HTMLScriptElement: { prototype: { noModule: false } },
    addEventListener: () => undefined,
    getComputedStyle: () => ({ getPropertyValue: () => "" }),
  };
  for (const [name, part] of Object.entries(parts)) vi.stubGlobal(name, part);
  return {
    shows: root.dataset,
    /** What the page puts on before its own script is there. */
    first: () => runInNewContext(FIRST, parts),
    turn: (light: boolean) => {
      media.matches = light;
      for (const change of changes) change();
    },
  };
}

function refuse(): never {
  throw new Error("nothing is kept here");
}

afterEach(() => vi.unstubAllGlobals());

describe("the first paint", () => {
  const kept = THEMES.flatMap((theme) => ACCENTS.map((accent) => `${theme} ${accent}`));

  it.each(kept.flatMap((look) => [true, false].map((is_light) => [look, is_light] as const)))(
    "looks as it will stay: %s, on a light device: %s",
    (look, is_light) => {
      const phone = device(is_light, look);
      phone.first();
      const first = { ...phone.shows };
      follow_device();
      expect(phone.shows).toEqual(first);
    },
  );

  it("looks like the device where nothing is kept, or can be", () => {
    for (const keeps of [true, false]) {
      const phone = device(true, null, keeps);
      phone.first();
      expect(phone.shows).toEqual({ theme: "light" });
    }
  });
});

describe("a look", () => {
  it("is kept when it is chosen", () => {
    const phone = device(false, null);
    choose_look({ theme: "light", accent: "sky" });
    expect(phone.shows).toEqual({ theme: "light", accent: "sky" });
    expect(kept_look()).toEqual({ theme: "light", accent: "sky" });
  });

  it("is put on where nothing can be kept", () => {
    const phone = device(false, null, false);
    choose_look({ theme: "light", accent: "rose" });
    expect(phone.shows).toEqual({ theme: "light", accent: "rose" });
    expect(kept_look()).toEqual({ theme: "system", accent: "amber" });
  });

  it("of another time is as usual", () => {
    device(false, "sepia plaid");
    expect(kept_look()).toEqual({ theme: "system", accent: "amber" });
  });

  it("follows the device from day to night only where that is chosen", () => {
    const [following, light] = [device(true, "system leaf"), "light leaf"];
    follow_device();
    following.turn(false);
    expect(following.shows.theme).toBe("dark");
    const staying = device(true, light);
    follow_device();
    staying.turn(false);
    expect(staying.shows.theme).toBe("light");
  });
});
