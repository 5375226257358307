//! A catalogue that is another one since the last start.

use std::{path::Path, sync::Arc};

use echonest::{
    app::{
        nest_task::{NestHandle, Reply},
        ports::Clock,
    },
    domain::command::Request,
    store::embedded::EmbeddedStore,
};

use crate::support::{
    nests,
    people::{Person, catalogue},
    server::Server,
    time::HandClock,
};

/// The main nest on what a server left behind, in the middle of the track that plays.
async fn open(directory: &Path, now_ms: u64) -> NestHandle {
    let clock: Arc<dyn Clock> = Arc::new(HandClock::at(now_ms));
    let store = EmbeddedStore::open(&directory.join("data"), Arc::clone(&clock)).expect("a store");
    let store = Arc::new(store);
    nests::open(store.clone(), store, clock).await
}

#[tokio::test]
async fn what_came_from_another_catalogue_is_gone_for_good_and_nothing_else_is() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = catalogue(&hanna).await;
    let mut socket = hanna.socket().await;
    for track in &tracks[..3] {
        socket.add(track["uri"].as_str().expect("an address")).await;
    }
    let before = socket.model.shared();

    let server = server.kill_and_restart();
    let after = hanna.socket().await.model;
    assert_eq!(after.shared(), before, "the same catalogue leaves everything as it is");
    let now_ms = after.state["playing"]["as_of_ms"].as_u64().expect("a time") + 1_000;
    server.kill();

    let nest = open(directory.path(), now_ms).await;
    for catalogue in ["demo", "spotify", "spotify"] {
        let reply = nest.ask(Request::Catalogue(catalogue.into())).await;
        assert!(matches!(reply, Reply::Answer(_)), "{reply:?}");
        let view = nest.look().await.expect("the nest is open");
        let left = if catalogue == "demo" { 3 } else { 0 };
        assert_eq!(view.nest.entries().count(), left, "{catalogue}");
        assert_eq!(view.nest.removed.len(), 0);
    }
    let seen = nest.look().await.expect("the nest is open").position;
    assert_eq!(seen.seq, after.seq + 1, "it is done once, and by one commit");
    drop(nest);
}
