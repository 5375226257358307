//! Traces as a collector gets them: a real one that reads what comes, and none at all.

#[path = "../support/mod.rs"]
mod support;

use std::{collections::BTreeMap, net::SocketAddr};

use axum::{Router, body::Bytes, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse},
    common::v1::any_value::Value,
    trace::v1::Span,
};
use prost::Message;
use serde_json::json;
use tokio::sync::mpsc;

use support::{
    people::{Person, tracks},
    port,
    server::Server,
};

/// Who takes traces, and what came.
struct Collector {
    url: String,
    coming: mpsc::UnboundedReceiver<Span>,
    spans: Vec<Span>,
}

impl Collector {
    async fn start() -> Self {
        let (give, coming) = mpsc::unbounded_channel();
        let take = move |body: Bytes| async move {
            let told = ExportTraceServiceRequest::decode(body).expect("it is OTLP");
            for traces in told.resource_spans {
                let attributes = traces.resource.expect("a resource").attributes;
                assert!(attributes.iter().any(|it| it.key == "service.name"), "{attributes:?}");
                for span in traces.scope_spans.into_iter().flat_map(|scope| scope.spans) {
                    give.send(span).expect("the test waits");
                }
            }
            ExportTraceServiceResponse::default().encode_to_vec()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let bound: SocketAddr = listener.local_addr().expect("an address");
        let router = Router::new().route("/v1/traces", post(take));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url: format!("http://{bound}"), coming, spans: Vec::new() }
    }

    /// Waits for a span of this name that is as wanted.
    async fn until(&mut self, name: &str, wanted: impl Fn(&Span) -> bool) -> Span {
        loop {
            if let Some(span) = self.spans.iter().find(|span| span.name == name && wanted(span)) {
                return span.clone();
            }
            self.spans.push(self.coming.recv().await.expect("the collector lives"));
        }
    }
}

fn fields(span: &Span) -> BTreeMap<&str, String> {
    let text = |value: &Value| match value {
        Value::StringValue(text) => text.clone(),
        other => format!("{other:?}"),
    };
    let told = span.attributes.iter().map(|it| {
        let value = it.value.as_ref().and_then(|value| value.value.as_ref());
        (it.key.as_str(), value.map(text).unwrap_or_default())
    });
    told.collect()
}

fn is_part_of(part: &Span, whole: &Span) -> bool {
    part.trace_id == whole.trace_id && part.parent_span_id == whole.span_id
}

#[tokio::test]
async fn a_vote_is_a_trace_from_its_request_to_all_screens_and_tells_nothing_private() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut collector = Collector::start().await;
    let settings = [("OTLP_ENDPOINT", collector.url.as_str()), ("TRUSTED_PROXIES", "127.0.0.1")];
    let server = Server::start_with(directory.path(), &settings);
    let ann = Person::come_in(&server.url, "Annabella").await;
    let bo = Person::come_in(&server.url, "Bo").await;
    let mut socket = ann.socket().await;
    let mut entries = Vec::new();
    for track in tracks(&ann, 2).await {
        entries.push(socket.add(&track).await);
    }
    let words = "words for the house alone";
    socket.does(json!({ "type": "comment", "entry": entries[1], "text": words })).await;
    let vote = json!({ "type": "vote", "id": "bos-vote", "entry": entries[1], "vote": 1 });
    let asked = bo.post("/api/v1/nests/main/commands").header("x-request-id", "the-vote").json(&vote);
    assert_eq!(asked.send().await.expect("an answer").status(), 200);

    let request =
        collector.until("request", |it| fields(it).get("request.id") == Some(&"the-vote".into())).await;
    assert_eq!(fields(&request)["http.route"], "/api/v1/nests/{nest}/commands");
    let command = collector.until("command", |it| is_part_of(it, &request)).await;
    let append = collector.until("append", |it| is_part_of(it, &command)).await;
    let fan_out = collector.until("fan_out", |it| is_part_of(it, &command)).await;
    assert!(append.start_time_unix_nano >= command.start_time_unix_nano);
    assert!(
        fan_out.start_time_unix_nano >= append.end_time_unix_nano,
        "nothing is told before it is in the log"
    );

    // What is sent is what spans name, and no line that was logged.
    let all = format!("{:?}", collector.spans);
    for private in [words, "Annabella", &ann.cookie, "User-Agent", "127.0.0.1"] {
        assert!(!private.is_empty() && !all.contains(private), "{private} was sent");
    }
    let mut names: Vec<_> = collector.spans.iter().flat_map(|span| fields(span).into_keys()).collect();
    names.sort_unstable();
    names.dedup();
    let known = [
        "attempt",
        "commits",
        "http.method",
        "http.route",
        "level",
        "nest.id",
        "outcome",
        "person.id",
        "request.id",
        "rounds",
        "service",
    ];
    let strange: Vec<_> = names.into_iter().filter(|name| !known.contains(name)).collect();
    assert!(strange.is_empty(), "{strange:?}");
    assert!(collector.spans.iter().all(|span| span.events.is_empty()), "lines of the log were sent");
}

