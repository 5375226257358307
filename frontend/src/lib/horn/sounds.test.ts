import { describe, expect, it } from "vitest";

import { horn_named, LASTS_MAX_S } from "./sounds";

const ALL = ["airhorn", "foghorn", "bicycle", "fanfare", "siren", "trombone"];

describe.each(ALL)("the %s", (sound) => {
  const { tones } = horn_named(sound);

  it("ends in time", () => {
    const ends_s = tones.map(({ begins_s, lasts_s }) => begins_s + lasts_s);
    expect(Math.max(...ends_s)).toBeLessThanOrEqual(LASTS_MAX_S);
  });

  it("begins and ends in silence, so that nothing clicks", () => {
    for (const { loud, lasts_s } of tones) {
      expect([loud[0], loud.at(-1)]).toEqual([[0, 0], [lasts_s, 0]]);
    }
  });

  it("goes through its points in their order", () => {
    for (const points of tones.flatMap(({ pitch, loud }) => [pitch, loud])) {
      const times = points.map(([at_s]) => at_s);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it("can be told from every other", () => {
    const others = ALL.filter((other) => other !== sound);
    for (const other of others) expect(horn_named(other)).not.toEqual(horn_named(sound));
  });
});

it("a sound that nobody knows is an airhorn", () => {
  expect(horn_named("vuvuzela")).toEqual(horn_named("airhorn"));
});
