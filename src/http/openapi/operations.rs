//! What can be asked by HTTP, address by address: who may ask, what with, and what comes back.
//!
//! A test holds this against the routes of [`crate::http::router`] and [`crate::http::api`], both ways.
//!
//! Must never: name an address that is not there.

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anybody,
    /// Anybody, unless the house shows its queue to nobody outside.
    Reader,
    /// Whoever has a session, or a token.
    Visitor,
    /// Whoever has a session.
    Browser,
}

/// What comes back where all went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// JSON of this type.
    Json(&'static str),
    /// A page or a file.
    File(&'static str),
    /// Somewhere else to go.
    Redirect,
    /// Nothing more.
    Nothing,
    /// A stream of events, or a socket; it is told by the messages' types.
    Stream,
}

/// One thing that can be asked.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// How.
    pub method: &'static str,
    /// Where.
    pub path: &'static str,
    /// What it is for, in one sentence.
    pub about: &'static str,
    /// Who may ask.
    pub who: Who,
    /// What the address takes behind its question mark: name, type, meaning.
    pub query: &'static [(&'static str, &'static str, &'static str)],
    /// The type of the body, if it has one.
    pub body: Option<&'static str>,
    /// What comes back, by its status.
    pub answers: &'static [(u16, Answer)],
    /// What else can go wrong, besides what goes wrong everywhere.
    pub refusals: &'static [u16],
}

const fn ask(
    method: &'static str,
    path: &'static str,
    who: Who,
    about: &'static str,
    answers: &'static [(u16, Answer)],
) -> Operation {
    Operation { method, path, about, who, query: &[], body: None, answers, refusals: &[] }
}

impl Operation {
    const fn with(self, query: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        Self { query, ..self }
    }

    const fn body(self, body: &'static str) -> Self {
        Self { body: Some(body), ..self }
    }

    const fn or(self, refusals: &'static [u16]) -> Self {
        Self { refusals, ..self }
    }
}

use Answer::{File, Json, Nothing, Redirect, Stream};
use Who::{Anybody, Browser, Reader, Visitor};

const WHICH: (&str, &str, &str) =
    ("nest", "string", "A code, a short address or an id; the main nest where it is absent.");
const NEST: &[(&str, &str, &str)] = &[WHICH];
const PAGE: &[(u16, Answer)] = &[(200, File("text/html")), (503, File("text/plain"))];

