//! The types of the document: those of the wire, and the small answers that are written by hand.
//!
//! Must never: describe by hand what the wire has a type for.

use serde_json::{Map, Value, json};
use ts_rs::{Config, TS};

use super::notation::{Unreadable, declaration};
use crate::http::{
    api::{FoundTrack, FoundTracks},
    wire::{
        bender::{Preview, Provenance, Rest, Strategy},
        entries::{Comment, Entry, Jam, Playing, Track, Why},
        events::{ActivityItem, CommitMessage, Event, NamedPerson, Rank},
        messages::{ServerMessage, Signal},
        nests::{Door, NestSummary, OnAir, Outsider},
        past::{Exported, History, Honour, Memory, OnThisDay, PastPerson, PastPlay, Recap, Said},
        requests::ClientMessage,
        state::{Nest, Person, Settings, SkipNeed, State, You},
    },
};

/// What answers hold that no socket says.
const ANSWERS: [&str; 54] = [
    "type Nothing = { }",
    "type House = { name: string, google: boolean, guests: 'on' | 'code' | 'off', catalogue: 'demo' | 'spotify', \
     spotify: boolean, version: string, commit: string, }",
    "type Nests = { nests: Array<NestSummary>, }",
    "type Me = { you: You, nests: Array<NestSummary>, }",
    "type CameIn = { you: You, /* The only nest they come into, where the code was that nest's. */ nest?: string, }",
    "type Guest = { name: string, code?: string, }",
    "type Token = { id: string, name: string, created_ms: number, nest?: string, last_used_ms?: number, }",
    "type Tokens = { tokens: Array<Token>, }",
    "type WantedToken = { name: string, /* The only nest it is to open. */ nest?: string | null, }",
    "type NewToken = { id: string, /* Shown here and never again. */ token: string, }",
    "type LinkCode = { code: string, until_ms: number, }",
    "type TypedCode = { code: string, }",
    "type Linked = { email: string, name: string, user_token: string, }",
    "type WantedInvite = { /* The only nest it is to open. */ nest?: string | null, }",
    "type TypedInvite = { invite_code: string, }",
    "type AgentToken = { token: string, server: string, }",
    "type AgentJam = { user: string, time: string, }",
    "type AgentComment = { time: string, user: string, body: string, }",
    "type AgentPlaying = { /* Nothing plays where it is empty. */ id: string, title: string, artist: string, \
     trackid: string, src: string, user: string, img: string, big_img: string, /* In seconds. */ duration: number, \
     vote: number, jam: Array<AgentJam>, comments: Array<AgentComment>, \
     /* ISO 8601, of UTC, without saying so; shifted by pauses. */ starttime: string, endtime: string, \
     paused: boolean, /* In whole seconds. */ pos: number, type: 'track' | 'episode' | '', now: string, }",
    "type AgentQueued = { id: string, title: string, artist: string, trackid: string, src: string, user: string, \
     img: string, big_img: string, /* In seconds. */ duration: number, vote: number, jam: Array<AgentJam>, \
     comments: Array<AgentComment>, score: number, auto: boolean, }",
    "type AgentQueue = { queue: Array<AgentQueued>, now: string, }",
    "type AgentFound = { uri: string, track_name: string, artist: string, images: Array<{ url: string, }>, }",
    "type AgentWanted = { /* An address, or a link. */ track_uri: string, }",
    "type AgentAdded = { ok: boolean, /* The entry it became. */ id: string, }",
    "type AgentDevice = { id: string | null, name: string, type: string, is_active: boolean, \
     is_restricted: boolean, }",
    "type AgentDevices = { devices: Array<AgentDevice>, }",
    "type AgentMove = { device_id: string, play?: boolean, }",
    "type AgentMoved = { ok: boolean, device_id: string, play: boolean, }",
    "type AgentSpotify = { available: boolean, connected: boolean, \
     state: 'none' | 'connected' | 'again' | 'not_allowed', }",
    "type WantedPairing = { /* What stands in the TV's address: a code, a short address or an id. */ nest: string, }",
    "type Pairing = { /* What the TV asks with; nobody else is to see it. */ device_code: string, \
     /* What the TV shows, and somebody types. */ user_code: string, until_ms: number, expires_in_ms: number, \
     /* How often to ask. */ interval_ms: number, /* What the nest is called. */ nest?: string, }",
    "type PairingAsked = { device_code: string, }",
    "type PairingWaits = { interval_ms: number, }",
    "type Screen = { id: string, /* Who paired it. */ by: string, paired_ms: number, last_seen_ms?: number, }",
    "type Screens = { screens: Array<Screen>, }",
    "type LeftOut = { left_out: boolean, }",
    "type Playlist = { id: string, name: string, count?: number, }",
    "type Playlists = { playlists: Array<Playlist>, next_offset?: number, }",
    "type Spotify = { available: boolean, state: 'none' | 'connected' | 'again' | 'not_allowed', \
     own_client?: boolean, remind?: boolean, playlists?: boolean, export?: boolean, redirect?: string, \
     people_max?: number, owner?: string, ends_ms?: number | null, name?: string, }",
    "type Chosen = { id: string, name: string, }",
    "type Shown = { kind: string, offset_ms?: number, until_ms?: number, device?: string, }",
    "type ListenedIn = { id: string, name: string, code: string | null, }",
    "type Listening = { on: boolean, offset_ms: number, state: Shown, device?: Chosen, \
     /* Where they listen: in one nest at a time. */ nest?: ListenedIn, }",
    "type WantedListening = { action: 'listen' | 'stop' | 'rejoin' | 'choose' | 'offset', \
     /* Where to listen: its id, code or short address; else where they listen already, else in the main nest. */ \
     nest?: string | null, device?: string | null, offset_ms?: number | null, pause?: boolean, }",
    "type Device = { id?: string, name: string, kind: string, is_active: boolean, is_restricted: boolean, }",
    "type Devices = { devices: Array<Device>, }",
    "type Listener = { person: string, name: string, state: Shown, }",
    "type Listeners = { listeners: Array<Listener>, \
     /* For hosts and moderators. */ calls?: { left: number, max: number, window_ms: number, until_ms?: number, }, }",
    "type Check = { about: string, state: string, says: string, todo?: string, }",
    "type Setup = { checks: Array<Check>, redirects: { google: string, spotify: string, }, }",
    "type WantedNight = { /* The evening, from noon to noon: `2018-03-07`. */ night: string, }",
    "type Health = { status: 'ok', version: string, commit: string, }",
    "type Queue = { queue: Array<{ id: number, title: string, artist: string, uri: string, \
     img: string | null, duration_ms: number, votes: number, }>, seq: number, }",
    "type OnAirNow = { id: number, title: string, artist: string, uri: string, img: string | null, \
     duration_ms: number, position_ms: number, paused: boolean, server_time_ms: number, } \
     | { playing: null, server_time_ms: number, }",
];

