import { expect, it } from "vitest";

import { bird_of } from "./avatar";

const PEOPLE = Array.from({ length: 500 }, (_, index) => `p-${index}`);

it("somebody has the same bird every time", () => {
  expect(PEOPLE.map(bird_of)).toEqual(PEOPLE.map(bird_of));
});

it("in a full room hardly two look the same", () => {
  const birds = new Set(PEOPLE.slice(0, 50).map((id) => JSON.stringify(bird_of(id))));
  expect(birds.size).toBeGreaterThanOrEqual(48);
});

it("no colour and no crest is left to few", () => {
  for (const part of ["sky", "feathers", "crest", "beak", "eye"] as const) {
    const counts = new Map<string, number>();
    for (const id of PEOPLE) counts.set(bird_of(id)[part], (counts.get(bird_of(id)[part]) ?? 0) + 1);
    expect(Math.min(...counts.values()), part).toBeGreaterThan(PEOPLE.length / counts.size / 2);
  }
});

it("whoever has no id yet has a bird, too", () => {
  expect(bird_of("").beak).not.toBe("");
});
