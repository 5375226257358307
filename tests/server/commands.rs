//! Commands, by socket and by HTTP, and what they are answered.

use serde_json::json;

use crate::support::{
    people::{Person, tracks},
    server::Server,
};

#[tokio::test]
async fn two_people_share_one_queue() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, ann) =
        (Person::come_in(&server.url, "Hanna").await, Person::come_in(&server.url, "Ann").await);
    let tracks = tracks(&hanna, 4).await;
    let (mut hannas, mut anns) = (hanna.socket().await, ann.socket().await);
    hannas.add(&tracks[0]).await;
    let second = hannas.add(&tracks[1]).await;
    anns.until(|model| model.titles().len() == 1).await;
    let third = anns.add(&tracks[2]).await;
    anns.does(json!({ "type": "vote", "entry": second, "vote": 1 })).await;
    assert_eq!(anns.model.you["votes"], json!({ second.to_string(): 1 }));
    hannas.does(json!({ "type": "jam", "entry": third, "on": true })).await;
    hannas.does(json!({ "type": "comment", "entry": third, "text": "  <b>yes</b> " })).await;
    let last = hannas.does(json!({ "type": "pin", "entry": third, "on": true })).await;
    anns.until(|model| model.seq == last).await;
    assert_eq!(hannas.model.shared(), anns.model.shared());
    let fresh = ann.socket().await;
    assert_eq!(fresh.model.shared(), anns.model.shared(), "folding and a fresh look agree");
    assert_eq!(fresh.model.state["queue"][0]["comments"][0]["text"], "<b>yes</b>");
    assert_eq!(fresh.model.you["votes"], anns.model.you["votes"]);
}

#[tokio::test]
async fn every_command_is_told_so_that_a_client_needs_no_rule() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, ann) =
        (Person::come_in(&server.url, "Hanna").await, Person::come_in(&server.url, "Ann").await);
    let tracks = tracks(&hanna, 8).await;
    let (mut hannas, mut anns) = (hanna.socket().await, ann.socket().await);
    let playing = hannas.add(&tracks[0]).await;
    let mut mine = Vec::new();
    for track in &tracks[1..4] {
        mine.push(anns.add(track).await);
    }
    let hers = hannas.add(&tracks[4]).await;
    anns.until(|model| model.titles().len() == 4).await;
    anns.does(json!({ "type": "move", "entry": mine[2], "before": mine[0] })).await;
    anns.does(json!({ "type": "remove", "entry": mine[0] })).await;
    anns.does(json!({ "type": "restore", "entry": mine[0] })).await;
    anns.does(json!({ "type": "vote", "entry": hers, "vote": -1 })).await;
    anns.does(json!({ "type": "skip", "entry": hers })).await;
    assert_eq!(anns.model.you["skip_votes"], json!([hers]));
    hannas.does(json!({ "type": "pin", "entry": mine[1], "on": true })).await;
    hannas.does(json!({ "type": "pin", "entry": mine[1], "on": false })).await;
    for mode in ["votes", "first_come", "fair"] {
        hannas.does(json!({ "type": "settings", "settings": { "mode": mode } })).await;
    }
    hannas.does(json!({ "type": "pause" })).await;
    hannas.does(json!({ "type": "resume" })).await;
    hannas.does(json!({ "type": "comment", "entry": hers, "text": "hm" })).await;
    hannas.does(json!({ "type": "uncomment", "entry": hers, "comment": 1 })).await;
    hannas.does(json!({ "type": "skip", "entry": playing })).await;
    let last = hannas.does(json!({ "type": "clear" })).await;
    anns.until(|model| model.seq == last).await;
    assert_eq!(hannas.model.shared(), anns.model.shared());
    let fresh = ann.socket().await.model;
    assert_eq!(fresh.shared(), anns.model.shared(), "folding and a fresh look agree");
    assert_eq!(fresh.you, anns.model.you);
}

#[tokio::test]
async fn the_same_id_gets_the_first_answer_also_after_a_crash() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let ann = Person::come_in(&server.url, "Ann").await;
    let tracks = tracks(&hanna, 3).await;
    let mut socket = ann.socket().await;
    let added = socket.ask_as("one", json!({ "type": "add", "track": tracks[0] })).await;
    let refused = socket.ask_as("two", json!({ "type": "clear" })).await;
    assert_eq!(refused["code"], "forbidden");
    let server = server.kill_and_restart();
    let mut socket = ann.socket().await;
    let again = socket.ask_as("one", json!({ "type": "add", "track": tracks[1] })).await;
    assert_eq!(again, added);
    let again = socket.ask_as("two", json!({ "type": "add", "track": tracks[1] })).await;
    assert_eq!(again, refused);
    assert!(socket.model.titles().is_empty(), "nothing was done twice");
    // The same id of someone else is another command.
    hanna.socket().await.does(json!({ "type": "pause" })).await;
    let other = hanna.socket().await.ask_as("one", json!({ "type": "add", "track": tracks[1] })).await;
    assert_eq!(other["type"], "ok");
    drop(server);
}

