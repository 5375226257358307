import { describe, expect, it } from "vitest";

import { a_commit, a_state, a_you, an_entry } from "../../testing/samples";
import { forget_back, is_undoable, note_taken } from "./taken";
import type { ActivityItem, NestEvent } from "../wire";

const gone = (entry: number, reason: "cleared" | "kicked" | "bender" = "cleared"): NestEvent => ({
  type: "removed",
  entry,
  by: "ann",
  reason,
  ranks: [],
});
const item = (changed: Partial<ActivityItem> = {}): ActivityItem => ({
  seq: 7,
  at_ms: 1_000,
  by: "bob",
  what: "cleared",
  ...changed,
});

describe("what a commit took out", () => {
  it("is noted, but for what Bender takes back", () => {
    expect(note_taken({}, a_commit(7, gone(1), gone(2, "kicked"), gone(3, "bender")))).toEqual({ 7: [1, 2] });
  });

  it("is forgotten one by one as it comes back", () => {
    const back = a_commit(8, { type: "restored", entry: an_entry(1) });
    expect(forget_back({ 7: [1, 2], 6: [3] }, back)).toEqual({ 7: [2], 6: [3] });
  });

  it("is remembered for thirty commits, the last", () => {
    let taken = {};
    for (let seq = 1; seq <= 31; seq += 1) taken = note_taken(taken, a_commit(seq, gone(seq)));
    expect([Object.keys(taken).length, Object.keys(taken)[0]]).toEqual([30, "2"]);
  });
});

describe("undoing", () => {
  const can = (changed: Partial<ActivityItem>, { now_ms = 2_000, role = "guest" as "guest" | "host", taken = { 7: [1] } as Record<number, number[]> } = {}) =>
    is_undoable(item(changed), taken, a_state(), a_you({ role }), now_ms);

  it("is offered for a minute to whoever did it, and to hosts", () => {
    expect(can({})).toBe(true);
    expect(can({}, { now_ms: 60_999 })).toBe(true);
    expect(can({}, { now_ms: 61_000 })).toBe(false);
    expect(can({ by: "ann" })).toBe(false);
    expect(can({ by: "ann" }, { role: "host" })).toBe(true);
  });

  it("of a vote is the host's", () => {
    expect(can({ what: "voted_out" })).toBe(false);
    expect(can({ what: "voted_out" }, { role: "host" })).toBe(true);
  });

  it("is not offered where nothing went, or all of it is back", () => {
    expect(can({ what: "kicked" }, { taken: {} })).toBe(false);
    expect(can({}, { taken: { 7: [] } })).toBe(false);
    expect(can({ what: "moved" })).toBe(false);
  });

  it("of a song is offered to whoever came later, until it is back", () => {
    const removed = item({ what: "removed", entry: 1 });
    const with_it = a_state({ queue: [an_entry(1)] });
    expect(is_undoable(removed, {}, a_state(), a_you(), 2_000)).toBe(true);
    expect(is_undoable(removed, {}, with_it, a_you(), 2_000)).toBe(false);
  });
});