/// What is wrong, in every answer that is an error.
const PROBLEM: &str = "type Problem = { title: string, status: number, detail: string, message: string, \
    /* The command it is about. */ id?: string, retry_after_ms?: number, entry?: number, \
    min_duration_ms?: number, max_duration_ms?: number, max?: number, \
    needs?: 'connect' | 'playlists' | 'export', \
    /* Why a code that a TV showed is not good. */ reason?: 'unknown' | 'old' | 'used', }";

/// Whether everything is there that the process needs.
const READY: &str = "type Ready = { status: 'ready' | 'not ready', parts: { \
    store: { status: 'ok' | 'failing', }, player: { status: 'ok' | 'failing', lag_ms: number, here: boolean, }, \
    play_log: { status: 'ok' | 'failing', }, process: { status: 'ok' | 'closing', }, }, }";

/// How many characters the id of a command has at the most: the contract's.
const COMMAND_ID_MAX: u32 = 64;

/// The codes of problems, each with when it is said.
pub const CODES: [(&str, &str); 20] = [
    ("bad_request", "The request makes no sense."),
    ("signed_out", "There is no session, and no token."),
    ("forbidden", "Whoever asks may not do this."),
    ("own_entry", "Nobody votes for their own entry."),
    ("locked", "The queue is locked."),
    ("banned", "A host sent this person away."),
    ("not_found", "There is no such thing, or none that whoever asks may see."),
    ("nothing_playing", "Nothing plays."),
    ("queue_full", "The queue holds no more."),
    ("too_many_yours", "This person has as many entries as one may have."),
    ("already_queued", "The track is in the queue; `entry` says where."),
    ("played_recently", "The track played a moment ago; `retry_after_ms` says how long to wait."),
    ("explicit", "Explicit tracks are not wanted here."),
    ("too_long", "The track is too long; `max_duration_ms` says how long it may be."),
    ("too_short", "The track is too short; `min_duration_ms` says how long it has to be."),
    ("full", "There is as much of it as there may be; `max` may say how much."),
    ("rate_limited", "Too fast; `retry_after_ms` and `Retry-After` say how long to wait."),
    ("busy", "Too much at once. The same can be asked again, by the same id."),
    ("not_saved", "The store could not be reached. Nothing was changed."),
    ("catalogue_unavailable", "The music service does not answer."),
];

