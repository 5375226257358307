//! The suite: what is true of every store.

use std::time::Duration;

use echonest::{
    app::ports::{Appended, KEPT_COMMITS, READ_LATELY, Snapshot, Stored, Tail},
    domain::{
        ids::{PersonId, Position},
        people::Present,
        text::Name,
    },
};

use crate::{
    stores::{self, Stores},
    support::{
        commits::{chain_behind, commit_behind, nest},
        redis_cluster::RedisCluster,
    },
};

/// Makes one test of each claim for each store.
macro_rules! claims {
    ($($claim:ident),* $(,)?) => {
        mod of_memory {
            $(#[tokio::test] async fn $claim() { super::$claim(&super::stores::memory()).await; })*
        }
        mod of_embedded {
            $(#[tokio::test] async fn $claim() {
                let directory = tempfile::tempdir().expect("a directory");
                super::$claim(&super::stores::embedded(directory.path())).await;
            })*
        }
        mod of_redis {
            $(#[tokio::test] async fn $claim() {
                let directory = tempfile::tempdir().expect("a directory");
                super::$claim(&super::stores::redis(directory.path()).await).await;
            })*
        }
        mod of_a_cluster {
            /// All of them after each other: it takes a while until nodes have met.
            #[tokio::test] async fn every_claim_holds() {
                let directory = tempfile::tempdir().expect("a directory");
                let cluster = super::RedisCluster::start(directory.path(), &[]).await;
                let stores = super::stores::cluster(&cluster).await;
                $(
                    println!("{}", stringify!($claim));
                    super::$claim(&stores).await;
                    cluster.empty().await;
                )*
            }
        }
    };
}

claims!(
    a_log_holds_what_was_appended_in_order,
    a_commit_goes_behind_its_parent_or_nowhere,
    an_append_repeated_is_in_once,
    logs_of_different_nests_do_not_touch,
    a_position_of_another_history_is_gone,
    a_reader_gets_what_is_behind_its_position,
    a_snapshot_trims_what_nobody_needs,
    a_nest_is_opened_with_what_its_snapshot_needs_and_with_the_newest,
    a_snapshot_off_the_chain_is_not_kept,
    an_older_snapshot_does_not_replace_a_newer_one,
    a_log_trimmed_to_its_snapshot_goes_on,
    many_notes_at_one_number_are_trimmed_too,
    a_value_is_kept_until_its_end,
    a_value_is_taken_once,
    a_value_is_new_once,
    a_value_is_replaced_by_whoever_knows_it,
    an_ending_is_heard_everywhere,
    presence_is_told_to_others_and_ends,
    the_store_can_be_probed,
);

async fn a_log_holds_what_was_appended_in_order(stores: &Stores) {
    let (nest, commits) = (nest("main"), chain_behind(Position::START, 12));
    assert_eq!(stores.log.open(&nest).await, Ok(Stored::default()));
    assert_eq!(stores.log.append(&nest, &commits[..7]).await, Ok(Appended::In));
    assert_eq!(stores.log.append(&nest, &commits[7..]).await, Ok(Appended::In));
    let stored = stores.log.open(&nest).await.expect("it opens");
    assert_eq!((stored.snapshot, stored.commits), (None, commits));
}

async fn a_commit_goes_behind_its_parent_or_nowhere(stores: &Stores) {
    let (nest, commits) = (nest("main"), chain_behind(Position::START, 3));
    let other = commit_behind(commits[0].position, false, 99);
    let early = commit_behind(commits[2].position.next(false, 7), false, 98);
    stores.log.append(&nest, &commits).await.expect("it appends");
    for stray in [other, early, commit_behind(Position::START, false, 97)] {
        assert_eq!(stores.log.append(&nest, &[stray]).await, Ok(Appended::Conflict));
    }
    assert_eq!(stores.log.open(&nest).await.expect("it opens").commits, commits);
}

