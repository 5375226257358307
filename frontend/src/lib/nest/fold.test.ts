import { describe, expect, it } from "vitest";

import { alone, fold, foldSignal } from "./fold";
import { a_commit, a_person, a_preview, a_state, a_you, an_entry, FAIR, playing } from "../../testing/samples";
import type { ActivityItem, CommitMessage, NestEvent, State, You } from "../wire";

/** Entry 1 plays; 2 and 3 are queued; Bob has voted on all, and wants 1 and 2 skipped. */
function before(): { state: State; you: You } {
  const state = a_state({
    playing: playing(an_entry(1)),
    queue: [
      an_entry(2, { jams: [{ by: "cem", at_ms: 5 }], comments: [{ id: 8, by: "ann", at_ms: 6, text: "yes" }] }),
      an_entry(3),
    ],
  });
  return { state, you: a_you({ votes: { 1: 1, 2: 1, 3: -1 }, skip_votes: [1, 2] }) };
}

function after(...events: NestEvent[]): { state: State; you: You } {
  return fold(before(), a_commit(7, ...events));
}

const ids = ({ queue }: State) => queue.map((entry) => entry.id);
const entry_of = ({ queue }: State, id: number) => queue.find((entry) => entry.id === id);

/** One event of each kind that there is: a kind left out is a type error. */
const EVENTS: Record<NestEvent["type"], NestEvent> = {
  named: { type: "named", person: { id: "dora", name: "Dora", role: "guest" } },
  added: { type: "added", entry: an_entry(4) },
  voted: { type: "voted", entry: 3, by: "bob", vote: 1, up: 3, down: 1, ranks: [[3, 5, { ...FAIR, shift_ms: -1 }]] },
  jammed: { type: "jammed", entry: 2, by: "bob", on: true, at_ms: 70 },
  commented: { type: "commented", entry: 2, comment: { id: 9, by: "bob", at_ms: 71, text: "more" } },
  uncommented: { type: "uncommented", entry: 2, comment: 8, by: "ann" },
  adopted: { type: "adopted", entry: an_entry(2, { by: "bob", rank: 40 }) },
  removed: { type: "removed", entry: 2, by: "ann", reason: "removed", ranks: [[3, 20, FAIR]] },
  restored: { type: "restored", entry: an_entry(4, { rank: 1 }) },
  moved: { type: "moved", ranks: [[3, 20, FAIR], [2, 30, FAIR]] },
  pinned: { type: "pinned", entry: 3, by: "ann", on: true, ranks: [[3, -9, { ...FAIR, pinned_by: "ann" }]] },
  reranked: { type: "reranked", ranks: [[2, 0, { mode: "votes", shift_ms: 0 }], [3, -1, { mode: "votes", shift_ms: 0 }]] },
  skip_voted: { type: "skip_voted", entry: 3, by: "bob", have: 1, need: 2 },
  started: { type: "started", entry: 2, at_ms: 7_000, position_ms: 40, paused: true },
  ended: { type: "ended", entry: 1, at_ms: 7_000, reason: "finished" },
  paused: { type: "paused", position_ms: 500, at_ms: 7_000 },
  resumed: { type: "resumed", position_ms: 500, at_ms: 7_000 },
  next_up: { type: "next_up", entry: 2 },
  preview: { type: "preview", preview: a_preview() },
  settings: { type: "settings", settings: { locked: true, name: "Roof" } },
  kicked: { type: "kicked", person: "bob", by: "ann", ban: true },
};

