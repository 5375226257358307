// Nests for the design page: made up, in a moment that stands still, and connected to nothing.

import { Nest } from "../lib/nest/nest.svelte";
import type { Link } from "../lib/link/connection";
import type { Entry, State, Track, You } from "../lib/wire";
import { a_person, a_preview, a_state, a_track, a_you, an_entry, FAIR, playing, SETTINGS } from "../testing/samples";

const NOW_MS = Date.UTC(2026, 5, 20, 19, 40);

const song = (id: number, title: string, artist: string, changed: Partial<Track> = {}): Track =>
  a_track({ uri: `demo:design:${id}`, title, artists: [artist], album: "An album", ...changed });

const said = (by: string, text: string) => [{ id: 1, by, at_ms: NOW_MS, text }];

/** A row for everything that a row can be. */
const ROWS: Entry[] = [
  an_entry(2, { track: song(2, "Somebody’s, voted for", "Kilo"), up: 2, votes: 2 }),
  an_entry(3, { track: song(3, "My own", "Mono Lake"), by: "bob", jams: [{ by: "ann", at_ms: NOW_MS }] }),
  an_entry(4, { track: song(4, "Pinned, and explicit", "Ember Choir", { explicit: true }), why: { ...FAIR, pinned_by: "ann" } }),
  an_entry(5, { track: song(5, "Voted down, and talked about", "Glass"), down: 1, votes: -1, comments: said("ann", "Later, please") }),
  an_entry(6, { track: song(6, "A title that goes on and on, past all that anybody would care to read", "A band with many members & friends") }),
  an_entry(7, { track: song(7, "أغنية طويلة عن ليلة صيف", "فرقة النهر") }),
  an_entry(8, {
    track: song(8, "Bender’s, from another year", "Low Tide"),
    by: "bender",
    auto: true,
    why: { ...FAIR, strategy: "throwback", provenance: { name: "Ann", day: "2018-03-07" } },
  }),
];

function state_of(changed: Partial<State>): State {
  const now = an_entry(1, { track: song(1, "What plays now", "The Harbour Lights"), up: 3, votes: 3, comments: said("ann", "Louder!") });
  return a_state({
    nest: { id: "main", code: "K7MPR", catalogue: "demo", sounds: [], settings: { ...SETTINGS, bender_depth: 2 } },
    queue: ROWS,
    playing: playing(now, { position_ms: 74_000, as_of_ms: NOW_MS }),
    preview: a_preview({ track: song(9, "What Bender has in mind", "Seven Bridges") }),
    people: [a_person("ann", { name: "Ann", role: "host" }), a_person("bob", { name: "Bob" })],
    ...changed,
  });
}

/** A nest as the page holds it. What is pressed in it stays on its way for good. */
export function a_nest(changed: Partial<State> = {}, you: Partial<You> = {}, link: Link = "open"): Nest {
  const nest = new Nest();
  nest.close();
  nest.state = state_of(changed);
  nest.you = a_you({ votes: { 2: 1, 5: -1 }, ...you });
  nest.now_ms = NOW_MS;
  nest.link = link;
  return nest;
}

export const paused = (): Partial<State> => ({ playing: { ...state_of({}).playing!, paused: true } });
