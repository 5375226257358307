// Things to test with: what the wire could say, with only what matters to a test spelt out.

import type { CommitMessage, Entry, NestEvent, Person, Playing, Preview, Settings, State, Track, Why, You } from "../lib/wire";

export const FAIR: Why = { mode: "fair", shift_ms: 0 };

export function a_track(changed: Partial<Track> = {}): Track {
  return {
    uri: "demo:track:1",
    title: "Salt",
    artists: ["The Tide"],
    duration_ms: 180_000,
    explicit: false,
    ...changed,
  };
}

export function an_entry(id: number, changed: Partial<Entry> = {}): Entry {
  return {
    id,
    track: a_track({ uri: `demo:track:${id}`, title: `Song ${id}` }),
    by: "ann",
    added_ms: 0,
    rank: id * 10,
    up: 0,
    down: 0,
    votes: 0,
    jams: [],
    comments: [],
    auto: false,
    why: FAIR,
    skip_votes: 0,
    ...changed,
  };
}

export function a_person(id: string, changed: Partial<Person> = {}): Person {
  return { id, name: id.toUpperCase(), role: "guest", present: true, listening: false, ...changed };
}

/** What plays since the moment 1,000. */
export function playing(entry: Entry, changed: Partial<Playing> = {}): Playing {
  return { entry, position_ms: 0, as_of_ms: 1_000, paused: false, next_up: null, ...changed };
}

/** What Bender has in mind: Ann's, from a Wednesday. */
export function a_preview(changed: Partial<Preview> = {}): Preview {
  return { track: a_track(), strategy: "throwback", provenance: { name: "Ann", day: "2018-03-07" }, ...changed };
}

export const SETTINGS: Settings = {
  mode: "fair",
  locked: false,
  cooldown_ms: 1_800_000,
  min_duration_ms: 20_000,
  max_duration_ms: 1_200_000,
  allow_explicit: true,
  queue_max: 200,
  per_person_max: 20,
  up_votes_only: false,
  anyone_pauses: false,
  airhorn_muted: false,
  invite_only: false,
  listed: false,
  bender_depth: 0,
  bender_weights: {},
  time_zone: "UTC",
  seed_track: null,
  genre: null,
  name: "Home",
  slug: null,
};

export function a_state(changed: Partial<State> = {}): State {
  return {
    nest: { id: "main", code: "ABCDE", catalogue: "demo", sounds: [], settings: { ...SETTINGS } },
    queue: [],
    playing: null,
    preview: null,
    activity: [],
    people: [a_person("ann"), a_person("bob")],
    present: 2,
    skip_need: { person: 2, bender: 2 },
    ...changed,
  };
}

/** Bob, who looks at the page. */
export function a_you(changed: Partial<You> = {}): You {
  return { id: "bob", name: "BOB", role: "guest", guest: true, votes: {}, skip_votes: [], ...changed };
}

export function a_commit(seq: number, ...events: NestEvent[]): CommitMessage {
  return { type: "commit", seq, position: `${seq}-x`, at_ms: seq * 1_000, by: "ann", events };
}