describe("a commit", () => {
  it.each(Object.values(EVENTS).map((event) => [event.type, event] as const))(
    "that is told twice is as if told once: %s",
    (_, event) => {
      const commit = { ...a_commit(7, event), activity: [{ seq: 7, at_ms: 1, by: "ann", what: "moved" }] };
      const once = fold(before(), commit as CommitMessage);
      expect(once).not.toEqual(before());
      expect(fold(once, commit as CommitMessage)).toEqual(once);
    },
  );

  it("of several events is folded in their order, twice as once", () => {
    const commit = a_commit(7, EVENTS.ended, EVENTS.added, { ...EVENTS.started, entry: 4 } as NestEvent, EVENTS.next_up);
    let seen = before();
    for (const told of [commit, commit]) {
      seen = fold(seen, told);
      expect(seen.state.playing).toMatchObject({ entry: { id: 4 }, next_up: 2 });
      expect(ids(seen.state)).toEqual([2, 3]);
    }
  });

  it("of a kind this page does not know changes nothing", () => {
    expect(after({ type: "danced", entry: 2 } as unknown as NestEvent)).toEqual(before());
  });

  it.each(Object.values(EVENTS))("leaves what was before as it was: $type", (event) => {
    const seen = before();
    fold(seen, a_commit(7, event));
    expect(seen).toEqual(before());
  });

  it("keeps the very same what it does not speak of", () => {
    const seen = before();
    const { state, you } = fold(seen, a_commit(7, { ...EVENTS.voted, by: "ann", ranks: [] } as NestEvent));
    expect(entry_of(state, 2)).toBe(entry_of(seen.state, 2));
    expect(entry_of(state, 3)).not.toBe(entry_of(seen.state, 3));
    expect(you).toBe(seen.you);
    for (const part of ["nest", "playing", "activity", "people"] as const) expect(state[part]).toBe(seen.state[part]);
  });

  it("about an entry that is not here changes no other", () => {
    const strange = Object.values(EVENTS)
      .filter((event) => ["jammed", "commented", "uncommented", "started", "ended"].includes(event.type))
      .map((event) => ({ ...event, entry: 99 }) as NestEvent);
    expect(after(...strange)).toEqual(before());
  });
});

describe("the queue", () => {
  it("takes an added entry in at its rank", () => {
    const between = { ...EVENTS.added, entry: an_entry(4, { rank: 25 }) } as NestEvent;
    expect(ids(after(between).state)).toEqual([2, 4, 3]);
  });

  it("orders equal ranks by id, not by when they came", () => {
    const added = [12, 9, 10].map((id) => ({ type: "added", entry: an_entry(id, { rank: 5 }) }) as NestEvent);
    expect(ids(after(...added).state)).toEqual([9, 10, 12, 2, 3]);
  });

  it("takes a restored entry in place of what it had", () => {
    const restored = an_entry(3, { rank: 1, up: 4, votes: 4 });
    const { state } = after({ type: "restored", entry: restored });
    expect(ids(state)).toEqual([3, 2]);
    expect(entry_of(state, 3)).toEqual(restored);
  });

  it("takes an adopted entry in place of what it had, at its new rank", () => {
    const adopted = an_entry(2, { by: "cem", rank: 40, up: 3, votes: 3 });
    const { state } = after({ type: "adopted", entry: adopted });
    expect(ids(state)).toEqual([3, 2]);
    expect(entry_of(state, 2)).toEqual(adopted);
  });

  it("does not take in an adopted entry that was removed", () => {
    expect(ids(after(EVENTS.removed, EVENTS.adopted).state)).toEqual([3]);
  });

  it.each(["moved", "pinned", "reranked"] as const)("stands as a %s event ranks it, with the reason", (type) => {
    const event = EVENTS[type];
    const { state } = after(event);
    expect(ids(state)).toEqual([3, 2]);
    for (const [id, rank, why] of "ranks" in event ? event.ranks : []) {
      expect(entry_of(state, id)).toMatchObject({ rank, why });
    }
  });

  it("loses a removed entry, and ranks the others as told", () => {
    const { state } = after(EVENTS.removed);
    expect(ids(state)).toEqual([3]);
    expect(entry_of(state, 3)?.rank).toBe(20);
  });
});

describe("votes", () => {
  it("are counted as told, and move the entry", () => {
    const { state } = after(EVENTS.voted);
    expect(entry_of(state, 3)).toMatchObject({ up: 3, down: 1, votes: 2, why: { shift_ms: -1 } });
    expect(ids(state)).toEqual([3, 2]);
  });

  it("of mine are remembered, and forgotten when taken back", () => {
    expect(after(EVENTS.voted).you.votes[3]).toBe(1);
    expect(after({ ...EVENTS.voted, vote: 0 } as NestEvent).you.votes).not.toHaveProperty("3");
  });

  it("of others leave mine alone", () => {
    expect(after({ ...EVENTS.voted, by: "ann" } as NestEvent).you).toEqual(before().you);
  });

  it("reach the playing entry too", () => {
    const event = { ...EVENTS.voted, entry: 1, ranks: [] } as NestEvent;
    expect(after(event).state.playing?.entry.votes).toBe(2);
  });

  it("to skip are counted as told, and mine is kept once", () => {
    const { state, you } = after(EVENTS.skip_voted, { ...EVENTS.skip_voted, by: "ann", have: 2 } as NestEvent);
    expect(entry_of(state, 3)?.skip_votes).toBe(2);
    expect(you.skip_votes).toEqual([1, 2, 3]);
  });

  it("of others to skip are not mine", () => {
    expect(after({ ...EVENTS.skip_voted, by: "ann" } as NestEvent).you.skip_votes).toEqual([1, 2]);
  });

  it("of mine come back with a removed entry, but not those to skip it", () => {
    const { you } = after(EVENTS.removed, { type: "restored", entry: an_entry(2) });
    expect(you.votes[2]).toBe(1);
    expect(you.skip_votes).toEqual([1]);
  });
});

