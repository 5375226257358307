//! What only a cluster can suffer: slots move, and nodes die while others go on.

use std::{collections::BTreeSet, time::Duration};

use echonest::{
    app::ports::{Appended, Copies, Growth, Log, PIECES_MAX, Piece, Snapshot, StoreFailure, Vault},
    domain::ids::Position,
    store::redis::{Patience, RedisStore},
};
use tokio::sync::mpsc;

use crate::support::{
    commits::{chain_behind, commit_behind, nest},
    redis_cluster::{RedisCluster, command},
    redis_server::{PATIENT, RedisServer},
};

async fn connect(cluster: &RedisCluster, process: u64) -> RedisStore {
    RedisStore::connect(&cluster.url(), None, process, PATIENT).await.expect("the cluster answers")
}

async fn pieces(store: &RedisStore) -> Vec<Piece> {
    let (give, mut take) = mpsc::channel(PIECES_MAX);
    let gather = async {
        let mut pieces = Vec::new();
        while let Some(piece) = take.recv().await {
            pieces.push(piece);
        }
        pieces
    };
    let (copied, pieces) = tokio::join!(store.copy(give), gather);
    copied.expect("it is copied");
    pieces
}

/// What is in a copy, but for the moments at which secrets end.
fn gist(pieces: &[Piece]) -> BTreeSet<String> {
    let gist = |piece: &Piece| match piece {
        Piece::Snapshot(nest, snapshot) => format!("{nest} {snapshot:?}"),
        Piece::Commit(nest, commit) => format!("{nest} {commit:?}"),
        Piece::Secret { key, value, .. } => format!("{key} {value:?}"),
    };
    pieces.iter().map(gist).collect()
}

#[tokio::test]
async fn all_that_is_kept_at_any_node_is_copied_and_put_back() {
    let directory = tempfile::tempdir().expect("a directory");
    let cluster = RedisCluster::start(directory.path(), &[]).await;
    let store = connect(&cluster, 1).await;
    for number in 0..30_u64 {
        let (nest, commits) = (nest(&format!("nest{number}")), chain_behind(Position::START, 5));
        store.append(&nest, &commits).await.expect("it appends");
        let snapshot = Snapshot { position: commits[3].position, json: "{}".into() };
        assert_eq!(store.keep_snapshot(&nest, snapshot).await, Ok(true));
        let hour = Duration::from_hours(1);
        store.put(&format!("session:{number}"), vec![1, 2, 3], hour).await.expect("it is kept");
    }
    let before = pieces(&store).await;
    assert_eq!(before.len(), 30 * 7);
    let sizes = cluster.nodes.iter().map(|node| node.ask::<u64>(&DBSIZE));
    for size in futures_util::future::join_all(sizes).await {
        assert!(size.expect("it tells") > 0, "every node has some");
    }
    store.put("session:later", vec![4], Duration::from_hours(1)).await.expect("it is kept");
    store.keep_only(before.clone()).await.expect("it is put back");
    assert_eq!(gist(&pieces(&store).await), gist(&before));
    assert_eq!(store.get("session:later").await, Ok(None));
}

static DBSIZE: std::sync::LazyLock<redis::Cmd> = std::sync::LazyLock::new(|| command(&["DBSIZE"]));

#[tokio::test]
async fn whoever_uses_a_cluster_is_counted_wherever_it_listens() {
    let directory = tempfile::tempdir().expect("a directory");
    let cluster = RedisCluster::start(directory.path(), &[]).await;
    assert_eq!(RedisStore::users(&cluster.url(), None, PATIENT).await, Ok(0));
    let stores = [connect(&cluster, 1).await, connect(&cluster, 2).await];
    while RedisStore::users(&cluster.url(), None, PATIENT).await != Ok(2) {}
    drop(stores);
    while RedisStore::users(&cluster.url(), None, PATIENT).await != Ok(0) {}
}

