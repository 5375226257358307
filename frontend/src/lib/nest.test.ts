import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Bench, FakeSocket } from "../testing/browser";
import { a_commit, a_preview, a_state, a_track, a_you, an_entry, FAIR } from "../testing/samples";
import { Nest } from "./nest.svelte";
import type { NestEvent } from "./wire";

const BY_BENDER = an_entry(4, { by: "bender", auto: true, why: { ...FAIR, strategy: "genre" } });
const TRACK = a_track({ uri: "demo:track:9", title: "Foam" });
const QUEUED = an_entry(9, { by: "bob", track: TRACK });

let bench: Bench;
let nest: Nest;
let socket: FakeSocket;

beforeEach(() => {
  bench = new Bench();
  nest = new Nest();
  socket = bench.socket;
  socket.open();
  const state = a_state({ queue: [BY_BENDER], preview: a_preview({ track: TRACK }) });
  socket.say({ type: "hello", protocol: 1, you: a_you(), seq: 5, position: "5-x", server_time_ms: 9_000, state });
});
afterEach(() => {
  nest.close();
  bench.close();
});

const texts = () => nest.notices.map(({ text }) => text);

/** The server does what was asked last. */
async function done(...events: NestEvent[]): Promise<void> {
  socket.say(a_commit(6, ...events));
  socket.say({ type: "ok", id: socket.commands.at(-1)?.id, seq: 6 });
  await bench.settle();
}

async function refused(message: string): Promise<void> {
  socket.say({ type: "refused", id: socket.commands.at(-1)?.id, code: "not_found", message });
  await bench.settle();
}

describe("keeping what Bender queued", () => {
  it("is an up-vote, seen at once, and ends with a song of mine", async () => {
    void nest.keep(BY_BENDER);
    expect(socket.commands).toMatchObject([{ type: "vote", entry: 4, vote: 1 }]);
    expect(nest.pending_votes).toEqual({ 4: 1 });
    await done({ type: "adopted", entry: { ...BY_BENDER, by: "bob", auto: false } });
    expect(nest.pending_votes).toEqual({});
    expect(texts()).toEqual([expect.stringContaining("“Song 4” is 1st")]);
  });

  it("says nothing of mine where somebody else was quicker", async () => {
    void nest.keep(BY_BENDER);
    await done({ type: "adopted", entry: { ...BY_BENDER, by: "ann", auto: false } });
    expect([texts(), nest.pending_votes]).toEqual([[], {}]);
  });
});

describe("Bender's next pick", () => {
  it("is queued as mine, seen at once, and can be undone", async () => {
    void nest.pick(TRACK, "bender_queue");
    expect(socket.commands).toMatchObject([{ type: "bender_queue", uri: "demo:track:9" }]);
    expect(nest.pending_pick).toEqual({ uri: "demo:track:9", deed: "bender_queue" });
    await done({ type: "added", entry: QUEUED }, { type: "preview", preview: null });
    expect([nest.pending_pick, nest.state?.preview]).toEqual([null, null]);
    expect(texts()).toEqual([expect.stringContaining("“Foam” is 2nd")]);
    nest.notices[0]?.undo?.();
    expect(socket.commands.at(-1)).toMatchObject({ type: "remove", entry: 9 });
  });

  it("is sent away for a week, and says so", async () => {
    void nest.pick(TRACK, "bender_reject");
    expect(nest.pending_pick).toEqual({ uri: "demo:track:9", deed: "bender_reject" });
    await done({ type: "preview", preview: null });
    expect(texts()).toEqual(["Bender leaves “Foam” alone for 7 days"]);
    expect(nest.pending_pick).toBeNull();
  });

  it("that is another one by now is refused in a sentence", async () => {
    void nest.pick(TRACK, "bender_queue");
    await refused("That pick of Bender's is not there.");
    expect(nest.notices).toMatchObject([{ text: "That pick of Bender's is not there.", is_bad: true }]);
    expect(nest.pending_pick).toBeNull();
  });
});

it("whoever changes settings learns whether they are so now", async () => {
  const change = nest.change({ bender_depth: 2 });
  await done({ type: "settings", settings: { bender_depth: 2 } });
  expect(await change).toBe(true);
  const other = nest.change({ bender_depth: 11 });
  await refused("bender_depth must be between 0 and 10.");
  expect(await other).toBe(false);
});
