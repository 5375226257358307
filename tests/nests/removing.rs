//! A host removes a troll.

use std::time::Instant;

use serde_json::json;

use super::{
    nothing, open, refused, server, socket_of,
    support::people::{self, Person},
    too_soon,
};

#[tokio::test]
async fn a_removed_person_is_told_so_and_may_come_back_unless_banned() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let troll = Person::come_in(&server.url, "Troll").await;
    let nest = open(&ann, nothing()).await;
    let mut anns = ann.socket_at(&socket_of(&nest)).await.expect("the host comes in");
    for (ban, comes_back) in [(false, true), (true, false)] {
        let mut trolls = troll.socket_at(&socket_of(&nest)).await.expect("the troll comes in");
        let kick = json!({ "type": "kick", "person": troll.id, "ban": ban, "keep_songs": false });
        anns.does(kick).await;
        let bye = loop {
            let message = trolls.next().await.expect("a goodbye comes before the end");
            if message["type"] == "bye" {
                break message;
            }
        };
        assert_eq!(bye["code"], "removed");
        if !comes_back {
            assert_eq!(refused(&troll, &socket_of(&nest)).await, 403);
        }
    }
    // Only this nest is closed to them.
    troll.socket().await;
    anns.does(json!({ "type": "unban", "person": troll.id })).await;
    troll.socket_at(&socket_of(&nest)).await.expect("the troll is forgiven");
}

#[tokio::test]
async fn songs_dropped_with_a_troll_come_back_when_that_is_undone() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let troll = Person::come_in(&server.url, "Troll").await;
    let mut anns = ann.socket().await;
    let mut trolls = troll.socket().await;
    let tracks = people::tracks(&ann, 4).await;
    anns.add(&tracks[0]).await;
    for track in &tracks[1..] {
        trolls.add(track).await;
    }
    anns.until(|model| model.titles().len() == 3).await;
    let seq =
        anns.does(json!({ "type": "kick", "person": troll.id, "ban": true, "keep_songs": false })).await;
    anns.until(|model| model.titles().is_empty()).await;
    anns.does(json!({ "type": "undo", "seq": seq })).await;
    anns.until(|model| model.titles().len() == 3).await;
}

#[tokio::test]
async fn an_airhorn_is_heard_by_everyone_at_once_and_rarely() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let (mut anns, mut bobs) = (ann.socket().await, bob.socket().await);
    let blown = Instant::now();
    bobs.does(json!({ "type": "airhorn", "sound": "foghorn" })).await;
    let horn = loop {
        let message = anns.next().await.expect("the socket stays open");
        if message["signal"]["kind"] == "airhorn" {
            break message["signal"].clone();
        }
    };
    assert_eq!((&horn["by"], &horn["sound"]), (&json!(bob.id), &json!("foghorn")));
    let refused = too_soon(&mut bobs, blown).await;
    assert!(refused["retry_after_ms"].as_u64().is_some_and(|wait| wait <= 3_000), "{refused}");
    bobs.refuses(json!({ "type": "airhorn", "sound": "vuvuzela" }), "bad_request").await;
}

#[tokio::test]
async fn an_airhorn_is_not_blown_again_for_whoever_comes_back() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let mut anns = ann.socket().await;
    anns.does(json!({ "type": "settings", "settings": { "locked": true } })).await;
    let since = anns.model.position.clone();
    anns.does(json!({ "type": "airhorn", "sound": "foghorn" })).await;
    let back = ann.raw_socket(&format!("/socket/?since={since}"), Some(&ann.url)).await;
    let mut back = back.expect("Ann comes back");
    assert_eq!(people::read(&mut back).await.expect("a message")["type"], "resumed");
    anns.does(json!({ "type": "settings", "settings": { "locked": false } })).await;
    loop {
        let message = people::read(&mut back).await.expect("a message");
        assert_ne!(message["signal"]["kind"], "airhorn");
        if message["type"] == "commit" {
            break;
        }
    }
}
