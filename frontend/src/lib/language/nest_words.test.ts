import { expect, it } from "vitest";

import { blown, free_again, removed_person, there } from "./nest_words";
import { way_to } from "../link/nest_api";

it("a horn that rests says for how long, and one that was blown too often until when", () => {
  expect(free_again(2_100, 0)).toBe("The horn needs a rest: again in 3 s.");
  expect(free_again(1_800_000, 0)).toMatch(/^That was enough for now: you may blow again at .+\.$/);
});

it("an airhorn has a name, even one that this page does not know", () => {
  expect(blown("Bob", "bicycle")).toBe("Bob: Bicycle horn");
  expect(blown("Bob", "vuvuzela")).toBe("Bob: vuvuzela");
});

it("says who was removed, with what, and for how long", () => {
  expect(removed_person("Bob", false, 0)).toBe("Removed Bob");
  expect(removed_person("Bob", true, 1)).toBe("Removed Bob and a song, for good");
  expect(removed_person("Bob", true, 3)).toBe("Removed Bob and 3 songs, for good");
});

it("counts people", () => {
  expect([there(0), there(1), there(2)]).toEqual(["0 people", "1 person", "2 people"]);
});

it("leads to the main nest by the house's own address", () => {
  expect(way_to({ id: "main", code: "ABCDE" })).toBe("/");
  expect(way_to({ id: "n1", code: "FGHJK" })).toBe("/nest/FGHJK");
  expect(way_to({ id: "n 1", code: null })).toBe("/nest/n%201");
});
