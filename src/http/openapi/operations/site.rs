//! How one comes in, the page itself, what anybody may see, and what watches the process.
//!
//! Must never: name an address that is not there.

use super::{
    Answer::{File, Json, Nothing, Redirect, Stream},
    NEST, Operation, PAGE,
    Who::{Anybody, Browser, Reader, Visitor},
    ask,
};

pub(super) const OPERATIONS: &[Operation] = &[
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
    .or(&[404, 429, 503]),
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
    ask("get", "/nest/{nest}/tv", Anybody, "The page for a television, which is paired by a code.", PAGE),
    ask(
        "get",
        "/manifest.webmanifest",
        Anybody,
        "The page as an app: its web app manifest.",
        &[(200, File("application/manifest+json"))],
    )
    .or(&[404]),
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