async fn an_append_repeated_is_in_once(stores: &Stores) {
    let (nest, commits) = (nest("main"), chain_behind(Position::START, 3));
    for _ in 0..3 {
        assert_eq!(stores.log.append(&nest, &commits).await, Ok(Appended::In));
    }
    assert_eq!(stores.log.append(&nest, &commits[2..]).await, Ok(Appended::In));
    assert_eq!(stores.log.open(&nest).await.expect("it opens").commits, commits);
}

async fn logs_of_different_nests_do_not_touch(stores: &Stores) {
    let (main, other) = (nest("main"), nest("main2"));
    let (ours, theirs) = (chain_behind(Position::START, 4), chain_behind(Position::START, 2));
    stores.log.append(&main, &ours).await.expect("it appends");
    stores.log.append(&other, &theirs).await.expect("it appends");
    assert_eq!(stores.log.open(&main).await.expect("it opens").commits, ours);
    assert_eq!(stores.log.open(&other).await.expect("it opens").commits, theirs);
}

async fn a_position_of_another_history_is_gone(stores: &Stores) {
    let (nest, commits) = (nest("main"), chain_behind(Position::START, 3));
    stores.log.append(&nest, &commits).await.expect("it appends");
    let forged = Position { commit: 77, ..commits[1].position };
    let ahead = commits[2].position.next(false, 5);
    for position in [forged, ahead] {
        assert_eq!(stores.log.read(&nest, position).await, Ok(Tail::Gone));
    }
}

async fn a_reader_gets_what_is_behind_its_position(stores: &Stores) {
    let (nest, commits) = (nest("main"), chain_behind(Position::START, 11));
    assert_eq!(stores.log.read(&nest, Position::START).await, Ok(Tail::Commits(Vec::new())));
    stores.log.append(&nest, &commits).await.expect("it appends");
    assert_eq!(stores.log.read(&nest, Position::START).await, Ok(Tail::Commits(commits.clone())));
    for (index, commit) in commits.iter().enumerate() {
        let behind = commits[index + 1..].to_vec();
        assert_eq!(stores.log.read(&nest, commit.position).await, Ok(Tail::Commits(behind)));
    }
}

fn snapshot_at(position: Position) -> Snapshot {
    Snapshot { position, json: format!("{{\"at\":\"{position}\"}}") }
}

async fn a_snapshot_trims_what_nobody_needs(stores: &Stores) {
    let (nest, commits) = (nest("main"), chain_behind(Position::START, 800));
    stores.log.append(&nest, &commits).await.expect("it appends");
    let snapshot = snapshot_at(commits[790].position);
    assert_eq!(stores.log.keep_snapshot(&nest, snapshot.clone()).await, Ok(true));
    let stored = stores.log.open(&nest).await.expect("it opens");
    assert_eq!(stored.snapshot, Some(snapshot));
    let first_kept = commits[799].position.seq - KEPT_COMMITS;
    let kept: Vec<_> = commits.into_iter().filter(|commit| commit.position.seq >= first_kept).collect();
    assert_eq!(stored.commits, kept);
    assert_eq!(stores.log.read(&nest, Position::START).await, Ok(Tail::Gone));
}

async fn a_nest_is_opened_with_what_its_snapshot_needs_and_with_the_newest(stores: &Stores) {
    let nest = nest("main");
    assert_eq!(stores.log.open_lately(&nest).await, Ok(Stored::default()));
    let commits = chain_behind(Position::START, 500);
    stores.log.append(&nest, &commits).await.expect("it appends");
    let all = stores.log.open(&nest).await.expect("it opens");
    assert_eq!(stores.log.open_lately(&nest).await, Ok(all), "without a snapshot everything is needed");
    for (newest, needed) in [(200, 299), (450, READ_LATELY), (499, READ_LATELY)] {
        let snapshot = snapshot_at(commits[newest].position);
        assert_eq!(stores.log.keep_snapshot(&nest, snapshot.clone()).await, Ok(true));
        let lately = stores.log.open_lately(&nest).await.expect("it opens");
        assert_eq!(lately.snapshot, Some(snapshot));
        assert!(lately.is_whole() && lately.commits.len() >= needed, "{newest}: {}", lately.commits.len());
        assert!(commits.ends_with(&lately.commits), "{newest}: the newest, in order");
    }
}