#[tokio::test]
async fn a_log_goes_on_while_its_slot_moves_from_node_to_node() {
    let directory = tempfile::tempdir().expect("a directory");
    let cluster = RedisCluster::start(directory.path(), &[]).await;
    let store = connect(&cluster, 1).await;
    let (nest, key) = (nest("main"), "{nest:main}:log");
    let first = chain_behind(Position::START, 1);
    store.append(&nest, &first).await.expect("it appends");
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let writing = async {
        let (mut newest, mut number) = (first[0].position, 1_u64);
        while !*stopped.borrow() {
            let commit = commit_behind(newest, false, number + 100);
            match store.append(&nest, std::slice::from_ref(&commit)).await {
                Ok(appended) => {
                    assert_eq!(appended, Appended::In, "nobody else writes");
                    (newest, number) = (commit.position, number + 1);
                }
                // Nothing was written, so another commit may take its place.
                Err(StoreFailure::Unavailable(_)) => {}
                Err(failure) => panic!("nothing is in doubt here: {failure}"),
            }
        }
        number
    };
    let moving = async {
        for round in 0..6 {
            let next = (cluster.owner_of(key).await + 1) % 3;
            if round == 3 {
                let position = first[0].position;
                let snapshot = Snapshot { position, json: "{}".into() };
                while store.keep_snapshot(&nest, snapshot.clone()).await != Ok(true) {}
            }
            cluster.move_slot_of(key, next).await;
        }
        stop.send_replace(true);
    };
    let (count, ()) = tokio::join!(writing, moving);
    let stored = store.open(&nest).await.expect("it opens");
    assert_eq!(stored.commits.len() as u64, count, "each commit is in, once");
    assert!(stored.commits.windows(2).all(|pair| pair[1].parent == pair[0].position));
}

async fn is_heard(store: &RedisStore, growth: &mut Growth, newest: &mut Position, number: &mut u64) {
    let name = nest("main");
    loop {
        *number += 1;
        let commit = commit_behind(*newest, false, *number);
        // One that is in doubt may be in: nothing else fits behind its parent then.
        while store.append(&name, std::slice::from_ref(&commit)).await != Ok(Appended::In) {
            tokio::task::yield_now().await;
        }
        *newest = commit.position;
        if *growth.borrow_and_update() == Some(*newest) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn news_are_heard_whichever_node_dies() {
    let directory = tempfile::tempdir().expect("a directory");
    let partial = ["--cluster-require-full-coverage", "no", "--cluster-node-timeout", "3000"];
    let mut cluster = RedisCluster::start(directory.path(), &partial).await;
    let (store, elsewhere) = (connect(&cluster, 1).await, connect(&cluster, 2).await);
    let mut growth = elsewhere.growth(&nest("main"));
    let (mut newest, mut number) = (Position::START, 0);
    is_heard(&store, &mut growth, &mut newest, &mut number).await;
    let owner = cluster.owner_of("{nest:main}:log").await;
    for other in (0..3).filter(|other| *other != owner) {
        cluster.nodes[other].kill();
        is_heard(&store, &mut growth, &mut newest, &mut number).await;
        cluster.nodes[other].restart();
        cluster.until_well().await;
        is_heard(&store, &mut growth, &mut newest, &mut number).await;
    }
}

#[tokio::test]
async fn a_node_that_does_not_answer_leaves_the_outcome_in_doubt() {
    let directory = tempfile::tempdir().expect("a directory");
    let cluster = RedisCluster::start(directory.path(), &[]).await;
    let patience = Patience { answer: Patience::default().answer, ..PATIENT };
    let store = loop {
        if let Ok(store) = RedisStore::connect(&cluster.url(), None, 1, patience).await {
            break store;
        }
    };
    let commits = chain_behind(Position::START, 2);
    let owner = &cluster.nodes[cluster.owner_of("{nest:main}:log").await];
    // From then on there is a connection that can be in doubt.
    while store.open(&nest("main")).await.is_err() {}
    owner.signal("STOP");
    let failure = store.append(&nest("main"), &commits).await.expect_err("nobody answers");
    owner.signal("CONT");
    assert!(matches!(failure, StoreFailure::InDoubt(_)), "{failure}");
    while store.append(&nest("main"), &commits).await != Ok(Appended::In) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_single_server_is_no_cluster() {
    let directory = tempfile::tempdir().expect("a directory");
    let port = crate::support::port::free().to_string();
    let _server = RedisServer::start_with(directory.path(), &["--port", &port, "--bind", "127.0.0.1"]);
    let failure =
        RedisStore::connect(&format!("redis+cluster://127.0.0.1:{port}"), None, 1, PATIENT).await.err();
    assert!(failure.is_some_and(|failure| failure.to_string().contains("cluster support disabled")));
}