describe("an adopted entry", () => {
  it("that is mine now has no vote of mine", () => {
    expect(after(EVENTS.adopted).you.votes).toEqual({ 1: 1, 3: -1 });
  });

  it("that is another's keeps mine, and all of mine to skip it", () => {
    const { you } = after({ type: "adopted", entry: an_entry(2, { by: "cem" }) });
    expect(you).toEqual(before().you);
    expect(after(EVENTS.adopted).you.skip_votes).toEqual([1, 2]);
  });

  it("goes on playing where it plays", () => {
    const adopted = an_entry(1, { by: "bob", up: 1, votes: 1 });
    const { state, you } = after({ type: "adopted", entry: adopted });
    expect(state.playing).toEqual({ ...before().state.playing, entry: adopted });
    expect(ids(state)).toEqual([2, 3]);
    expect(you.votes).not.toHaveProperty("1");
  });
});

describe("talk", () => {
  it("keeps one jam a person, until it is taken back", () => {
    const again = after(EVENTS.jammed, { ...EVENTS.jammed, at_ms: 90 } as NestEvent);
    expect(entry_of(again.state, 2)?.jams).toEqual([{ by: "cem", at_ms: 5 }, { by: "bob", at_ms: 90 }]);
    const off = after({ ...EVENTS.jammed, by: "cem", on: false } as NestEvent);
    expect(entry_of(off.state, 2)?.jams).toEqual([]);
  });

  it("keeps comments in the order they came, without the deleted ones", () => {
    const said = after(EVENTS.commented);
    expect(entry_of(said.state, 2)?.comments.map(({ text }) => text)).toEqual(["yes", "more"]);
    const deleted = after(EVENTS.commented, EVENTS.uncommented);
    expect(entry_of(deleted.state, 2)?.comments.map(({ text }) => text)).toEqual(["more"]);
  });
});

describe("what plays", () => {
  it("is the started entry, which leaves the queue with all it has", () => {
    const { state } = after(EVENTS.started);
    expect(ids(state)).toEqual([3]);
    expect(state.playing).toEqual({
      entry: before().state.queue[0],
      position_ms: 40,
      as_of_ms: 7_000,
      paused: true,
      next_up: null,
    });
  });

  it("is nothing once it has ended, and my votes on it are forgotten", () => {
    const { state, you } = after(EVENTS.ended);
    expect(state.playing).toBeNull();
    expect(you).toMatchObject({ votes: { 2: 1, 3: -1 }, skip_votes: [2] });
    expect(you.votes).not.toHaveProperty("1");
  });

  it("goes on when another one has ended", () => {
    expect(after({ ...EVENTS.ended, entry: 2 } as NestEvent).state.playing?.entry.id).toBe(1);
  });

  it("stands still and goes on where it is told", () => {
    const told = { position_ms: 500, as_of_ms: 7_000 };
    expect(after(EVENTS.paused).state.playing).toMatchObject({ ...told, paused: true });
    expect(after(EVENTS.paused, EVENTS.resumed).state.playing).toMatchObject({ ...told, paused: false });
  });

  it("says what comes next, and takes it back", () => {
    expect(after(EVENTS.next_up).state.playing?.next_up).toBe(2);
    expect(after(EVENTS.next_up, { type: "next_up", entry: null }).state.playing?.next_up).toBeNull();
  });
});

