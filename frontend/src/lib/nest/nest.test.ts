import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Bench, FakeSocket } from "../../testing/browser";
import { a_commit, a_preview, a_state, a_track, a_you, an_entry, FAIR } from "../../testing/samples";
import { Nest } from "./nest.svelte";
import type { NestEvent } from "../wire";

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

describe("airhorns", () => {
  it("of anybody are there one after the other", () => {
    for (const sound of ["siren", "siren"]) socket.say({ type: "signal", signal: { kind: "airhorn", by: "ann", sound } });
    expect(nest.blast).toEqual({ key: 2, by: "ann", sound: "siren" });
  });

  it("that were too many say when they are free again", async () => {
    void nest.blow("siren");
    const { id } = socket.commands.at(-1)!;
    socket.say({ type: "refused", id, code: "rate_limited", message: "A lot.", retry_after_ms: 2_500 });
    await bench.settle();
    expect(texts()).toEqual(["The horn needs a rest: again in 3 s."]);
  });
});

describe("removing somebody", () => {
  it("says what went with them, and brings it back", async () => {
    void nest.kick({ ...nest.person("ann")!, name: "Ann" }, true, false);
    expect(socket.commands.at(-1)).toMatchObject({ type: "kick", person: "ann", ban: true, keep_songs: false });
    const gone: NestEvent = { type: "removed", entry: 4, by: "bob", reason: "kicked", ranks: [] };
    await done(gone, { type: "kicked", person: "ann", by: "bob", ban: true });
    expect(texts()).toEqual(["Removed Ann and a song, for good"]);
    nest.notices[0]?.undo?.();
    expect(socket.commands.at(-1)).toMatchObject({ type: "undo", seq: 6 });
  });
});

it("whoever hands over is host until the other one is", async () => {
  void nest.hand_over(nest.person("ann")!);
  expect(socket.commands.at(-1)).toMatchObject({ type: "role", person: "ann", role: "host" });
  await done();
  expect(socket.commands.at(-1)).toMatchObject({ type: "role", person: "bob", role: "guest" });
});

it("whoever changes settings learns whether they are so now", async () => {
  const change = nest.change({ bender_depth: 2 });
  await done({ type: "settings", settings: { bender_depth: 2 } });
  expect(await change).toBe(true);
  const other = nest.change({ bender_depth: 11 });
  await refused("bender_depth must be between 0 and 10.");
  expect(await other).toBe(false);
});
