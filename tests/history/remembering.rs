//! Plays go in once, in whatever order, and come out newest first.

use echonest::{
    app::history::{
        History, Page,
        left_out::LeftOut,
        past_play::{PastPlay, Queued},
        remembered::Place,
    },
    domain::{
        ids::{EntryId, PersonId},
        setting_values::TimeZone,
    },
};
use proptest::prelude::*;

use crate::invented::{any_past, history, known, nest, played};

/// The whole history of a nest, page by page.
fn all(history: &History, of: &str, limit: usize) -> Vec<Place> {
    let (mut places, mut before) = (Vec::new(), None);
    loop {
        let page = history.page(&nest(of), before, limit, &LeftOut::nobody());
        assert!(page.plays.len() <= limit);
        places.extend(page.plays.iter().map(|play| play.place));
        before = page.next;
        if before.is_none() {
            return places;
        }
    }
}

proptest! {
    #[test]
    fn the_order_in_which_plays_come_and_how_often_makes_no_difference(
        plays in any_past(),
        shuffled in any_past().prop_shuffle(),
        limit in 1..20_usize,
    ) {
        let mut forth: Vec<PastPlay> = plays.iter().chain(&shuffled).cloned().collect();
        let one = history(forth.clone());
        forth.reverse();
        let other = History::default();
        for play in forth.iter().chain(&plays) {
            other.remember(play, &TimeZone::utc());
        }
        prop_assert_eq!(one.len(), other.len());
        let nobody = LeftOut::nobody();
        for of in ["main", "other", "nowhere"] {
            let page = |history: &History| history.page(&nest(of), None, usize::MAX, &nobody).plays;
            let shown = |history: &History| {
                page(history).into_iter().map(|play| (play.place, play.uri, play.by, play.jams, play.votes))
                    .collect::<Vec<_>>()
            };
            prop_assert_eq!(shown(&one), shown(&other));
            prop_assert_eq!(one.nights(&nest(of), 9_999), other.nights(&nest(of), 9_999));
            let pages = all(&one, of, limit);
            prop_assert!(pages.is_sorted_by(|newer, older| newer > older), "newest first, none twice");
            prop_assert_eq!(pages.len(), page(&one).len());
            let mut by_night: Vec<_> = one.nights(&nest(of), 9_999).into_iter().rev()
                .flat_map(|night| one.evening(&nest(of), night, &nobody)).map(|play| play.place).collect();
            by_night.sort_by(|one, other| other.cmp(one));
            prop_assert_eq!(pages, by_night, "every play has one night");
        }
    }

    #[test]
    fn plays_of_one_nest_are_seen_in_no_other(plays in any_past()) {
        let history = history(plays.clone());
        let count = |of: &str| history.page(&nest(of), None, usize::MAX, &LeftOut::nobody()).plays.len();
        prop_assert_eq!(count("main") + count("other"), history.len());
        let others = plays.iter().filter(|play| play.nest.as_ref().is_some_and(|nest| nest.as_str() == "other"));
        prop_assert!(count("other") <= others.count());
        prop_assert_eq!(count("nowhere"), 0);
    }
}

#[test]
fn a_play_is_told_apart_by_nest_commit_entry_and_start_and_by_nothing_else() {
    let one = PastPlay { commit: Some(7), entry: Some(EntryId(3)), ..played("2018-03-07", "demo:track:1") };
    let history = history([
        one.clone(),
        PastPlay { title: "Another title".into(), votes: 9, ..one.clone() },
        PastPlay { commit: Some(8), ..one.clone() },
        PastPlay { entry: Some(EntryId(4)), ..one.clone() },
        PastPlay { started_ms: one.started_ms + 1, ..one.clone() },
        PastPlay { nest: Some(nest("other")), ..one.clone() },
    ]);
    assert_eq!(history.len(), 5);
    let old = PastPlay { nest: None, commit: None, entry: None, ..one.clone() };
    history.remember(&old, &TimeZone::utc());
    history.remember(&old, &TimeZone::utc());
    assert_eq!(history.len(), 6, "older logs name no commit");
    history.remember(&PastPlay { uri: "demo:track:2".into(), ..old }, &TimeZone::utc());
    assert_eq!(history.len(), 7, "and there the track tells plays apart");
}

#[test]
fn what_one_person_queued_is_found_among_all_page_by_page() {
    let by = |name: &str| Queued::By(known(name));
    let play = |day: u32| PastPlay {
        queued: by(if day.is_multiple_of(3) { "Ann" } else { "Bo" }),
        ..played(&format!("2018-03-{day:02}"), &format!("demo:track:{day}"))
    };
    let history = history((1..=14).map(play));
    let ann = known("Ann").person.expect("she is known");
    let page = |before| history.page_by(&ann, &nest("main"), before, 3, &LeftOut::nobody());
    let days = |page: &Page| page.plays.iter().map(|play| play.uri.clone()).collect::<Vec<_>>();
    let first = page(None);
    assert_eq!(days(&first), ["demo:track:12", "demo:track:9", "demo:track:6"]);
    let second = page(first.next);
    assert_eq!((days(&second), second.next), (vec!["demo:track:3".to_owned()], None));
    let nobody = PersonId::parse("nobody").expect("an id");
    assert_eq!(history.page_by(&nobody, &nest("main"), None, 3, &LeftOut::nobody()).plays.len(), 0);
}

#[test]
fn what_is_new_stands_first_on_the_first_page_and_moves_no_later_one() {
    let history = history((1..=9).map(|day| played(&format!("2018-03-0{day}"), "demo:track:1")));
    let first = history.page(&nest("main"), None, 4, &LeftOut::nobody());
    history.remember(&played("2018-03-10", "demo:track:2"), &TimeZone::utc());
    let second = history.page(&nest("main"), first.next, 4, &LeftOut::nobody());
    assert!(first.plays.last().unwrap().place > second.plays[0].place);
    assert_eq!((first.plays.len(), second.plays.len()), (4, 4));
    let newest = history.page(&nest("main"), None, 1, &LeftOut::nobody());
    assert_eq!(newest.plays[0].uri, "demo:track:2");
}
