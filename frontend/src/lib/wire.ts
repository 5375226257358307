// The contract's words as the server speaks them. Generated from `src/http/wire`; the test
// `the_pages_types_are_those_of_the_wire` says how to write it anew.

export type Track = { uri: string, title: string, artists: Array<string>, album?: string, duration_ms: number, artwork_url?: string, link?: string, isrc?: string, explicit: boolean, };

export type Jam = { by: string, at_ms: number, };

export type Comment = { id: number, by: string, at_ms: number, text: string, };

export type Why = { mode: 'fair' | 'votes' | 'first_come', shift_ms: number, pinned_by?: string, };

export type Entry = { id: number, track: Track, by: string, added_ms: number, rank: number, up: number, down: number, votes: number, jams: Array<Jam>, comments: Array<Comment>, auto: boolean, why: Why, skip_votes: number, };

export type Playing = { entry: Entry, position_ms: number, as_of_ms: number, paused: boolean, next_up: number | null, };

export type Person = { id: string, name: string, role: 'host' | 'moderator' | 'guest', present: boolean, listening: boolean, };

export type Settings = { mode: 'fair' | 'votes' | 'first_come', locked: boolean, cooldown_ms: number, min_duration_ms: number, max_duration_ms: number, allow_explicit: boolean, queue_max: number, per_person_max: number, up_votes_only: boolean, anyone_pauses: boolean, airhorn_muted: boolean, invite_only: boolean, listed: boolean, bender_depth: number, bender_weights: { [strategy: string]: number }, time_zone: string, seed_track: string | null, genre: string | null, name: string, slug: string | null, };

export type NestInfo = { id: string, code: string, catalogue: 'demo' | 'spotify', sounds: Array<string>, settings: Settings, };

export type ActivityItem = { seq: number, at_ms: number, by: string, what: 'removed' | 'voted_out' | 'cleared' | 'restored' | 'moved' | 'pinned' | 'unpinned' | 'skipped' | 'uncommented' | 'paused' | 'resumed' | 'settings', entry?: number, to?: string, };

export type State = { nest: NestInfo, queue: Array<Entry>, playing: Playing | null, preview: null, activity: Array<ActivityItem>, people: Array<Person>, present: number, };

export type You = { id: string, name: string, role: 'host' | 'moderator' | 'guest', guest: boolean, votes: { [entry: number]: 1 | -1 }, skip_votes: Array<number>, };

export type NamedPerson = { id: string, name: string, role: 'host' | 'moderator' | 'guest', };

export type Rank = [number, number, Why];

export type NestEvent = { "type": "named", person: NamedPerson, } | { "type": "added", entry: Entry, } | { "type": "voted", entry: number, by: string, vote: 1 | 0 | -1, up: number, down: number, ranks: Array<Rank>, } | { "type": "jammed", entry: number, by: string, on: boolean, at_ms: number, } | { "type": "commented", entry: number, comment: Comment, } | { "type": "uncommented", entry: number, comment: number, by: string, } | { "type": "adopted", entry: Entry, } | { "type": "removed", entry: number, by: string, reason: 'removed' | 'cleared' | 'voted_out' | 'kicked' | 'bender', ranks: Array<Rank>, } | { "type": "restored", entry: Entry, } | { "type": "moved", ranks: Array<Rank>, } | { "type": "pinned", entry: number, by: string, on: boolean, ranks: Array<Rank>, } | { "type": "reranked", ranks: Array<Rank>, } | { "type": "skip_voted", entry: number, by: string, have: number, need: number, } | { "type": "started", entry: number, at_ms: number, position_ms: number, paused: boolean, } | { "type": "ended", entry: number, at_ms: number, reason: 'finished' | 'skipped' | 'removed', } | { "type": "paused", position_ms: number, at_ms: number, } | { "type": "resumed", position_ms: number, at_ms: number, } | { "type": "next_up", entry: number | null, } | { "type": "settings", settings: Partial<Settings>, };

export type CommitMessage = { type: 'commit', seq: number, position: string, at_ms: number, by: string, events: Array<NestEvent>, activity?: Array<ActivityItem>, };

export type Signal = { "kind": "people", upsert: Array<Person>, gone: Array<string>, present: number, };

export type ServerMessage = { "type": "hello", protocol: 1, you: You, seq: number, position: string, server_time_ms: number, state: State, } | { "type": "resumed", seq: number, position: string, server_time_ms: number, } | { "type": "ok", id: string, seq: number, } | { "type": "refused", id?: string, code: string, message: string, retry_after_ms?: number, entry?: number, } | { "type": "signal", signal: Signal, } | { "type": "pong", t: unknown, server_time_ms: number, } | { "type": "bye", code: 'restarting' | 'removed' | 'signed_out' | 'nest_gone', reconnect_after_ms?: number, };

export type ClientMessage = { "type": "add", id: string, track: string, } | { "type": "vote", id: string, entry: number, vote: 1 | 0 | -1, } | { "type": "jam", id: string, entry: number, on: boolean, } | { "type": "comment", id: string, entry: number, text: string, } | { "type": "uncomment", id: string, entry: number, comment: number, } | { "type": "remove", id: string, entry: number, } | { "type": "restore", id: string, entry: number, } | { "type": "move", id: string, entry: number, before: number | null, } | { "type": "pin", id: string, entry: number, on: boolean, } | { "type": "skip", id: string, entry: number, } | { "type": "pause", id: string, } | { "type": "resume", id: string, } | { "type": "clear", id: string, } | { "type": "settings", id: string, settings: Partial<Settings>, } | { "type": "ping", t: unknown, } | { "type": "sync", since: string, };

export type FoundTrack = { queued?: number, played_ms_ago?: number, 
/**
 * Why it could not be added now, whoever asks.
 */
refusal?: 'explicit' | 'too_short' | 'too_long' | 'played_recently', uri: string, title: string, artists: Array<string>, album?: string, duration_ms: number, artwork_url?: string, link?: string, isrc?: string, explicit: boolean, };

export type FoundTracks = { tracks: Array<FoundTrack>, next_offset?: number, };
