//! What only a file can suffer.

use std::{os::unix::fs::PermissionsExt, sync::Arc};

use echonest::{
    app::ports::{Appended, Log},
    domain::ids::Position,
    store::embedded::{CannotOpen, EmbeddedStore},
};

use crate::support::{commits::chain_behind, commits::nest, time::HandClock};

fn open(directory: &std::path::Path) -> Result<EmbeddedStore, CannotOpen> {
    EmbeddedStore::open(directory, Arc::new(HandClock::at(0)))
}

#[tokio::test]
async fn a_second_process_is_told_so() {
    let directory = tempfile::tempdir().expect("a directory");
    let _first = open(directory.path()).expect("it opens");
    let second = open(directory.path()).err().expect("it is in use");
    assert!(matches!(second, CannotOpen::InUse(_)), "{second}");
    assert!(second.to_string().contains("DATA_DIR"), "{second}");
}

#[tokio::test]
async fn only_its_owner_can_look_into_the_directory() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let _store = open(&data).expect("it opens");
    let mode = std::fs::metadata(&data).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn a_file_of_someone_else_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("nests.redb");
    std::fs::write(&file, b"a shopping list, and a long one at that".repeat(400)).expect("it is written");
    let refused = open(directory.path()).err().expect("it is no store");
    assert!(matches!(refused, CannotOpen::Foreign { .. }), "{refused}");
    assert!(std::fs::read(&file).expect("it is there").starts_with(b"a shopping list"));
}

#[tokio::test]
async fn a_crowd_of_appends_to_many_nests_shares_its_flushes_and_loses_none() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = Arc::new(open(directory.path()).expect("it opens"));
    let appends = (0..200).map(|number| {
        let store = Arc::clone(&store);
        async move {
            let commits = chain_behind(Position::START, 3);
            store.append(&nest(&format!("n{number}")), &commits).await
        }
    });
    let appended = futures_util::future::join_all(appends).await;
    assert!(appended.iter().all(|appended| *appended == Ok(Appended::In)));
    for number in 0..200 {
        let stored = store.open(&nest(&format!("n{number}"))).await.expect("it opens");
        assert_eq!(stored.commits.len(), 3);
    }
}
