// Who is there, and what they have queued: an evening that is the same each time it is looked at.

import type { Entry, Person, Settings, State, Track, Why, You } from "../src/lib/wire";
import { SETTINGS } from "../src/testing/samples";

/** A Saturday in June, at twenty to ten in the evening in Berlin. */
export const NOW_MS = Date.UTC(2026, 5, 20, 19, 40);

export const YOU: You = {
  id: "mira",
  name: "Mira",
  role: "guest",
  guest: true,
  votes: {},
  skip_votes: [],
};
export const HOST: Partial<You> = { role: "host", guest: false };

const a_person = (id: string, name: string, changed: Partial<Person> = {}): Person => ({
  id,
  name,
  role: "guest",
  present: true,
  listening: false,
  ...changed,
});

export const PEOPLE: Person[] = [
  a_person("jonas", "Jonas", { role: "host", listening: true }),
  a_person("mira", "Mira"),
  a_person("aylin", "Aylin", { role: "moderator" }),
  a_person("tomasz", "Tomasz"),
  a_person("noor", "Noor", { listening: true }),
  a_person("freya", "Freya"),
  a_person("kofi", "Kofi", { present: false }),
];

export const FAIR: Why = { mode: "fair", shift_ms: 0 };

export function an_entry(id: number, track: Track, by: string, changed: Partial<Entry> = {}): Entry {
  const votes = (changed.up ?? 0) - (changed.down ?? 0);
  return {
    id,
    track,
    by,
    added_ms: NOW_MS - 600_000 + id * 1_000,
    rank: id * 10,
    up: 0,
    down: 0,
    votes,
    jams: [],
    comments: [],
    auto: false,
    why: FAIR,
    skip_votes: 0,
    ...changed,
  };
}

/** Which tracks of the catalogue are queued, so that no two beside each other are of one artist. */
const chosen = (tracks: Track[], count: number): Track[] =>
  Array.from({ length: count }, (_, index) => tracks[(index * 37 + 7) % tracks.length]!);

const BY = ["aylin", "mira", "tomasz", "noor", "freya", "jonas", "mira", "aylin", "tomasz", "noor"];
const jam = (by: string) => ({ by, at_ms: NOW_MS - 40_000 });

/** A usual evening: something plays, and nine songs wait. */
export function evening(tracks: Track[], changed: Partial<Settings> = {}): State {
  const [now, ...rest] = chosen(tracks, 10);
  const entry = an_entry(1, now!, "freya", {
    up: 3,
    jams: [jam("noor"), jam("aylin")],
    comments: [{ id: 1, by: "noor", at_ms: NOW_MS - 30_000, text: "Turn it up!" }],
  });
  const queue = rest.map((track, index) => an_entry(index + 2, track, BY[index]!));
  Object.assign(queue[0]!, { up: 2, votes: 2 });
  Object.assign(queue[1]!, { up: 1, votes: 1, jams: [jam("jonas")] });
  Object.assign(queue[3]!, { down: 1, votes: -1, comments: [{ id: 2, by: "mira", at_ms: NOW_MS - 9_000, text: "Later, please" }] });
  return {
    nest: { id: "main", code: "K7MPR", catalogue: "demo", sounds: ["airhorn", "foghorn", "bicycle", "fanfare", "siren", "trombone"], settings: settings(changed) },
    queue,
    playing: { entry, position_ms: 74_000, as_of_ms: NOW_MS, paused: false, next_up: null },
    preview: null,
    activity: [
      { seq: 11, at_ms: NOW_MS - 500_000, by: "jonas", what: "pinned", entry: 4 },
      { seq: 12, at_ms: NOW_MS - 300_000, by: "aylin", what: "moved", entry: 5, to: "noor" },
      { seq: 13, at_ms: NOW_MS - 100_000, by: "jonas", what: "settings" },
    ],
    people: PEOPLE,
    present: 6,
    skip_need: { person: 3, bender: 2 },
  };
}

