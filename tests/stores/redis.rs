//! What only a server elsewhere can suffer.

use echonest::{
    app::ports::{Appended, Log, StoreFailure},
    domain::ids::Position,
    store::redis::{Patience, RedisStore},
};

use crate::support::{
    commits::{chain_behind, commit_behind, nest},
    redis_server::{PATIENT, RedisServer},
};

#[tokio::test]
async fn nobody_there_is_said_at_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let patience = Patience::default();
    let failure = RedisStore::connect(&RedisServer::url_in(directory.path()), None, 1, patience).await.err();
    assert!(matches!(failure, Some(StoreFailure::Unavailable(_))), "{failure:?}");
    let failure = RedisStore::connect("shopping list", None, 1, patience).await.err();
    assert!(failure.is_some_and(|failure| failure.to_string().contains("REDIS_URL")));
}

#[tokio::test]
async fn after_a_restart_it_comes_back_by_itself_with_all_that_was_acknowledged() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = RedisServer::start(directory.path());
    let store = RedisStore::connect(&server.url(), None, 1, PATIENT).await.expect("Redis answers");
    let nest = nest("main");
    let mut growth = store.growth(&nest);
    let (mut newest, mut count) = (Position::START, 0);
    // What is said before anybody listens is not heard; from here on somebody does.
    while growth.borrow().is_none() {
        let commit = commit_behind(newest, false, 100 + count);
        store.append(&nest, std::slice::from_ref(&commit)).await.expect("it appends");
        (newest, count) = (commit.position, count + 1);
    }
    growth.wait_for(|heard| *heard == Some(newest)).await.expect("the news come");
    server.kill();

    let next = commit_behind(newest, false, 77);
    let failure = store.append(&nest, std::slice::from_ref(&next)).await.expect_err("Redis is gone");
    assert!(!matches!(failure, StoreFailure::Foreign(_)), "{failure}");
    growth.mark_unchanged();
    let _server = RedisServer::start(directory.path());
    growth.changed().await.expect("everyone is told to look");
    assert_eq!(*growth.borrow(), None, "what was missed is in doubt");
    while store.append(&nest, std::slice::from_ref(&next)).await != Ok(Appended::In) {
        tokio::task::yield_now().await;
    }
    assert_eq!(store.open(&nest).await.expect("it opens").commits.len() as u64, count + 1);
}

#[tokio::test]
async fn without_a_connection_a_failure_is_certain() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = RedisServer::start(directory.path());
    let store = RedisStore::connect(&server.url(), None, 1, PATIENT).await.expect("Redis answers");
    server.kill();
    let commits = chain_behind(Position::START, 1);
    // The first calls may meet the broken connection; once that is known, the answer is certain.
    while !matches!(store.append(&nest("main"), &commits).await, Err(StoreFailure::Unavailable(_))) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_leaves_the_outcome_in_doubt_and_a_repeat_settles_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = RedisServer::start(directory.path());
    let patience = Patience { answer: Patience::default().answer, ..PATIENT };
    let store = loop {
        if let Ok(store) = RedisStore::connect(&server.url(), None, 1, patience).await {
            break store;
        }
    };
    let commits = chain_behind(Position::START, 2);
    server.signal("STOP");
    let failure = store.append(&nest("main"), &commits).await.expect_err("nobody answers");
    assert!(matches!(failure, StoreFailure::InDoubt(_)), "{failure}");
    server.signal("CONT");
    while store.append(&nest("main"), &commits).await != Ok(Appended::In) {
        tokio::task::yield_now().await;
    }
    // The connection that did not answer in time is replaced, perhaps only now.
    let stored = loop {
        match store.open(&nest("main")).await {
            Ok(stored) => break stored,
            Err(StoreFailure::Foreign(why)) => panic!("it is ours: {why}"),
            Err(StoreFailure::Unavailable(_) | StoreFailure::InDoubt(_)) => tokio::task::yield_now().await,
        }
    };
    assert_eq!(stored.commits, commits);
}

#[tokio::test]
async fn someone_elses_data_under_our_keys_is_named_and_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = RedisServer::start(directory.path());
    let mut line = server.line().await;
    let () = redis::cmd("SET").arg("{nest:main}:log").arg("milk").query_async(&mut line).await.expect("set");
    let () = redis::cmd("XADD")
        .arg(&["{nest:other}:log", "1-0", "buy", "milk"])
        .query_async(&mut line)
        .await
        .expect("added");
    let store = RedisStore::connect(&server.url(), None, 1, PATIENT).await.expect("Redis answers");
    for name in ["main", "other"] {
        let opened = store.open(&nest(name)).await;
        assert!(matches!(opened, Err(StoreFailure::Foreign(_))), "{opened:?}");
        let appended = store.append(&nest(name), &chain_behind(Position::START, 1)).await;
        assert!(matches!(appended, Err(StoreFailure::Foreign(_))), "{appended:?}");
    }
    let milk: String = redis::cmd("GET").arg("{nest:main}:log").query_async(&mut line).await.expect("got");
    assert_eq!(milk, "milk");
}

#[tokio::test]
async fn a_full_redis_refuses_for_certain() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = RedisServer::start_with(directory.path(), &["--maxmemory", "3mb"]);
    let store = RedisStore::connect(&server.url(), None, 1, PATIENT).await.expect("Redis answers");
    let mut newest = Position::START;
    let failure = loop {
        let commits = chain_behind(newest, 200);
        match store.append(&nest("main"), &commits).await {
            Ok(_) => newest = commits[199].position,
            Err(failure) => break failure,
        }
    };
    assert!(matches!(failure, StoreFailure::Unavailable(_)), "{failure}");
    let stored = store.open(&nest("main")).await.expect("it opens");
    let newest_stored = stored.commits.last().map(|last| last.position);
    assert_eq!(newest_stored, Some(newest), "half an append is in the log");
}
