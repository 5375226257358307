//! What is measured for operators: every number by its name, its labels and its meaning.
//!
//! Names and units are as Prometheus wants them. `docs/metrics.md` lists the same, and a test holds both
//! against what is really served.
//!
//! Must never: name a person, a nest, a device or an address. A label has a few values that are known
//! beforehand, or those of our own routes.

use self::Kind::{Counter, Gauge, Histogram};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// It only grows, while the process lives.
    Counter,
    /// It goes up and down.
    Gauge,
    /// How many were at most that large, for each of these sizes.
    Histogram(&'static [f64]),
}

/// Something that is measured.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Its name.
    pub name: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// What tells its series apart.
    pub labels: &'static [&'static str],
    /// The values of its only label, where they are known beforehand: those are there from the start.
    pub values: &'static [&'static str],
    /// What it says.
    pub what: &'static str,
}

/// From a fifth of a millisecond, which is a store in memory, to ten seconds, which is the longest wait.
const SECONDS: &[f64] =
    &[0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// As many as there are attempts.
const RETRIES: &[f64] = &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
/// Behind below 0. Half a second is what a room hears, two what a device is put right for.
const OFFSETS: &[f64] = &[-5.0, -2.0, -1.0, -0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0];

/// The program that runs.
pub const BUILD: &str = "echonest_build_info";
/// Sockets.
pub const SOCKETS: &str = "echonest_sockets";
/// Event streams.
pub const STREAMS: &str = "echonest_streams";
/// Nests.
pub const NESTS_OPEN: &str = "echonest_nests_open";
/// People.
pub const PEOPLE_PRESENT: &str = "echonest_people_present";
/// Commits, by who did it.
pub const COMMITS: &str = "echonest_commits_total";
/// Appends, by what came of them.
pub const APPEND_SECONDS: &str = "echonest_append_seconds";
/// Appends that had to be repeated.
pub const COMMIT_RETRIES: &str = "echonest_commit_retries";
/// From telling to having told.
pub const FAN_OUT_SECONDS: &str = "echonest_fan_out_seconds";
/// Clients that began afresh.
pub const RESYNCS: &str = "echonest_resyncs_total";
/// Refusals and failures, by code.
pub const REFUSALS: &str = "echonest_refusals_total";
/// Requests by HTTP.
pub const REQUESTS: &str = "echonest_requests_total";
/// How long they took.
pub const REQUEST_SECONDS: &str = "echonest_request_seconds";
/// Failures of the store.
pub const STORE_ERRORS: &str = "echonest_store_errors_total";
/// Calls to other people's servers.
pub const UPSTREAM_CALLS: &str = "echonest_upstream_calls_total";
/// How long they took.
pub const UPSTREAM_SECONDS: &str = "echonest_upstream_seconds";
/// Calls that may still be made.
pub const UPSTREAM_BUDGET_LEFT: &str = "echonest_upstream_budget_left";
/// Those who listen along.
pub const LISTENERS: &str = "echonest_listeners";
/// How far off their devices are.
pub const LISTENER_OFFSET: &str = "echonest_listener_offset_seconds";
/// How late the player is.
pub const PLAYER_LAG: &str = "echonest_player_lag_seconds";
/// Plays that are not in the play log.
pub const PLAYS_WAITING: &str = "echonest_plays_waiting";
/// How long the oldest of them has waited.
pub const PLAYS_WAITING_SECONDS: &str = "echonest_plays_waiting_seconds";
/// Spans of traces that were not sent.
pub const SPANS_DROPPED: &str = "echonest_spans_dropped_total";
/// Searches of Bender's in vain.
pub const BENDER_RESTS: &str = "echonest_bender_rests_total";
/// Searches of Bender's that found something.
pub const BENDER_PICKS: &str = "echonest_bender_picks_total";

const BY: &[&str] = &["person", "player", "bender"];
const APPENDS: &[&str] = &["in", "conflict", "failed"];
const CODES: &[&str] = &[
    "bad_request",
    "signed_out",
    "forbidden",
    "own_entry",
    "locked",
    "banned",
    "not_found",
    "nothing_playing",
    "queue_full",
    "too_many_yours",
    "already_queued",
    "played_recently",
    "explicit",
    "too_long",
    "too_short",
    "full",
    "rate_limited",
    "busy",
    "not_saved",
    "catalogue_unavailable",
];
const FAILURES: &[&str] = &["unavailable", "in_doubt", "foreign"];
const STATES: &[&str] = &[
    "off",
    "connecting",
    "in_sync",
    "catching_up",
    "nothing",
    "took_over",
    "no_device",
    "device_gone",
    "premium_needed",
    "not_allowed",
    "not_here",
    "waiting",
    "reconnect",
    "unavailable",
];
const RESTS: &[&str] = &["nothing_left", "unavailable"];
const STRATEGIES: &[&str] = &["throwback", "genre", "artist", "discography", "album"];

/// Everything of ours that is measured. What the process itself uses is told by `process_…` beside it.
#[rustfmt::skip]
pub const ALL: &[Measure] = &[
    one(BUILD, Gauge, &["version", "commit", "role"], &[], "Always 1; its labels say which program runs, and as what."),
    one(SOCKETS, Gauge, &[], &[], "Sockets that are open."),
    one(STREAMS, Gauge, &[], &[], "Event streams that are open."),
    one(NESTS_OPEN, Gauge, &[], &[], "Nests that this process holds open."),
    one(PEOPLE_PRESENT, Gauge, &[], &[], "People present in those nests, by way of any process."),
    one(COMMITS, Counter, &["by"], BY, "Commits that this process appended, by the kind of who did it."),
    one(APPEND_SECONDS, Histogram(SECONDS), &["outcome"], APPENDS, "How long the store took to append; a conflict is another process that was faster."),
    one(COMMIT_RETRIES, Histogram(RETRIES), &[], &[], "How often a batch of requests was decided again until it was in."),
    one(FAN_OUT_SECONDS, Histogram(SECONDS), &[], &[], "From the moment something is told until every socket of a round has been written to."),
    one(RESYNCS, Counter, &[], &[], "Clients that were too far behind and began afresh."),
    one(REFUSALS, Counter, &["code"], CODES, "What was refused or failed, on sockets and by HTTP, by the code that was answered."),
    one(REQUESTS, Counter, &["route", "status"], &[], "Requests by HTTP, by the route's pattern and the status answered."),
    one(REQUEST_SECONDS, Histogram(SECONDS), &["route"], &[], "How long it took to begin an answer by HTTP."),
    one(STORE_ERRORS, Counter, &["kind"], FAILURES, "What the store could not do; in_doubt means that the answer was lost."),
    one(UPSTREAM_CALLS, Counter, &["service", "outcome"], &[], "Calls to other people's servers: ok, refused (4xx), too_many (429), failing (5xx), unanswered."),
    one(UPSTREAM_SECONDS, Histogram(SECONDS), &["service"], &[], "How long those calls took."),
    one(UPSTREAM_BUDGET_LEFT, Gauge, &["service"], &[], "Calls that may still be made within the window; 0 while the service wants to be left alone. Only where there is such a service."),
    one(LISTENERS, Gauge, &["state"], STATES, "People whose devices this process drives, by how it goes."),
    one(LISTENER_OFFSET, Histogram(OFFSETS), &[], &[], "How far ahead of the nest devices in time were found; behind below 0."),
    one(PLAYER_LAG, Gauge, &[], &[], "How late the player is in the nest where it is latest."),
    one(PLAYS_WAITING, Gauge, &[], &[], "Plays that ended and do not stand in the play log yet."),
    one(PLAYS_WAITING_SECONDS, Gauge, &[], &[], "How long ago the oldest of those ended; 0 where none waits."),
    one(SPANS_DROPPED, Counter, &[], &[], "Spans of traces that no collector took, or that came too fast. Only where traces are sent."),
    one(BENDER_RESTS, Counter, &["because"], RESTS, "Searches of Bender's that found nothing, by why."),
    one(BENDER_PICKS, Counter, &["strategy"], STRATEGIES, "Searches of Bender's that found something, by how."),
];

const fn one(
    name: &'static str,
    kind: Kind,
    labels: &'static [&'static str],
    values: &'static [&'static str],
    what: &'static str,
) -> Measure {
    Measure { name, kind, labels, values, what }
}

