//! What the page asks, and programs, too.
//!
//! Must never: name an address that is not there.

use super::{
    Answer::{File, Json, Nothing, Stream},
    Operation, WHICH,
    Who::{Anybody, Browser, Visitor},
    ask,
};

pub(super) const OPERATIONS: &[Operation] = &[
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
    ask("get", "/api/v1/me", Visitor, "Who asks, and which nests are theirs.", &[(200, Json("Me"))]),
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
        "Everyone who listens along in a nest, and how they keep time: its hosts and moderators see all of it.",
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
        "The main nest, those that are listed, and one's own: first where most people are.",
        &[(200, Json("Nests"))],
    ),
    ask("post", "/api/v1/nests", Visitor, "Opens a nest.", &[(201, Json("NestSummary"))])
        .body("Partial<Settings>")
        .or(&[409, 429]),
    ask("get", "/api/v1/nests/{nest}", Visitor, "One nest.", &[(200, Json("NestSummary"))]),
    ask(
        "patch",
        "/api/v1/nests/{nest}",
        Visitor,
        "Changes settings of a nest.",
        &[(200, Json("NestSummary"))],
    )
    .body("Partial<Settings>")
    .or(&[409]),
    ask("delete", "/api/v1/nests/{nest}", Visitor, "Ends a nest.", &[(204, Nothing)]).or(&[409]),
    ask(
        "post",
        "/api/v1/nests/{nest}/code",
        Visitor,
        "Gives a nest another code.",
        &[(200, Json("NestSummary"))],
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
    .with(&[
        ("before", "string", "Where to go on: the `next` of the answer before."),
        ("mine", "boolean", "Whether only what whoever asks queued."),
    ]),
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
        "post",
        "/api/v1/invite-codes",
        Browser,
        "A code that gives a desktop agent its first token, for half an hour.",
        &[(200, Json("LinkCode"))],
    )
    .body("WantedInvite")
    .or(&[404, 429]),
];
