// The contract's words as the server speaks them. Generated from `src/http/wire`; the test
// `the_pages_types_are_those_of_the_wire` says how to write it anew.

export type Track = { uri: string, title: string, artists: Array<string>, album?: string, duration_ms: number, artwork_url?: string, link?: string, isrc?: string, explicit: boolean, };

export type Jam = { by: string, at_ms: number, };

export type Comment = { id: number, by: string, at_ms: number, text: string, };

export type Strategy = "throwback" | "genre" | "artist" | "discography" | "album";

export type Provenance = { name: string, day: string, };

export type Why = { mode: 'fair' | 'votes' | 'first_come', shift_ms: number, pinned_by?: string, strategy?: Strategy, provenance?: Provenance, };

export type Entry = { id: number, track: Track, by: string, added_ms: number, rank: number, up: number, down: number, votes: number, jams: Array<Jam>, comments: Array<Comment>, auto: boolean, why: Why, skip_votes: number, };

export type Playing = { entry: Entry, position_ms: number, as_of_ms: number, paused: boolean, next_up: number | null, };

export type Preview = { track: Track, strategy: Strategy, provenance?: Provenance, };

export type Rest = { because: 'nothing_left' | 'unavailable', until_ms: number, };

export type Person = { id: string, name: string, role: 'host' | 'moderator' | 'guest', present: boolean, listening: boolean, banned?: true, };

export type Settings = { mode: 'fair' | 'votes' | 'first_come', locked: boolean, cooldown_ms: number, min_duration_ms: number, max_duration_ms: number, allow_explicit: boolean, queue_max: number, per_person_max: number, up_votes_only: boolean, anyone_pauses: boolean, airhorn_muted: boolean, invite_only: boolean, listed: boolean, bender_depth: number, bender_weights: { [strategy: string]: number }, time_zone: string, seed_track: string | null, genre: string | null, name: string, slug: string | null, };

export type NestInfo = { id: string, code: string, catalogue: 'demo' | 'spotify', sounds: Array<string>, settings: Settings, };

export type ActivityItem = { seq: number, at_ms: number, by: string, what: 'removed' | 'voted_out' | 'cleared' | 'restored' | 'moved' | 'pinned' | 'unpinned' | 'skipped' | 'uncommented' | 'paused' | 'resumed' | 'settings' | 'made_host' | 'made_moderator' | 'made_guest' | 'kicked' | 'banned' | 'unbanned' | 'knocked' | 'let_in' | 'recoded', entry?: number, to?: string, };

export type SkipNeed = { 
/**
 * With one that a person queued.
 */
person: number, 
/**
 * With one of Bender's.
 */
bender: number, };

export type State = { nest: NestInfo, queue: Array<Entry>, playing: Playing | null, preview: Preview | null, rest?: Rest, activity: Array<ActivityItem>, people: Array<Person>, present: number, skip_need: SkipNeed, };

export type You = { id: string, name: string, role: 'host' | 'moderator' | 'guest', guest: boolean, votes: { [entry: number]: 1 | -1 }, skip_votes: Array<number>, };

export type NamedPerson = { id: string, name: string, role: 'host' | 'moderator' | 'guest', };

export type Rank = [number, number, Why];

export type NestEvent = { "type": "named", person: NamedPerson, } | { "type": "added", entry: Entry, } | { "type": "voted", entry: number, by: string, vote: 1 | 0 | -1, up: number, down: number, ranks: Array<Rank>, } | { "type": "jammed", entry: number, by: string, on: boolean, at_ms: number, } | { "type": "commented", entry: number, comment: Comment, } | { "type": "uncommented", entry: number, comment: number, by: string, } | { "type": "adopted", entry: Entry, } | { "type": "removed", entry: number, by: string, reason: 'removed' | 'cleared' | 'voted_out' | 'kicked' | 'bender', ranks: Array<Rank>, } | { "type": "restored", entry: Entry, } | { "type": "moved", ranks: Array<Rank>, } | { "type": "pinned", entry: number, by: string, on: boolean, ranks: Array<Rank>, } | { "type": "reranked", ranks: Array<Rank>, } | { "type": "skip_voted", entry: number, by: string, have: number, need: number, } | { "type": "started", entry: number, at_ms: number, position_ms: number, paused: boolean, } | { "type": "ended", entry: number, at_ms: number, reason: 'finished' | 'skipped' | 'removed', } | { "type": "paused", position_ms: number, at_ms: number, } | { "type": "resumed", position_ms: number, at_ms: number, } | { "type": "next_up", entry: number | null, } | { "type": "preview", preview: Preview | null, rest?: Rest, } | { "type": "settings", settings: Partial<Settings>, } | { "type": "kicked", person: string, by: string, ban: boolean, };

export type CommitMessage = { type: 'commit', seq: number, position: string, at_ms: number, by: string, events: Array<NestEvent>, activity?: Array<ActivityItem>, };

export type Signal = { "kind": "people", upsert: Array<Person>, gone: Array<string>, present: number, skip_need: SkipNeed, } | { "kind": "airhorn", by: string, sound: string, };