export const settings = (changed: Partial<Settings> = {}): Settings => ({
  ...SETTINGS,
  name: "Saturday at Jonas’",
  time_zone: "Europe/Berlin",
  bender_weights: { throwback: 40, genre: 20, artist: 20, discography: 10, album: 10 },
  ...changed,
});

/** Nobody has added anything. */
export function quiet_evening(tracks: Track[]): State {
  return { ...evening(tracks), queue: [], playing: null, activity: [] };
}

/** Some of the queue is Bender's, and it has something in mind. */
export function evening_with_bender(tracks: Track[]): State {
  const state = evening(tracks, { bender_depth: 3 });
  const [first, second, third] = chosen(tracks, 14).slice(10);
  const provenance = { name: "Freya", day: "2024-06-15" };
  const of_bender = [
    an_entry(21, first!, "bender", { auto: true, why: { ...FAIR, strategy: "throwback", provenance } }),
    an_entry(22, second!, "bender", { auto: true, why: { ...FAIR, strategy: "genre" } }),
  ];
  return {
    ...state,
    queue: [...state.queue.slice(0, 3), ...of_bender],
    preview: { track: third!, strategy: "artist" },
  };
}

/** As many rows as there may be. */
export function long_evening(tracks: Track[]): State {
  const state = evening(tracks);
  const queue = chosen(tracks, 200).map((track, index) => an_entry(index + 2, track, BY[index % BY.length]!));
  return { ...state, queue };
}

/** Titles and names as people write them somewhere. */
export function odd_evening(tracks: Track[]): State {
  const state = evening(tracks);
  const odd = [
    ["Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen".repeat(2), "The Unbreakables"],
    ["A title that goes on and on, past all that anybody would care to read, and then begins again from its very beginning", "Long Winded feat. Everybody, Their Friends & An Orchestra"],
    ["أغنية طويلة عن ليلة صيف في المدينة", "فرقة النهر"],
    ["שיר על הים", "להקת הגלים"],
    ["🎉🎶 Party 🪩 (👩‍👩‍👧‍👦 mix) 🇧🇷", "✨ sparkles ✨"],
    ["Z̷̢̛a̵͕̓l̶̰̈g̷̱̾o̴̬͝ ̷s̸o̴n̵g", "Combining Marks"],
    ["<script>alert(1)</script>", "<b>bold</b> & \"quoted\""],
    ["夏夜の長い長い歌、東京タワーの下で", "川のバンド"],
    ["i", "."],
  ];
  const queue = state.queue.map((entry, index) => {
    const [title, artist] = odd[index % odd.length]!;
    return { ...entry, track: { ...entry.track, title: title!, artists: [artist!], explicit: index % 3 === 1 } };
  });
  const entry = { ...state.playing!.entry, track: { ...state.playing!.entry.track, title: odd[1]![0]!, artists: [odd[1]![1]!] } };
  const people = [
    ...state.people.slice(0, 3),
    a_person("tomasz", "W".repeat(40)),
    a_person("noor", "نور الهدى"),
    a_person("freya", "🦊 Freya von und zu Hohenstein-Lichtenfels"),
  ];
  return { ...state, queue, people, playing: { ...state.playing!, entry } };
}

/** Music of Spotify's, with covers of our own in place of its. */
export function evening_on_spotify(tracks: Track[]): State {
  const state = evening(tracks);
  const theirs = (entry: Entry): Entry => {
    const id = `${entry.id}`.padStart(22, "0");
    const track = { ...entry.track, uri: `spotify:track:${id}`, link: `https://open.spotify.com/track/${id}` };
    return { ...entry, track };
  };
  return {
    ...state,
    nest: { ...state.nest, catalogue: "spotify" },
    queue: state.queue.map(theirs),
    playing: { ...state.playing!, entry: theirs(state.playing!.entry) },
  };
}
