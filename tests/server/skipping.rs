//! How many votes have done with a song is said as people come, and is what it then takes.

use serde_json::{Value, json};

use crate::support::{
    people::{Person, Socket, tracks},
    server::Server,
};

/// By how many are present: the votes against a song that a person queued, and against one of Bender's.
const NEEDS: [(usize, u64, u64); 5] = [(1, 2, 1), (2, 2, 2), (3, 2, 2), (4, 2, 2), (5, 3, 2)];
const NAMES: [&str; 5] = ["Hanna", "Ann", "Bob", "Cid", "Dan"];

async fn party(server: &Server) -> Vec<(Person, Socket)> {
    let mut all: Vec<(Person, Socket)> = Vec::new();
    for ((present, person_need, bender_need), name) in NEEDS.into_iter().zip(NAMES) {
        let person = Person::come_in(&server.url, name).await;
        let socket = person.socket().await;
        all.push((person, socket));
        let needed = json!({ "person": person_need, "bender": bender_need });
        for (_, socket) in &mut all {
            socket.until(|model| model.state["present"] == json!(present)).await;
            assert_eq!(socket.model.state["skip_need"], needed, "{present} present");
        }
        let looked = all[0].0.get("/api/v1/nests/main/state").send().await.expect("an answer");
        let looked: Value = looked.json().await.expect("JSON");
        assert_eq!(looked["state"]["skip_need"], needed, "{present} present");
    }
    all
}

#[tokio::test]
async fn as_many_votes_as_are_told_skip_what_plays_and_not_one_fewer() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let mut all = party(&server).await;
    let track = tracks(&all[0].0, 1).await.remove(0);
    // Neither a host nor whoever added it has to vote.
    let entry = all[1].1.add(&track).await;
    for (votes, voter) in (1..=3).zip(2..) {
        let (_, socket) = &mut all[voter];
        socket.until(|model| model.state["playing"]["entry"]["id"] == json!(entry)).await;
        socket.does(json!({ "type": "skip", "entry": entry })).await;
        let plays = socket.model.state["playing"]["entry"]["id"] == json!(entry);
        assert_eq!(plays, votes < 3, "after {votes} votes");
    }
}

#[tokio::test]
async fn it_is_told_again_when_somebody_leaves() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let mut all = party(&server).await;
    all.pop().expect("five are here").1.leave();
    let (_, hanna) = &mut all[0];
    hanna.until(|model| model.state["present"] == json!(4)).await;
    assert_eq!(hanna.model.state["skip_need"], json!({ "person": 2, "bender": 2 }));
}
