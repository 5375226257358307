//! The addresses of the original system, for the desktop agents that people run already.
//!
//! Must never: name an address that is not there.

use super::{
    Answer::{Json, Stream},
    Operation,
    Who::{Anybody, Visitor},
    ask,
};

/// What stands in the way to a nest: a token that was made for one that is gone or closed to its bearer.
const NEST_OF_TOKEN: &[u16] = &[403, 404, 429];

pub(super) const OPERATIONS: &[Operation] = &[
    ask(
        "post",
        "/api/sync-token",
        Anybody,
        "Gives an agent a token for a code, good once.",
        &[(200, Json("AgentToken"))],
    )
    .body("TypedInvite")
    .or(&[401, 429, 503]),
    ask(
        "post",
        "/api/sync-link",
        Anybody,
        "Gives an agent that runs already a token for a code.",
        &[(200, Json("Linked"))],
    )
    .body("TypedCode")
    .or(&[404, 429, 503]),
    ask(
        "get",
        "/api/events",
        Visitor,
        "Follows the nest: `now_playing`, `queue_update`, `player_position`, `volume` and `airhorn` as server-sent events.",
        &[(200, Stream)],
    )
    .or(NEST_OF_TOKEN),
    ask("get", "/api/playing", Visitor, "What plays.", &[(200, Json("AgentPlaying"))]).or(NEST_OF_TOKEN),
    ask("get", "/api/queue", Visitor, "What is queued.", &[(200, Json("AgentQueue"))]).or(NEST_OF_TOKEN),
    ask("get", "/search/v2", Visitor, "Searches the catalogue.", &[(200, Json("Array<AgentFound>"))])
        .with(&[("q", "string", "What to look for.")])
        .or(NEST_OF_TOKEN),
    ask("post", "/api/add_song", Visitor, "Queues a track.", &[(200, Json("AgentAdded"))])
        .body("AgentWanted")
        .or(&[403, 404, 409, 429]),
    ask(
        "get",
        "/api/spotify/devices",
        Visitor,
        "What one could listen on.",
        &[(200, Json("AgentDevices"))],
    )
    .or(NEST_OF_TOKEN),
    ask(
        "post",
        "/api/spotify/transfer",
        Visitor,
        "Makes one of one's own devices the one that plays.",
        &[(200, Json("AgentMoved"))],
    )
    .body("AgentMove")
    .or(NEST_OF_TOKEN),
    ask(
        "get",
        "/api/spotify/status",
        Visitor,
        "How one's connection to Spotify stands.",
        &[(200, Json("AgentSpotify"))],
    ),
];