/// The types of the wire, as the page has them.
#[must_use]
pub fn wire() -> Vec<String> {
    let config = Config::new().with_large_int("number");
    macro_rules! declare {
        ($($kind:ty),* $(,)?) => { [$(<$kind>::decl(&config)),*] };
    }
    declare![
        Track<'_>,
        Jam<'_>,
        Comment<'_>,
        Strategy,
        Provenance<'_>,
        Why<'_>,
        Entry<'_>,
        Playing<'_>,
        Preview<'_>,
        Rest,
        Person<'_>,
        Settings,
        Nest<'_>,
        ActivityItem<'_>,
        SkipNeed,
        State<'_>,
        You<'_>,
        NamedPerson<'_>,
        Rank<'_>,
        Event<'_>,
        CommitMessage<'_>,
        Signal<'_>,
        ServerMessage<'_>,
        ClientMessage,
        FoundTrack<'_>,
        FoundTracks<'_>,
        OnAir<'_>,
        NestSummary<'_>,
        Outsider<'_>,
        Door<'_>,
        PastPerson,
        Said,
        PastPlay,
        History,
        Memory,
        OnThisDay,
        Honour,
        Recap,
        Exported,
    ]
    .into()
}

/// All types by their names.
///
/// # Errors
/// [`Unreadable`]: one is not of the notation.
pub fn schemas() -> Result<Map<String, Value>, Unreadable> {
    let wire = wire();
    let by_hand = ANSWERS.iter().chain([&PROBLEM, &READY]).copied();
    let mut schemas = Map::new();
    for text in wire.iter().map(String::as_str).chain(by_hand) {
        let (name, schema) = declaration(text)?;
        schemas.insert(name, schema);
    }
    let codes = CODES.map(|(code, _)| code);
    schemas["Problem"]["properties"]["code"] =
        json!({ "enum": codes, "description": "Stable: programs may go by it." });
    if let Some(required) = schemas["Problem"]["required"].as_array_mut() {
        required.push("code".into());
    }
    for message in schemas["ClientMessage"]["anyOf"].as_array_mut().into_iter().flatten() {
        if let Some(id) = message["properties"].get_mut("id") {
            id["minLength"] = 1.into();
            id["maxLength"] = COMMAND_ID_MAX.into();
            id["description"] = "Chosen by whoever asks, another for each command.".into();
        }
    }
    let mut change = schemas["Settings"].clone();
    change["required"] = json!([]);
    change["additionalProperties"] = false.into();
    change["description"] = "The keys to change, with what they are to be.".into();
    schemas.insert("PartialSettings".into(), change);
    Ok(schemas)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(value: &Value, names: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    match (key.as_str(), value) {
                        ("$ref", Value::String(name)) => names.push(name.clone()),
                        _ => names_in(value, names),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| names_in(value, names)),
            _ => {}
        }
    }

    #[test]
    fn every_type_is_readable_and_names_only_types_that_are_there() {
        let schemas = schemas().expect("all are of the notation");
        let mut names = Vec::new();
        names_in(&Value::Object(schemas.clone()), &mut names);
        assert!(names.len() > 50, "{names:?}");
        for name in names {
            let name = name.trim_start_matches("#/components/schemas/");
            assert!(schemas.contains_key(name), "{name}");
        }
    }
}
