// Things of the past to test with, with only what matters to a test spelt out.

import type { Memory, PastPlay, Recap } from "../lib/wire";

export function a_play(changed: Partial<PastPlay> = {}): PastPlay {
  return {
    id: "1",
    uri: "demo:track:1",
    title: "Salt",
    artist: "The Tide",
    by: { name: "Ann", id: "ann" },
    started_ms: 1_000,
    ended_ms: 181_000,
    duration_ms: 180_000,
    played_ms: 180_000,
    ended: "finished",
    votes: 0,
    jams: [],
    comments: 0,
    night: "2018-03-07",
    ...changed,
  };
}

export function a_memory(changed: Partial<Memory> = {}): Memory {
  return {
    uri: "demo:track:1",
    title: "Salt",
    artist: "The Tide",
    by: { name: "Ann", id: "ann" },
    day: "2018-03-07",
    days: 1,
    jams: 0,
    anniversary: false,
    ...changed,
  };
}

/** Bender began, Ann came, and Bob's was skipped. */
export function a_recap(changed: Partial<Recap> = {}): Recap {
  const [ann, bob] = [{ name: "Ann", id: "ann" }, { name: "Bob", id: "bob" }];
  const artist = "The Tide";
  return {
    night: "2018-03-07",
    nights: [],
    plays: [
      a_play({ id: "1", title: "Drift", by: null }),
      a_play({ id: "2", title: "Salt", by: ann }),
      a_play({ id: "3", title: "Foam", by: bob, ended: "skipped", played_ms: 30_000 }),
    ],
    most_jammed: [{ uri: "demo:track:2", title: "Salt", artist, by: ann, count: 2 }],
    most_people: [{ uri: "demo:track:3", title: "Foam", artist, by: bob, count: 3 }],
    opened_by: ann,
    longest_run: 2,
    people: 2,
    skipped: 1,
    music_ms: 62 * 60_000,
    ...changed,
  };
}