async fn a_snapshot_off_the_chain_is_not_kept(stores: &Stores) {
    let (nest, commits) = (nest("main"), chain_behind(Position::START, 3));
    stores.log.append(&nest, &commits).await.expect("it appends");
    for position in [Position { commit: 1, ..commits[1].position }, commits[2].position.next(false, 9)] {
        assert_eq!(stores.log.keep_snapshot(&nest, snapshot_at(position)).await, Ok(false));
    }
    assert_eq!(stores.log.open(&nest).await.expect("it opens").snapshot, None);
}

async fn an_older_snapshot_does_not_replace_a_newer_one(stores: &Stores) {
    let (nest, commits) = (nest("main"), chain_behind(Position::START, 9));
    stores.log.append(&nest, &commits).await.expect("it appends");
    let newer = snapshot_at(commits[5].position);
    assert_eq!(stores.log.keep_snapshot(&nest, newer.clone()).await, Ok(true));
    for index in [5, 4, 2] {
        assert_eq!(stores.log.keep_snapshot(&nest, snapshot_at(commits[index].position)).await, Ok(false));
    }
    assert_eq!(stores.log.open(&nest).await.expect("it opens").snapshot, Some(newer));
    assert_eq!(stores.log.keep_snapshot(&nest, snapshot_at(commits[8].position)).await, Ok(true));
}

async fn a_log_trimmed_to_its_snapshot_goes_on(stores: &Stores) {
    let (nest, commits) = (nest("main"), chain_behind(Position::START, 700));
    stores.log.append(&nest, &commits).await.expect("it appends");
    let newest = commits[699].position;
    assert_eq!(stores.log.keep_snapshot(&nest, snapshot_at(newest)).await, Ok(true));
    let next = commit_behind(newest, false, 9_999);
    assert_eq!(stores.log.append(&nest, std::slice::from_ref(&next)).await, Ok(Appended::In));
    assert_eq!(stores.log.read(&nest, newest).await, Ok(Tail::Commits(vec![next])));
}

async fn many_notes_at_one_number_are_trimmed_too(stores: &Stores) {
    let nest = nest("main");
    let mut newest = Position::START;
    for _ in 0..5 {
        let notes: Vec<_> = (0..1_000)
            .map(|number| {
                let note = commit_behind(newest, true, number + 1);
                newest = note.position;
                note
            })
            .collect();
        stores.log.append(&nest, &notes).await.expect("it appends");
    }
    assert_eq!(stores.log.keep_snapshot(&nest, snapshot_at(newest)).await, Ok(true));
    let stored = stores.log.open(&nest).await.expect("it opens");
    assert_eq!(stored.commits.iter().map(|commit| commit.position).collect::<Vec<_>>(), [newest]);
}

const HOUR: Duration = Duration::from_hours(1);

async fn a_value_is_kept_until_its_end(stores: &Stores) {
    let vault = &stores.vault;
    vault.put("session:a", b"one".to_vec(), HOUR).await.expect("it is kept");
    vault.put("session:a", b"two".to_vec(), HOUR).await.expect("it is kept");
    assert_eq!(vault.get("session:a").await, Ok(Some(b"two".to_vec())));
    assert_eq!(vault.get("session:b").await, Ok(None));
    vault.put("session:a", b"brief".to_vec(), Duration::from_millis(40)).await.expect("it is kept");
    match &stores.clock {
        Some(clock) => {
            clock.advance(39);
            assert_eq!(vault.get("session:a").await, Ok(Some(b"brief".to_vec())));
            clock.advance(1);
            assert_eq!(vault.get("session:a").await, Ok(None));
        }
        None => while vault.get("session:a").await != Ok(None) {},
    }
}