/// Says what everything means, and lets what is not there yet be 0: a rate needs a beginning. To be called
/// once somebody collects.
pub fn begin() {
    for measure in ALL {
        let (name, what) = (measure.name, measure.what);
        match measure.kind {
            Counter => describe_counter!(name, what),
            Gauge => describe_gauge!(name, what),
            Histogram(_) => describe_histogram!(name, what),
        }
        match (measure.kind, measure.labels) {
            (Counter, []) => counter!(name).increment(0),
            (Gauge, []) => gauge!(name).set(0.0),
            (Histogram(_), []) => drop(histogram!(name)),
            (kind, [label, ..]) => measure.values.iter().for_each(|value| match kind {
                Counter => counter!(name, *label => *value).increment(0),
                Gauge => gauge!(name, *label => *value).set(0.0),
                Histogram(_) => drop(histogram!(name, *label => *value)),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_is_there_once_and_says_its_unit_as_prometheus_wants_it() {
        let names: BTreeSet<_> = ALL.iter().map(|measure| measure.name).collect();
        assert_eq!(names.len(), ALL.len());
        for Measure { name, kind, what, .. } in ALL {
            assert!(name.starts_with("echonest_") && what.ends_with('.'), "{name}");
            assert_eq!(name.ends_with("_total"), *kind == Counter, "{name}");
        }
    }

    #[test]
    fn no_label_could_have_a_value_for_every_person_or_nest() {
        let known = [
            "because", "by", "code", "commit", "kind", "outcome", "role", "route", "service", "state",
            "status", "strategy", "version",
        ];
        for label in ALL.iter().flat_map(|measure| measure.labels) {
            assert!(known.contains(label), "{label}");
        }
    }
}
