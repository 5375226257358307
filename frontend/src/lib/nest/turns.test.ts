import { describe, expect, it } from "vitest";

import { an_entry } from "../../testing/samples";
import { turn_at } from "../movement/dropped";
import { turn_by } from "./turns";

/** Ann's 1, 3 and 5; Bob's 2 and 4; and one of Bender's. */
const QUEUE = [
  an_entry(1),
  an_entry(2, { by: "bob" }),
  an_entry(3),
  an_entry(4, { by: "bob" }),
  an_entry(5),
  an_entry(6, { by: "bender", auto: true }),
];
const song = (id: number) => QUEUE[id - 1]!;
const by = (id: number, steps: -1 | 1) => turn_by(QUEUE, song(id), steps)?.before?.id;
const at = (id: number, row: number) => turn_at(QUEUE, song(id), row)?.before?.id;

describe("a turn earlier or later", () => {
  it("is counted among its person's songs", () => {
    expect([by(3, -1), by(1, 1), by(4, -1)]).toEqual([1, 5, 2]);
  });

  it("behind all of them has nothing after it", () => {
    expect([turn_by(QUEUE, song(3), 1), turn_by(QUEUE, song(2), 1)]).toEqual([{ before: null }, { before: null }]);
  });

  it("is not there at either end, nor for what is gone", () => {
    expect([turn_by(QUEUE, song(1), -1), turn_by(QUEUE, song(5), 1), turn_by(QUEUE, an_entry(9), 1)]).toEqual([null, null, null]);
  });
});

describe("a song that is dropped", () => {
  it("takes the turn of the one it is dropped on", () => {
    expect([at(5, 0), at(5, 2), at(1, 2)]).toEqual([1, 3, 5]);
    expect(turn_at(QUEUE, song(1), 4)).toEqual({ before: null });
  });

  it("between others takes the nearest turn of its person", () => {
    expect([at(5, 1), at(1, 3)]).toEqual([3, 5]);
    expect(turn_at(QUEUE, song(2), 5)).toEqual({ before: null });
  });

  it("where its turn is already changes nothing", () => {
    expect([turn_at(QUEUE, song(1), 0), turn_at(QUEUE, song(1), 1), turn_at(QUEUE, song(3), 1), turn_at(QUEUE, song(5), 5)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