describe("Bender", () => {
  const rest = { because: "nothing_left", until_ms: 90_000 } as const;
  const resting: NestEvent = { type: "preview", preview: null, rest };

  it("has in mind what was told last", () => {
    const other = a_preview({ strategy: "album" });
    expect(after(EVENTS.preview).state.preview).toEqual(a_preview());
    expect(after(EVENTS.preview, { type: "preview", preview: other }).state.preview).toEqual(other);
    expect(after(EVENTS.preview, { type: "preview", preview: null }).state.preview).toBeNull();
  });

  it("rests until it has something in mind again", () => {
    expect(after(EVENTS.preview, resting).state).toMatchObject({ preview: null, rest });
    expect(after(resting, EVENTS.preview).state).not.toHaveProperty("rest");
  });

  it("leaves its reason with an entry that a person adopts", () => {
    const why = { ...FAIR, strategy: "throwback", provenance: { name: "Ann", day: "2018-03-07" } } as const;
    const { state } = after({ type: "adopted", entry: an_entry(2, { by: "bob", auto: false, why }) });
    expect(entry_of(state, 2)).toMatchObject({ by: "bob", auto: false, why });
  });
});

it("settings change where they are told, and stay otherwise", () => {
  const { settings } = after(EVENTS.settings).state.nest;
  expect(settings).toEqual({ ...before().state.nest.settings, locked: true, name: "Roof" });
});

describe("people", () => {
  it("are alone with nobody until they are told who else is here", () => {
    const { state } = before();
    expect(alone(state, "bob").people.map(({ id, present }) => [id, present])).toEqual([["ann", false], ["bob", true]]);
    expect(state).toEqual(before().state);
  });

  it("are known by the name and role last told, and stay where they are", () => {
    const { state } = after({ type: "named", person: { id: "ann", name: "Anna", role: "host" } });
    expect(state.people[0]).toEqual(a_person("ann", { name: "Anna", role: "host" }));
  });

  it("whom nobody knew are not here yet", () => {
    expect(after(EVENTS.named).state.people.at(-1)).toMatchObject({ id: "dora", present: false });
  });

  it("include me, whose role may change", () => {
    const { you } = after({ type: "named", person: { id: "bob", name: "Bobby", role: "moderator" } });
    expect(you).toMatchObject({ name: "Bobby", role: "moderator" });
  });

  it("come, change and go as signalled, twice as once", () => {
    let { state } = before();
    const signal = { kind: "people" as const, upsert: [a_person("bob", { name: "Bo" }), a_person("cem")], gone: ["ann"], present: 9, skip_need: { person: 5, bender: 2 } };
    for (const told of [signal, signal]) {
      state = foldSignal(state, told);
      expect(state.people).toEqual(signal.upsert);
      expect(state.present).toBe(9);
    }
  });

  it("who are banned are so until it is signalled otherwise, and who are only removed are not", () => {
    const bob = (state: State) => state.people.find(({ id }) => id === "bob");
    const removed = { type: "kicked", person: "bob", by: "ann", ban: false } as NestEvent;
    expect(bob(after(removed).state)).toMatchObject({ present: false });
    expect(bob(after(removed).state)?.banned).toBeUndefined();
    const { state } = after(EVENTS.kicked);
    expect(bob(state)).toMatchObject({ present: false, banned: true });
    const back = foldSignal(state, { kind: "people", upsert: [a_person("bob")], gone: [], present: 1, skip_need: { person: 2, bender: 1 } });
    expect(bob(back)).toEqual(a_person("bob"));
  });

  it("stay as they are when a horn is blown", () => {
    const { state } = before();
    const heard = foldSignal(state, { kind: "airhorn", by: "ann", sound: "classic" } as unknown as Parameters<typeof foldSignal>[1]);
    expect(heard).toBe(state);
  });
});

describe("the activity list", () => {
  const item = (seq: number): ActivityItem => ({ seq, at_ms: seq, by: "ann", what: "moved" });

  it("keeps the newest thirty", () => {
    let seen = before();
    for (let seq = 1; seq <= 40; seq += 1) seen = fold(seen, { ...a_commit(seq), activity: [item(seq)] });
    expect(seen.state.activity.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 11));
  });

  it("keeps all items of one commit, in their order", () => {
    const activity = [item(7), { ...item(7), what: "paused" as const }];
    const { state } = fold(before(), { ...a_commit(7), activity });
    expect(state.activity).toEqual(activity);
  });
});
