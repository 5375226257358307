//! Looking back where nothing has played yet, and who may.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{people::Person, server::Server};

async fn ask(person: &Person, path: &str) -> (u16, Value) {
    let response = person.get(path).send().await.expect("an answer");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

/// Says whether somebody wants to be left out of throwbacks, as the page would.
async fn leave_out(person: &Person, body: &Value) -> (StatusCode, Value) {
    let request = person.http.put(format!("{}/api/v1/me/throwbacks", person.url)).json(body);
    let request = request.header("cookie", &person.cookie).header("origin", &person.url);
    let response = request.send().await.expect("an answer");
    (response.status(), response.json().await.expect("JSON"))
}

#[tokio::test]
async fn a_nest_without_a_past_says_so_to_its_people_and_nothing_to_others() {
    let directory = tempfile::tempdir().expect("a directory");
    let logs = directory.path().join("logs").display().to_string();
    let server = Server::start_with(directory.path(), &[("PLAY_LOG_DIR", &logs)]);
    let ann = Person::come_in(&server.url, "Ann").await;
    assert_eq!(ask(&ann, "/api/v1/nests/main/history").await, (200, json!({ "plays": [] })));
    let (status, recap) = ask(&ann, "/api/v1/nests/main/recap").await;
    assert_eq!((status, &recap["plays"], &recap["nights"]), (200, &json!([]), &json!([])), "{recap}");
    let (status, today) = ask(&ann, "/api/v1/nests/main/on-this-day").await;
    assert_eq!((status, &today["memories"]), (200, &json!([])), "{today}");
    assert_eq!(today["day"].as_str().map(str::len), Some(10));
    for path in ["history", "recap", "on-this-day"] {
        let url = format!("{}/api/v1/nests/main/{path}", server.url);
        assert_eq!(reqwest::get(url).await.expect("an answer").status(), 401, "{path}");
        assert_eq!(ask(&ann, &format!("/api/v1/nests/nowhere/{path}")).await.0, 404, "{path}");
    }
    for bad in ["history?before=x", "history?before=", "recap?night=2018-02-30", "recap?night="] {
        let (status, problem) = ask(&ann, &format!("/api/v1/nests/main/{bad}")).await;
        assert_eq!((status, &problem["code"]), (400, &json!("bad_request")), "{bad}: {problem}");
    }
}

#[tokio::test]
async fn a_guest_says_for_themselves_and_over_a_restart_whether_they_are_left_out() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (ann, bo) = (Person::come_in(&server.url, "Ann").await, Person::come_in(&server.url, "Bo").await);
    let path = "/api/v1/me/throwbacks";
    assert_eq!(ask(&ann, path).await, (200, json!({ "left_out": false })));
    let out = json!({ "left_out": true });
    assert_eq!(leave_out(&ann, &out).await, (StatusCode::OK, out.clone()));
    let _server = server.kill_and_restart();
    assert_eq!(ask(&ann, path).await, (200, out));
    assert_eq!(ask(&bo, path).await, (200, json!({ "left_out": false })));
    for bad in [json!({}), json!({ "left_out": "yes" }), json!([])] {
        let (status, problem) = leave_out(&ann, &bad).await;
        assert!(status.is_client_error() && problem["code"] == "bad_request", "{bad}: {status} {problem}");
    }
    let foreign = ann.http.put(format!("{}{path}", ann.url)).header("cookie", &ann.cookie);
    let answer = foreign.header("origin", "https://elsewhere.example").send().await.expect("an answer");
    assert_eq!(answer.status(), 403, "a foreign page changes nothing");
    let url = format!("{}{path}", ann.url);
    assert_eq!(reqwest::get(url).await.expect("an answer").status(), 401);
}
