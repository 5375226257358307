//! That nothing which is missing goes unnoticed.

use super::*;

const VOTE: &[u8] = br#"{"type":"commit","seq":1,"position":"1-a","events":[{"type":"voted","entry":7,"by":"ann","vote":1,"up":1,"down":0,"ranks":[]}]}"#;

fn vote() -> Deed {
    Deed { by: "ann".into(), what: "vote 7 1".into() }
}

#[test]
fn a_promise_is_kept_by_the_commit_it_names_alone() {
    let ledger = Ledger::new(1);
    ledger.hello(0, 0);
    ledger.commit(0, 1, "1-a", VOTE);
    assert_eq!(ledger.counts().uncalled, 1, "nobody was told yes");
    ledger.promised(1, vote(), Duration::ZERO);
    assert_eq!((ledger.counts().uncalled, ledger.counts().missing), (0, 0));
    ledger.promised(2, vote(), Duration::ZERO);
    assert_eq!(ledger.counts().missing, 1);
}

#[test]
fn what_is_done_twice_is_noticed() {
    let ledger = Ledger::new(1);
    ledger.hello(0, 0);
    ledger.commit(0, 1, "1-a", VOTE);
    ledger.commit(0, 2, "2-b", VOTE);
    ledger.promised(1, vote(), Duration::ZERO);
    assert_eq!(ledger.counts().uncalled, 1);
}

#[test]
fn gaps_forks_and_repeats_are_told_apart() {
    let ledger = Ledger::new(2);
    ledger.hello(0, 3);
    ledger.hello(1, 3);
    ledger.commit(0, 4, "4-a", b"{}");
    ledger.commit(1, 4, "4-x", b"{}");
    ledger.commit(0, 6, "6-a", b"{}");
    ledger.commit(0, 6, "6-a", b"{}");
    let counts = ledger.counts();
    assert_eq!((counts.forks, counts.gaps, counts.repeats), (1, 1, 1));
}

#[tokio::test]
async fn a_seat_that_was_lost_is_away_until_it_is_told_something() {
    let ledger = Ledger::new(1);
    ledger.hello(0, 0);
    ledger.lost(0);
    ledger.lost(0);
    assert!(ledger.until_all_here(Duration::from_millis(5)).await.is_err());
    ledger.resumed(0);
    ledger.until_all_here(Duration::from_secs(5)).await.expect("it is back");
    let counts = ledger.counts();
    assert_eq!((counts.lost, counts.resumed, counts.afresh), (1, 1, 0));
    assert_eq!(ledger.backs_ms().len(), 1);
}
