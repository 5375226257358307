//! What a TV asks, and what those ask who keep order in its nest.
//!
//! Must never: name an address that is not there.

use super::{
    Answer::{Json, Nothing, Stream},
    Operation,
    Who::{Anybody, Browser, Screen},
    ask,
};

pub(super) const OPERATIONS: &[Operation] = &[
    ask(
        "post",
        "/api/v1/tv/pairings",
        Anybody,
        "Begins to pair a TV with a nest, in the shape of RFC 8628: a secret for the TV, and a short code to show.",
        &[(201, Json("Pairing"))],
    )
    .body("WantedPairing")
    .or(&[404, 429, 503]),
    ask(
        "post",
        "/api/v1/tv/pass",
        Anybody,
        "Gives the TV its pass, as a cookie, once somebody confirmed its code; 202 until then.",
        &[(202, Json("PairingWaits")), (204, Nothing)],
    )
    .body("PairingAsked")
    .or(&[404, 409, 503]),
    ask(
        "get",
        "/api/v1/tv/events",
        Screen,
        "Follows the TV's nest: `hello` (without `you`), `commit`, `signal`, `pong` and `bye` as server-sent events. With a known `Last-Event-ID` the missing commits come at once.",
        &[(200, Stream)],
    )
    .or(&[404, 503]),
    ask(
        "get",
        "/api/v1/nests/{nest}/screens",
        Browser,
        "The TVs of a nest, for its hosts and moderators.",
        &[(200, Json("Screens"))],
    ),
    ask(
        "post",
        "/api/v1/nests/{nest}/screens",
        Browser,
        "Lets the TV that shows this code show the nest.",
        &[(204, Nothing)],
    )
    .body("TypedCode")
    .or(&[409]),
    ask("delete", "/api/v1/nests/{nest}/screens/{screen}", Browser, "Ends a TV.", &[(204, Nothing)]),
];