async fn a_value_is_taken_once(stores: &Stores) {
    stores.vault.put("login:x", b"state".to_vec(), HOUR).await.expect("it is kept");
    let takers = (0..8).map(|_| stores.vault.take("login:x"));
    let taken = futures_util::future::join_all(takers).await;
    assert_eq!(taken.iter().filter(|taken| matches!(taken, Ok(Some(_)))).count(), 1, "{taken:?}");
}

async fn a_value_is_new_once(stores: &Stores) {
    let makers = (0..8).map(|maker| stores.vault.put_new("session:n", vec![maker], HOUR));
    let made = futures_util::future::join_all(makers).await;
    assert_eq!(made.iter().filter(|made| **made == Ok(true)).count(), 1, "{made:?}");
}

async fn a_value_is_replaced_by_whoever_knows_it(stores: &Stores) {
    let vault = &stores.vault;
    assert_eq!(vault.replace("token:r", b"", b"x".to_vec(), HOUR).await, Ok(false), "nothing is not empty");
    vault.put("token:r", b"old".to_vec(), HOUR).await.expect("it is kept");
    let makers = (0..8).map(|maker| vault.replace("token:r", b"old", vec![maker], HOUR));
    let made = futures_util::future::join_all(makers).await;
    let winner = made.iter().position(|made| *made == Ok(true)).expect("one of them replaced it");
    assert_eq!(made.iter().filter(|made| **made == Ok(true)).count(), 1, "{made:?}");
    assert_eq!(vault.get("token:r").await, Ok(Some(vec![u8::try_from(winner).expect("eight")])));
}

async fn an_ending_is_heard_everywhere(stores: &Stores) {
    let mut heard = [stores.endings.ended(), stores.endings_elsewhere.ended()];
    // Whoever connects hears nothing before it listens, so it is said until it is heard.
    for ended in &mut heard {
        let say = async {
            loop {
                stores.endings.say_ended("person ann").await.expect("it is said");
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            passes = ended.recv() => assert_eq!(passes.as_deref(), Ok("person ann")),
            () = say => {}
        }
    }
}

fn people(names: &[&str]) -> Present {
    names
        .iter()
        .map(|name| (PersonId::parse(name).expect("an id"), Name::parse(name).expect("a name")))
        .collect()
}

async fn presence_is_told_to_others_and_ends(stores: &Stores) {
    let nest = nest("main");
    let Some(elsewhere) = &stores.elsewhere else {
        assert_eq!(stores.signals.present_elsewhere(&nest).await, Ok(Present::new()));
        return;
    };
    let mut changes = elsewhere.changes(&nest);
    stores.signals.say_present(&nest, &people(&["ann", "bob"]), HOUR).await.expect("it is said");
    changes.changed().await.expect("it is heard");
    assert_eq!(elsewhere.present_elsewhere(&nest).await, Ok(people(&["ann", "bob"])));
    assert_eq!(stores.signals.present_elsewhere(&nest).await, Ok(Present::new()), "oneself is not elsewhere");
    let brief = Duration::from_millis(40);
    stores.signals.say_present(&nest, &people(&["bob"]), brief).await.expect("it is said");
    match &stores.clock {
        Some(clock) => {
            assert_eq!(elsewhere.present_elsewhere(&nest).await, Ok(people(&["bob"])));
            clock.advance(40);
            assert_eq!(elsewhere.present_elsewhere(&nest).await, Ok(Present::new()));
        }
        None => while elsewhere.present_elsewhere(&nest).await != Ok(Present::new()) {},
    }
}

async fn the_store_can_be_probed(stores: &Stores) {
    assert_eq!(stores.log.probe().await, Ok(()));
}
