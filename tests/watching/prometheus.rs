//! The files for Prometheus and Grafana in the hands of Prometheus itself.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    deploy::{ALERTS, PROMETHEUS, queries},
    numbers::Watched,
    support::{
        people::{Person, tracks},
        port,
        redis_server::RedisServer,
        server::Server,
    },
};

fn promtool(arguments: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/prometheus");
    let output = Command::new("promtool").args(arguments).current_dir(folder).output();
    let output = output.expect("promtool is installed (make test sees to it)");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[test]
fn prometheus_takes_every_file_that_is_written_for_it() {
    promtool(&["check", "config", "prometheus.yml", "compose.yml"]);
    promtool(&["check", "rules", "alerts.yml"]);
}

#[test]
fn every_alert_comes_when_it_should_and_not_before() {
    promtool(&["test", "rules", "test_alerts.yml"]);
    let tests = include_str!("../../deploy/prometheus/test_alerts.yml");
    for name in ALERTS.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")) {
        assert!(tests.contains(&format!("        alertname: {name}\n")), "nobody sees {name} come");
        assert!(tests.contains(&format!("alertname: {name} }}")), "nobody sees {name} wait");
    }
}

/// A Prometheus of one's own. Ends with this value.
struct Prometheus {
    child: Child,
    url: String,
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `text` with `new` in the place of each `old`, of which there has to be one.
fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old} is not there");
    text.replace(old, new)
}

impl Prometheus {
    /// Starts one in a directory with our files, but for where it asks, and with seconds in place of minutes.
    async fn start(directory: &Path, metrics: &str) -> Self {
        let faster = with(&with(PROMETHEUS, "127.0.0.1:9464", metrics), "15s", "1s");
        let mut alerts = with(ALERTS, "[5m]", "[10s]");
        for minutes in ["for: 1m", "for: 2m", "for: 5m", "for: 10m"] {
            alerts = with(&alerts, &format!("{minutes}\n"), "for: 3s\n");
        }
        let config = directory.join("prometheus.yml");
        fs::write(&config, faster).expect("it is written");
        fs::write(directory.join("alerts.yml"), alerts).expect("it is written");
        let address = format!("127.0.0.1:{}", port::free());
        let told = |name: &str, value: PathBuf| format!("--{name}={}", value.display());
        let child = Command::new("prometheus")
            .arg(told("config.file", config))
            .arg(told("storage.tsdb.path", directory.join("numbers")))
            .arg(format!("--web.listen-address={address}"))
            .arg("--log.level=error")
            .stdin(Stdio::null())
            .spawn()
            .expect("prometheus is installed (make test sees to it)");
        let mut prometheus = Self { child, url: format!("http://{address}") };
        let ready = format!("{}/-/ready", prometheus.url);
        let mut looks = looks();
        while !reqwest::get(&ready).await.is_ok_and(|answer| answer.status() == 200) {
            let ended = prometheus.child.try_wait().expect("it can be waited for");
            assert!(ended.is_none(), "prometheus did not start");
            looks.tick().await;
        }
        prometheus
    }

    /// What a query finds just now.
    async fn found(&self, query: &str) -> Vec<Value> {
        let url = reqwest::Url::parse_with_params(&format!("{}/api/v1/query", self.url), [("query", query)]);
        let answer = reqwest::get(url.expect("an address")).await.expect("it answers");
        let told: Value = answer.json().await.expect("JSON");
        assert_eq!(told["status"], "success", "{query}: {told}");
        told["data"]["result"].as_array().expect("what was found").clone()
    }

    /// How an alert stands: `pending`, `firing`, or nothing.
    async fn state_of(&self, alert: &str) -> Option<String> {
        let answer = reqwest::get(format!("{}/api/v1/alerts", self.url)).await.expect("it answers");
        let told: Value = answer.json().await.expect("JSON");
        let alerts = told["data"]["alerts"].as_array().expect("alerts");
        let found = alerts.iter().find(|it| it["labels"]["alertname"] == alert)?;
        found["state"].as_str().map(str::to_owned)
    }
}

/// When to look again. Whoever looks much more often than Prometheus does learns nothing, and takes its time.
fn looks() -> tokio::time::Interval {
    tokio::time::interval(Duration::from_millis(100))
}

#[tokio::test]
async fn a_redis_that_stops_is_an_alert_until_it_is_back() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let metrics = format!("127.0.0.1:{}", port::free());
    let settings = [("METRICS_BIND", metrics.as_str()), ("RATE_LIMITS", "off")];
    let server = Server::on_redis("serve", &redis.url(), &settings);
    let ann = Person::come_in(&server.url, "Ann").await;
    let prometheus = Prometheus::start(directory.path(), &metrics).await;
    let mut looks = looks();
    // It has to have seen that nothing is wrong.
    while prometheus.found("up{job=\"echonest\"} == 1").await.is_empty()
        || prometheus.found("echonest_store_errors_total").await.is_empty()
    {
        looks.tick().await;
    }
    assert_eq!(prometheus.state_of("EchoNestStoreFailing").await, None);
    redis.kill();
    while prometheus.state_of("EchoNestStoreFailing").await.is_none_or(|state| state != "firing") {
        // Somebody goes on voting, and is told that nothing is saved.
        ann.command(&json!({ "type": "pause" })).await;
        looks.tick().await;
    }
    let pending = "ALERTS{alertname=\"EchoNestStoreFailing\", alertstate=\"pending\"}";
    let was_pending = prometheus.found(&format!("count_over_time({pending}[1h])")).await;
    assert!(!was_pending.is_empty(), "a stumble is no alert");
    let _redis = RedisServer::start(directory.path());
    while prometheus.state_of("EchoNestStoreFailing").await.is_some() {
        looks.tick().await;
    }
}

/// Parts of queries that find nothing on an evening on which nothing goes wrong and nobody has Spotify.
const QUIET: [&str; 2] = ["echonest_upstream_", "echonest_listener_offset"];

#[tokio::test]
async fn every_panel_of_the_dashboard_shows_what_happens_on_an_evening() {
    let directory = tempfile::tempdir().expect("a directory");
    let watched = Watched::start(directory.path(), &[("BENDER_DEPTH", "2")]);
    let prometheus = Prometheus::start(directory.path(), &watched.metrics).await;
    let ann = Person::come_in(&watched.server.url, "Ann").await;
    let mut socket = ann.socket().await;
    let entry = socket.add_one_of(tracks(&ann, 20).await).await;
    let mut missing = queries();
    let mut looks = looks();
    // An evening goes on until everything was seen, or nothing more comes.
    for turn in 0.. {
        // Some of it is refused, which is shown, too.
        socket.ask(json!({ "type": "vote", "entry": entry, "vote": turn % 2 })).await;
        let other = ["pause", "resume"][turn % 2];
        socket.ask(json!({ "type": other })).await;
        ann.get("/queue/").send().await.expect("an answer");
        let mut still = Vec::new();
        for query in missing {
            let now = query.replace("$__rate_interval", "10s");
            let found = prometheus.found(&now).await;
            let is_a_number = |it: &Value| it["value"][1].as_str().is_some_and(|value| value != "NaN");
            if !found.iter().any(is_a_number) {
                still.push(query);
            }
        }
        missing = still;
        missing.retain(|query| !QUIET.iter().any(|quiet| query.contains(quiet)));
        if missing.is_empty() {
            return;
        }
        assert!(turn < 300, "nothing is shown by {missing:?}");
        looks.tick().await;
    }
}