export type ServerMessage = { "type": "hello", protocol: 1, you: You, seq: number, position: string, server_time_ms: number, state: State, } | { "type": "resumed", seq: number, position: string, server_time_ms: number, } | { "type": "ok", id: string, seq: number, } | { "type": "refused", id?: string, code: string, message: string, retry_after_ms?: number, entry?: number, } | { "type": "signal", signal: Signal, } | { "type": "pong", t: unknown, server_time_ms: number, } | { "type": "bye", code: 'restarting' | 'removed' | 'signed_out' | 'nest_gone', reconnect_after_ms?: number, };

export type ClientMessage = { "type": "add", id: string, track: string, } | { "type": "vote", id: string, entry: number, vote: 1 | 0 | -1, } | { "type": "jam", id: string, entry: number, on: boolean, } | { "type": "comment", id: string, entry: number, text: string, } | { "type": "uncomment", id: string, entry: number, comment: number, } | { "type": "remove", id: string, entry: number, } | { "type": "restore", id: string, entry: number, } | { "type": "move", id: string, entry: number, before: number | null, } | { "type": "pin", id: string, entry: number, on: boolean, } | { "type": "skip", id: string, entry: number, } | { "type": "pause", id: string, } | { "type": "resume", id: string, } | { "type": "clear", id: string, } | { "type": "bender_queue", id: string, uri: string, } | { "type": "bender_reject", id: string, uri: string, } | { "type": "settings", id: string, settings: Partial<Settings>, } | { "type": "undo", id: string, seq: number, } | { "type": "airhorn", id: string, sound: string, } | { "type": "role", id: string, person: string, role: 'host' | 'moderator' | 'guest', } | { "type": "kick", id: string, person: string, ban: boolean, keep_songs: boolean, } | { "type": "unban", id: string, person: string, } | { "type": "admit", id: string, person: string, welcome: boolean, } | { "type": "ping", t: unknown, } | { "type": "sync", since: string, };

export type FoundTrack = { queued?: number, played_ms_ago?: number, 
/**
 * Why it could not be added now, whoever asks.
 */
refusal?: 'explicit' | 'too_short' | 'too_long' | 'played_recently', uri: string, title: string, artists: Array<string>, album?: string, duration_ms: number, artwork_url?: string, link?: string, isrc?: string, explicit: boolean, };

export type FoundTracks = { tracks: Array<FoundTrack>, next_offset?: number, };

export type OnAir = { title: string, artist: string, };

export type NestSummary = { id: string, code: string | null, name: string, slug: string | null, catalogue: 'demo' | 'spotify', present: number, playing: OnAir | null, listed: boolean, invite_only: boolean, role: 'host' | 'moderator' | 'guest', };

export type Outsider = { id: string, name: string, at_ms: number, 
/**
 * Who sent them away.
 */
by: string | null, };

export type Door = { 
/**
 * The first who asked come first.
 */
waiting: Array<Outsider>, banned: Array<Outsider>, };

export type PastPerson = { name: string, id?: string, };

export type Said = { by: PastPerson, at_ms: number, text: string, };

export type PastPlay = { 
/**
 * Different for each play of an answer.
 */
id: string, uri: string, title: string, artist: string, 
/**
 * Nobody where Bender queued it.
 */
by: PastPerson | null, started_ms: number, ended_ms: number, duration_ms: number, played_ms: number, ended: 'finished' | 'skipped' | 'removed', votes: number, jams: Array<PastPerson>, 
/**
 * How many comments there were.
 */
comments: number, 
/**
 * The evening it belongs to, from noon to noon: `2018-03-07`.
 */
night: string, };

export type History = { plays: Array<PastPlay>, 
/**
 * What to ask for next, with `before=`; absent at the end.
 */
next?: string, };

export type Memory = { uri: string, title: string, artist: string, 
/**
 * Who queued it here first.
 */
by: PastPerson, 
/**
 * The day of that.
 */
day: string, 
/**
 * On how many such days it played.
 */
days: number, 
/**
 * How often it was applauded on those.
 */
jams: number, 
/**
 * Whether one of those days was within three days of today's date.
 */
anniversary: boolean, };

export type OnThisDay = { 
/**
 * Today, as the nest's time zone has it.
 */
day: string, memories: Array<Memory>, };

export type Honour = { uri: string, title: string, artist: string, by: PastPerson | null, count: number, };

export type Recap = { night: string, 
/**
 * Further nights there are, newest first.
 */
nights: Array<string>, 
/**
 * The night's plays, oldest first.
 */
plays: Array<PastPlay>, 
/**
 * The most jams first; those without any are not among them.
 */
most_jammed: Array<Honour>, 
/**
 * What the most different people queued, applauded or talked about.
 */
most_people: Array<Honour>, 
/**
 * Whose was the first song that a person queued.
 */
opened_by?: PastPerson, 
/**
 * How many songs of people's played one after the other, at most, without Bender.
 */
longest_run: number, 
/**
 * How many different people queued something.
 */
people: number, skipped: number, music_ms: number, };

export type Exported = { 
/**
 * Where the playlist can be looked at.
 */
link: string, name: string, 
/**
 * How many tracks it holds.
 */
tracks: number, };