#[tokio::test]
async fn a_refusal_changes_nothing_for_anyone() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, ann) =
        (Person::come_in(&server.url, "Hanna").await, Person::come_in(&server.url, "Ann").await);
    let tracks = tracks(&hanna, 2).await;
    let (mut hannas, mut anns) = (hanna.socket().await, ann.socket().await);
    let entry = hannas.add(&tracks[0]).await;
    anns.until(|model| model.state["playing"] != json!(null)).await;
    let before = anns.model.seq;
    anns.refuses(json!({ "type": "clear" }), "forbidden").await;
    anns.refuses(json!({ "type": "pause" }), "forbidden").await;
    anns.refuses(json!({ "type": "settings", "settings": { "locked": true } }), "forbidden").await;
    anns.refuses(json!({ "type": "remove", "entry": entry }), "forbidden").await;
    anns.refuses(json!({ "type": "vote", "entry": 99, "vote": 1 }), "not_found").await;
    anns.refuses(json!({ "type": "add", "track": "demo:track:none-of-that-name" }), "not_found").await;
    let refused = anns.refuses(json!({ "type": "add", "track": tracks[0] }), "already_queued").await;
    assert_eq!(refused["entry"], json!(entry));
    hannas.refuses(json!({ "type": "vote", "entry": entry, "vote": 1 }), "own_entry").await;
    hannas.refuses(json!({ "type": "settings", "settings": { "queue_max": 0 } }), "bad_request").await;
    assert_eq!(ann.socket().await.model.seq, before);
    let ok = anns.ask(json!({ "type": "vote", "entry": entry, "vote": 0 })).await;
    assert_eq!(ok["seq"], json!(before), "where nothing changed, the newest");
}

#[tokio::test]
async fn by_http_a_command_has_the_status_of_its_code() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, ann) =
        (Person::come_in(&server.url, "Hanna").await, Person::come_in(&server.url, "Ann").await);
    let tracks = tracks(&hanna, 2).await;
    let (status, ok) = hanna.command(&json!({ "type": "add", "id": "a", "track": tracks[0] })).await;
    assert_eq!((status, &ok["type"], &ok["id"]), (200, &json!("ok"), &json!("a")));
    let cases = [
        (json!({ "type": "clear", "id": "b" }), 403, "forbidden"),
        (json!({ "type": "vote", "id": "c", "entry": 77, "vote": 1 }), 404, "not_found"),
        (json!({ "type": "add", "id": "d", "track": tracks[0] }), 409, "already_queued"),
        (json!({ "type": "dance", "id": "e" }), 400, "bad_request"),
        (json!({ "type": "ping", "t": 1 }), 400, "bad_request"),
    ];
    for (message, status, code) in cases {
        let (seen, problem) = ann.command(&message).await;
        assert_eq!((seen, &problem["code"]), (status, &json!(code)), "{message}: {problem}");
        assert!(problem["message"].as_str().is_some_and(|said| said.ends_with('.')), "{problem}");
        if code != "bad_request" {
            assert_eq!(problem["id"], message["id"]);
        }
    }
}

#[tokio::test]
async fn people_are_named_before_their_first_event() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, ann) =
        (Person::come_in(&server.url, "Hanna").await, Person::come_in(&server.url, "Ann").await);
    let tracks = tracks(&hanna, 2).await;
    let mut hannas = hanna.socket().await;
    let mut anns = ann.socket().await;
    anns.add(&tracks[0]).await;
    hannas.until(|model| model.state["playing"] != json!(null)).await;
    let commit = hannas.heard.iter().rfind(|message| message["type"] == "commit").expect("a commit");
    assert_eq!(
        commit["events"][0],
        json!({ "type": "named", "person": { "id": ann.id, "name": "Ann", "role": "guest" } })
    );
    assert_eq!(commit["by"], json!(ann.id));
}

#[tokio::test]
async fn what_is_done_to_someones_entry_is_told_with_who_did_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, ann) =
        (Person::come_in(&server.url, "Hanna").await, Person::come_in(&server.url, "Ann").await);
    let tracks = tracks(&hanna, 2).await;
    let (mut hannas, mut anns) = (hanna.socket().await, ann.socket().await);
    anns.add(&tracks[0]).await;
    let entry = anns.add(&tracks[1]).await;
    hannas.does(json!({ "type": "remove", "entry": entry })).await;
    anns.until(|model| model.titles().is_empty()).await;
    let last = anns.model.state["activity"].as_array().and_then(|all| all.last()).cloned().expect("an item");
    assert_eq!(
        (&last["what"], &last["by"], &last["to"], &last["entry"], &last["seq"]),
        (&json!("removed"), &json!(hanna.id), &json!(ann.id), &json!(entry), &json!(anns.model.seq))
    );
}