#[tokio::test]
async fn a_call_to_a_service_is_told_with_what_came_of_it_and_without_its_secrets() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut collector = Collector::start().await;
    let nowhere = format!("http://127.0.0.1:{}", port::free());
    let server = Server::start_with(
        directory.path(),
        &[
            ("OTLP_ENDPOINT", collector.url.as_str()),
            ("SPOTIFY_CLIENT_ID", "0123456789abcdef0123456789abcdef"),
            ("SPOTIFY_CLIENT_SECRET", "fedcba9876543210fedcba9876543210"),
            ("SPOTIFY_API_URL", &nowhere),
            ("SPOTIFY_ACCOUNTS_URL", &nowhere),
        ],
    );
    let ann = Person::come_in(&server.url, "Ann").await;
    ann.get("/api/v1/search?q=a+private+wish").send().await.expect("an answer");
    let call = collector.until("upstream", |_| true).await;
    let told = fields(&call);
    assert_eq!((told["service"].as_str(), told["outcome"].as_str()), ("spotify", "unanswered"));
    // It belongs to whoever asked for it, or to a search that several share.
    let all = format!("{:?}", collector.spans);
    for private in ["fedcba9876543210", "private", "Basic", "Bearer"] {
        assert!(!all.contains(private), "{private} was sent");
    }
}

#[tokio::test]
async fn what_happened_last_is_sent_before_the_end() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut collector = Collector::start().await;
    let settings = [("OTLP_ENDPOINT", collector.url.as_str()), ("TRUSTED_PROXIES", "127.0.0.1")];
    let server = Server::start_with(directory.path(), &settings);
    let ann = Person::come_in(&server.url, "Ann").await;
    ann.get("/api/v1/me").header("x-request-id", "the-last").send().await.expect("an answer");
    server.signal("TERM");
    assert_eq!(tokio::task::spawn_blocking(|| server.wait()).await.expect("it ended"), Some(0));
    collector.until("request", |it| fields(it).get("request.id") == Some(&"the-last".into())).await;
}

#[tokio::test]
async fn a_collector_that_is_away_costs_a_line_and_is_counted() {
    let directory = tempfile::tempdir().expect("a directory");
    let metrics = format!("127.0.0.1:{}", port::free());
    let nowhere = format!("http://127.0.0.1:{}", port::free());
    let settings = [("OTLP_ENDPOINT", nowhere.as_str()), ("METRICS_BIND", metrics.as_str())];
    let server = Server::start_with(directory.path(), &settings);
    let ann = Person::come_in(&server.url, "Ann").await;
    let mut seen = Vec::new();
    // Until spans were lost at two times.
    while seen.len() < 3 {
        assert_eq!(ann.get("/api/v1/me").send().await.expect("an answer").status(), 200);
        let told = reqwest::get(format!("http://{metrics}/metrics")).await.expect("it answers");
        let told = told.text().await.expect("text");
        let lost = told.lines().find_map(|line| line.strip_prefix("echonest_spans_dropped_total "));
        let lost = lost.expect("it is counted").to_owned();
        if !seen.contains(&lost) {
            seen.push(lost);
        }
    }
    assert_eq!(server.log().matches("Traces cannot be sent").count(), 1, "{}", server.log());
    server.signal("TERM");
    assert_eq!(tokio::task::spawn_blocking(|| server.wait()).await.expect("it ended"), Some(0));
}
