//! The numbers: all that are promised, each where it belongs.

use std::collections::BTreeSet;

use echonest::app::measures::{ALL, Kind};
use serde_json::json;

use crate::{
    numbers::{Numbers, Watched},
    support::people::{Person, tracks},
};

/// Spotify that is set up and not there: nothing is asked of it.
const SPOTIFY: [(&str, &str); 4] = [
    ("SPOTIFY_CLIENT_ID", "0123456789abcdef0123456789abcdef"),
    ("SPOTIFY_CLIENT_SECRET", "fedcba9876543210fedcba9876543210"),
    ("SPOTIFY_API_URL", "http://127.0.0.1:9/v1"),
    ("SPOTIFY_ACCOUNTS_URL", "http://127.0.0.1:9"),
];

/// The names in the lists of `docs/metrics.md`.
pub fn documented() -> BTreeSet<String> {
    let text = include_str!("../../docs/metrics.md");
    let names = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    names.map(str::to_owned).collect()
}

#[tokio::test]
async fn what_is_listed_is_what_is_served_and_says_what_it_means() {
    let directory = tempfile::tempdir().expect("a directory");
    let watched = Watched::start(directory.path(), &SPOTIFY);
    let ann = Person::come_in(&watched.server.url, "Ann").await;
    // Something that has to ask Spotify, which is not there.
    let _ = ann.get("/api/v1/search?q=anything").send().await.expect("the server answers");
    let numbers = watched.numbers().await;
    let served: BTreeSet<_> = numbers.kinds.keys().cloned().collect();
    let missing: Vec<_> = documented().difference(&served).cloned().collect();
    assert_eq!(missing, Vec::<String>::new(), "what is listed is served");
    // Of the process, some systems tell more.
    let ours = served.iter().filter(|name| name.starts_with("echonest_"));
    let unlisted: Vec<_> = ours.filter(|name| !documented().contains(*name)).collect();
    assert_eq!(unlisted, Vec::<&String>::new(), "what is served is listed");
    let described: BTreeSet<_> = numbers.described.iter().cloned().collect();
    assert_eq!(described, served);
    let unanswered = "echonest_upstream_calls_total{service=\"spotify\",outcome=\"unanswered\"}";
    assert_eq!(of(&numbers, &[unanswered]), [1.0]);
    assert!(numbers.of("echonest_upstream_budget_left{service=\"spotify\"}") > 50.0);
}

#[test]
fn the_list_says_of_each_what_the_program_says() {
    let text = include_str!("../../docs/metrics.md");
    for measure in ALL {
        let kind = match measure.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram(_) => "histogram",
        };
        let labels: Vec<_> = measure.labels.iter().map(|label| format!("`{label}`")).collect();
        let line = format!("| `{}` | {kind} | {} | {} |", measure.name, labels.join(", "), measure.what);
        assert!(text.lines().any(|listed| listed == line), "docs/metrics.md has no line\n{line}");
    }
}

fn of(numbers: &Numbers, series: &[&str]) -> Vec<f64> {
    series.iter().map(|series| numbers.of(series)).collect()
}

#[tokio::test]
async fn a_vote_and_a_refusal_are_counted_where_they_belong() {
    let directory = tempfile::tempdir().expect("a directory");
    let watched = Watched::start(directory.path(), &[]);
    let ann = Person::come_in(&watched.server.url, "Ann").await;
    let bob = Person::come_in(&watched.server.url, "Bob").await;
    let songs = tracks(&ann, 2).await;
    let (mut ann, mut bob) = (ann.socket().await, bob.socket().await);
    ann.add(&songs[0]).await;
    let entry = ann.add(&songs[1]).await;
    let before = watched.numbers().await;
    bob.does(json!({ "type": "vote", "entry": entry, "vote": 1 })).await;
    ann.refuses(json!({ "type": "vote", "entry": entry, "vote": 1 }), "own_entry").await;
    let after = watched.numbers().await;
    let grown = [
        "echonest_commits_total{by=\"person\"}",
        "echonest_append_seconds_count{outcome=\"in\"}",
        "echonest_commit_retries_count",
        "echonest_refusals_total{code=\"own_entry\"}",
    ];
    // Whatever is refused is remembered, and that is a commit, too.
    let difference: Vec<_> =
        of(&after, &grown).iter().zip(of(&before, &grown)).map(|(now, then)| now - then).collect();
    assert_eq!(difference, [2.0, 2.0, 2.0, 1.0]);
    // It is known only when it has been heard.
    let heard = "echonest_fan_out_seconds_count";
    while watched.numbers().await.of(heard) <= before.of(heard) {}
    assert_eq!(of(&after, &["echonest_append_seconds_count{outcome=\"conflict\"}"]), [0.0]);
    let standing = ["echonest_sockets", "echonest_people_present", "echonest_nests_open", "echonest_streams"];
    assert_eq!(of(&after, &standing), [2.0, 2.0, 1.0, 0.0]);
}

#[tokio::test]
async fn no_series_holds_an_id_or_an_address_somebody_asked_for() {
    let directory = tempfile::tempdir().expect("a directory");
    let watched = Watched::start(directory.path(), &[]);
    let ann = Person::come_in(&watched.server.url, "Ann").await;
    for path in
        ["/nest/SECRET", "/SECRET", "/api/v1/nests/SECRET/state", "/SECRET/SECRET", "/queue/?nest=SECRET"]
    {
        let _ = ann.get(path).send().await.expect("the server answers");
    }
    let numbers = watched.numbers().await;
    let routes: Vec<_> =
        numbers.series().filter(|series| series.starts_with("echonest_requests_total")).collect();
    assert!(
        routes.iter().any(|series| series.contains("route=\"/api/v1/nests/{nest}/state\"")),
        "{routes:?}"
    );
    assert!(routes.iter().any(|series| series.contains("route=\"none\"")), "{routes:?}");
    for series in numbers.series() {
        assert!(!series.contains("SECRET") && !series.contains(&ann.id), "{series}");
    }
}
