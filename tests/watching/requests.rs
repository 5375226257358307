//! A request's id: in the answer, in the log, and from whom it is taken.

use reqwest::Response;
use serde_json::Value;

use crate::{numbers::Watched, support::people::Person};

async fn asked(watched: &Watched, path: &str, id: &str) -> Response {
    let request = reqwest::Client::new().get(format!("{}{path}", watched.server.url));
    request.header("x-request-id", id).send().await.expect("the server answers")
}

fn id_of(answer: &Response) -> String {
    answer.headers()["x-request-id"].to_str().expect("letters").to_owned()
}

#[tokio::test]
async fn every_answer_has_an_id_and_strangers_do_not_choose_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let watched = Watched::start(directory.path(), &[]);
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/health", "/", "/api/v1/me", "/nothing/here", "/queue/"] {
        let id = id_of(&asked(&watched, path, "mine").await);
        assert_eq!(id.len(), 16, "{path}");
        ids.insert(id);
    }
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn a_trusted_proxy_names_requests_unless_the_name_is_odd() {
    let directory = tempfile::tempdir().expect("a directory");
    let watched = Watched::start(directory.path(), &[("TRUSTED_PROXIES", "127.0.0.1")]);
    assert_eq!(id_of(&asked(&watched, "/health", "from-the-proxy").await), "from-the-proxy");
    for odd in ["a b", "a=\"b\"", &"x".repeat(73)] {
        assert_eq!(id_of(&asked(&watched, "/health", odd).await).len(), 16, "{odd}");
    }
}

#[tokio::test]
async fn a_log_of_objects_is_one_a_line_with_the_id_and_neither_cookie_nor_address() {
    let directory = tempfile::tempdir().expect("a directory");
    let settings = [("LOG_FORMAT", "json"), ("DEBUG", "true"), ("TRUSTED_PROXIES", "127.0.0.1")];
    let watched = Watched::start(directory.path(), &settings);
    let ann = Person::come_in(&watched.server.url, "Ann").await;
    let path = "/authentication/callback?code=a-code-of-googles&state=x";
    let _ = ann.get(path).header("x-request-id", "the-one").send().await.expect("the server answers");
    // The log is read by a thread of its own.
    while !watched.server.log().contains("the-one") {
        tokio::task::yield_now().await;
    }
    let log = watched.server.log();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    let about = lines.iter().find(|line| line["span"]["request.id"] == "the-one").expect("a line about it");
    assert_eq!(about["span"]["http.route"], "/authentication/callback");
    let cookie = ann.cookie.split_once('=').expect("a value").1;
    for secret in [cookie, "a-code-of-googles"] {
        assert!(!log.contains(secret), "{log}");
    }
}