/// Everything that can be asked.
pub const OPERATIONS: &[Operation] = &[
    ask(
        "get",
        "/api/v1/site",
        Anybody,
        "What the house is called, and how one comes in.",
        &[(200, Json("House"))],
    ),
    ask("get", "/api/v1/openapi.json", Anybody, "This document.", &[(200, Json("Nothing"))]),
    ask("get", "/api/docs", Anybody, "The page to read it.", &[(200, File("text/html"))]),
    ask("get", "/api/docs/style.css", Anybody, "How that page looks.", &[(200, File("text/css"))]),
    ask("get", "/api/v1/me", Visitor, "Who asks, and which nests they see.", &[(200, Json("Me"))]),
    ask(
        "get",
        "/api/v1/me/throwbacks",
        Visitor,
        "Whether one's plays may come back as throwbacks.",
        &[(200, Json("LeftOut"))],
    ),
    ask(
        "put",
        "/api/v1/me/throwbacks",
        Visitor,
        "Leaves one's plays out of throwbacks, or lets them in again.",
        &[(200, Json("LeftOut"))],
    )
    .body("LeftOut")
    .or(&[409, 429]),
    ask(
        "get",
        "/api/v1/search",
        Visitor,
        "Searches the catalogue; without words, the demo catalogue lists all.",
        &[(200, Json("FoundTracks"))],
    )
    .with(&[
        ("q", "string", "What to look for."),
        WHICH,
        ("offset", "number", "How many were seen already: the `next_offset` of the answer before."),
    ])
    .or(&[403, 404, 429]),
    ask("get", "/api/v1/playlists", Visitor, "One's own playlists at Spotify.", &[(200, Json("Playlists"))])
        .with(&[("offset", "number", "How many were seen already."), WHICH])
        .or(&[403, 404, 429]),
    ask(
        "get",
        "/api/v1/playlists/{id}",
        Visitor,
        "The tracks of one of them, as a search shows them.",
        &[(200, Json("FoundTracks"))],
    )
    .with(&[("offset", "number", "How many were seen already."), WHICH])
    .or(&[403, 404, 429]),
    ask(
        "get",
        "/api/v1/spotify",
        Visitor,
        "How one's connection to Spotify stands.",
        &[(200, Json("Spotify"))],
    ),
    ask(
        "delete",
        "/api/v1/spotify",
        Browser,
        "Forgets all that is held of one's Spotify.",
        &[(204, Nothing)],
    )
    .or(&[404]),
    ask("get", "/api/v1/listening", Visitor, "How listening along goes.", &[(200, Json("Listening"))]),
    ask(
        "post",
        "/api/v1/listening",
        Browser,
        "Starts listening along in a nest, steers or ends it.",
        &[(200, Json("Listening"))],
    )
    .body("WantedListening")
    .or(&[404, 429]),
    ask("get", "/api/v1/devices", Browser, "What one could listen on.", &[(200, Json("Devices"))])
        .or(&[404, 429]),
    ask(
        "get",
        "/api/v1/listeners",
        Browser,
        "Everyone who listens along in a nest, for its hosts and moderators.",
        &[(200, Json("Listeners"))],
    )
    .with(&[WHICH])
    .or(&[404, 429]),
    ask("get", "/api/v1/setup", Browser, "How the house is set up, for its hosts.", &[(200, Json("Setup"))]),
    ask(
        "post",
        "/api/v1/link-codes",
        Browser,
        "A code that links the desktop agent, for five minutes.",
        &[(200, Json("LinkCode"))],
    )
    .or(&[429]),
    ask("get", "/api/v1/tokens", Browser, "One's personal tokens.", &[(200, Json("Tokens"))]),
    ask(
        "post",
        "/api/v1/tokens",
        Browser,
        "Makes a token for a program of one's own.",
        &[(200, Json("NewToken"))],
    )
    .body("WantedToken")
    .or(&[404, 409, 429]),
    ask("delete", "/api/v1/tokens/{id}", Browser, "Takes a token back.", &[(204, Nothing)]).or(&[404]),
    ask(
        "get",
        "/api/v1/nests",
        Visitor,
        "The main nest, those that are listed, and one's own.",
        &[(200, Json("Nests"))],
    ),
    ask("post", "/api/v1/nests", Visitor, "Opens a nest.", &[(201, Json("Summary"))])
        .body("Partial<Settings>")
        .or(&[409, 429]),
    ask("get", "/api/v1/nests/{nest}", Visitor, "One nest.", &[(200, Json("Summary"))]),
    ask("patch", "/api/v1/nests/{nest}", Visitor, "Changes settings of a nest.", &[(200, Json("Summary"))])
        .body("Partial<Settings>")
        .or(&[409]),
    ask("delete", "/api/v1/nests/{nest}", Visitor, "Ends a nest.", &[(204, Nothing)]).or(&[409]),
    ask(
        "post",
        "/api/v1/nests/{nest}/code",
        Visitor,
        "Gives a nest another code.",
        &[(200, Json("Summary"))],
    )
    .or(&[409]),
    ask(
        "post",
        "/api/v1/nests/{nest}/knock",
        Visitor,
        "Asks to be let in; the answer is the same where there is no nest.",
        &[(202, Json("Nothing"))],
    ),
    ask(
        "get",
        "/api/v1/nests/{nest}/door",
        Visitor,
        "Who waits to be let in, and who may not come in.",
        &[(200, Json("Door"))],
    ),
    ask(
        "get",
        "/api/v1/nests/{nest}/state",
        Visitor,
        "What a socket's `hello` would say.",
        &[(200, Json("ServerMessage"))],
    ),
    ask(
        "post",
        "/api/v1/nests/{nest}/commands",
        Visitor,
        "One message, as a socket would send it; not `ping` and `sync`.",
        &[(200, Json("ServerMessage"))],
    )
    .body("ClientMessage")
    .or(&[409]),
    ask(
        "get",
        "/api/v1/nests/{nest}/events",
        Visitor,
        "Follows a nest: `hello`, `commit`, `signal` and `bye` as server-sent events. With a known `Last-Event-ID` the missing commits come at once.",
        &[(200, Stream)],
    ),
    ask(
        "get",
        "/api/v1/nests/{nest}/history",
        Visitor,
        "What was played, newest first.",
        &[(200, Json("History"))],
    )
    .with(&[("before", "string", "Where to go on: the `next` of the answer before.")]),
    ask(
        "get",
        "/api/v1/nests/{nest}/on-this-day",
        Visitor,
        "What was played on this weekday in the past.",
        &[(200, Json("OnThisDay"))],
    ),
    ask("get", "/api/v1/nests/{nest}/recap", Visitor, "A night in a few lines.", &[(200, Json("Recap"))])
        .with(&[("night", "string", "Which one, as `2018-03-07`; the newest where it is absent.")]),
    ask(
        "post",
        "/api/v1/nests/{nest}/export",
        Browser,
        "Exports a night to a playlist of one's own.",
        &[(200, Json("Exported"))],
    )
    .body("WantedNight"),
    ask(
        "get",
        "/socket/",
        Visitor,
        "A socket to the main nest. `since` is the position a client has.",
        &[(101, Stream)],
    )
    .with(&[("since", "string", "The position of the last commit that is known.")])
    .or(&[403, 426]),
    ask("get", "/socket/{nest}", Visitor, "A socket to a nest.", &[(101, Stream)])
        .with(&[("since", "string", "The position of the last commit that is known.")])
        .or(&[403, 426]),
    ask(
        "post",
        "/api/sync-link",
        Anybody,
        "Gives the desktop agent a token for a code.",
        &[(200, Json("Linked"))],
    )
    .body("TypedCode")
    .or(&[404, 429, 503]),
    ask("get", "/queue/", Reader, "The queue, without any person in it.", &[(200, Json("Queue"))]).with(NEST),
    ask("get", "/queue", Reader, "The same.", &[(200, Json("Queue"))]).with(NEST),
    ask("get", "/playing/", Reader, "What plays.", &[(200, Json("OnAirNow"))]).with(NEST),
    ask("get", "/playing", Reader, "The same.", &[(200, Json("OnAirNow"))]).with(NEST),
    ask(
        "post",
        "/login/guest",
        Anybody,
        "Comes in as a guest, by JSON or a form.",
        &[(200, Json("CameIn")), (303, Redirect)],
    )
    .body("Guest")
    .or(&[429, 503]),
    ask("get", "/login/google", Anybody, "Begins to sign in with Google.", &[(303, Redirect)])
        .with(&[("to", "string", "The path to go on to.")])
        .or(&[403, 404, 429, 503]),
    ask("get", "/authentication/callback", Anybody, "Where Google sends people back to.", &[(303, Redirect)])
        .with(&[("state", "string", ""), ("code", "string", ""), ("error", "string", "")])
        .or(&[404, 503]),
    ask("get", "/authentication/callback/", Anybody, "The same.", &[(303, Redirect)])
        .with(&[("state", "string", ""), ("code", "string", ""), ("error", "string", "")])
        .or(&[404, 503]),
    ask("get", "/connect/spotify", Browser, "Begins to connect one's own Spotify.", &[(303, Redirect)])
        .with(&[
            ("to", "string", "The path to go on to."),
            ("playlists", "boolean", "Whether one's playlists are to be seen, too."),
            ("export", "boolean", "Whether nights are to be exported, too."),
            ("client_id", "string", "The Client ID of an app of one's own."),
        ])
        .or(&[404, 429]),
    ask(
        "get",
        "/authentication/spotify_callback",
        Anybody,
        "Where Spotify sends people back to.",
        &[(303, Redirect)],
    )
    .with(&[("state", "string", ""), ("code", "string", ""), ("error", "string", "")])
    .or(&[404, 503]),
    ask("get", "/authentication/spotify_callback/", Anybody, "The same.", &[(303, Redirect)])
        .with(&[("state", "string", ""), ("code", "string", ""), ("error", "string", "")])
        .or(&[404, 503]),
    ask("post", "/logout", Anybody, "Ends the session.", &[(204, Nothing), (303, Redirect)])
        .with(&[("everywhere", "boolean", "Whether all sessions of this person end.")])
        .or(&[503]),
    ask("get", "/", Anybody, "The page.", PAGE),
    ask("get", "/login", Anybody, "The page for coming in.", PAGE),
    ask("get", "/sync/link", Anybody, "The page that shows a code for the desktop agent.", PAGE),
    ask("get", "/nest/{nest}", Anybody, "The page of a nest.", PAGE),
    ask("get", "/nest/{nest}/tv", Anybody, "The page for a television.", PAGE),
    ask("get", "/assets/{path}", Anybody, "A part of the page.", &[(200, File("*/*"))]).or(&[404]),
    ask("get", "/artwork/{name}", Anybody, "A cover that the catalogue draws.", &[(200, File("*/*"))])
        .or(&[404]),
    ask(
        "get",
        "/{word}",
        Anybody,
        "A short address of a nest, or a file of the page.",
        &[(200, File("*/*")), (303, Redirect)],
    )
    .or(&[404, 429, 503]),
    ask("get", "/health", Anybody, "The process serves.", &[(200, Json("Health"))]),
    ask("get", "/health/live", Anybody, "The same.", &[(200, Json("Health"))]),
    ask(
        "get",
        "/health/ready",
        Anybody,
        "Everything is there that the process needs.",
        &[(200, Json("Ready")), (503, Json("Ready"))],
    ),
];
