//! Whatever the past, what comes back is what may.

use std::collections::BTreeSet;

use echonest::{
    app::history::{
        History, calendar,
        left_out::LeftOut,
        live::somebody,
        past_play::{PastPlay, Queued},
        tally::Asked,
    },
    domain::{day::Day, ids::PersonId},
};
use proptest::prelude::*;

use crate::invented::{any_past, day, history, known, mailed, nest, person, played};

/// The plays that may be candidates, told without the index.
fn may_count<'a>(
    plays: &'a [PastPlay],
    of: &'a str,
    today: Day,
    left_out: &'a BTreeSet<PersonId>,
) -> impl Iterator<Item = &'a PastPlay> {
    plays.iter().filter(move |play| {
        let is_of_nest = play.nest.as_ref().map_or("main", |nest| nest.as_str()) == of;
        let is_by_somebody = matches!(&play.queued, Queued::By(by)
            if by.person.as_ref().is_none_or(|person| !left_out.contains(person)));
        let [that, this] = [play.day, today].map(calendar::number);
        is_of_nest && is_by_somebody && that < this && that % 7 == this % 7
    })
}

fn any_today() -> impl Strategy<Value = Day> {
    (2017..2027_u16, -4..5_i32).prop_map(|(year, around)| {
        calendar::day(calendar::number(Day::new(year, 3, 7).expect("a date")) + around)
    })
}

fn any_left_out() -> impl Strategy<Value = BTreeSet<PersonId>> {
    prop::sample::subsequence(vec!["ann", "bo", "cleo"], 0..3)
        .prop_map(|people| people.into_iter().map(person).collect())
}

proptest! {
    #[test]
    fn a_throwback_was_played_by_people_on_this_weekday_before_in_this_nest(
        plays in any_past(),
        of in prop_oneof![Just("main"), Just("other"), Just("nowhere")],
        today in any_today(),
        left_out in any_left_out(),
        chance: u64,
    ) {
        let history = history(plays.clone());
        let hidden = LeftOut::of(left_out.clone());
        let nest = nest(of);
        let asked = Asked { nest: &nest, today, catalogue: "demo", left_out: &hidden };
        let may: Vec<_> = may_count(&plays, of, today, &left_out).collect();
        let drawn = history.throwback(&asked, |_| true, chance);
        let is_possible = may.iter().any(|play| play.uri.starts_with("demo:"));
        prop_assert_eq!(drawn.is_some(), is_possible);
        let memories = history.memories(&asked, usize::MAX);
        prop_assert_eq!(memories.is_empty(), !is_possible);
        if let Some(drawn) = drawn {
            prop_assert_eq!(drawn.uri.catalogue(), "demo");
            prop_assert!(may.iter().any(|play| play.uri == drawn.uri.as_str()));
            let memory = memories.iter().find(|memory| memory.uri == drawn.uri.as_str());
            prop_assert_eq!(memory.map(|memory| &memory.first), Some(&drawn.provenance));
            if memories.iter().any(|memory| memory.anniversary) {
                prop_assert!(memory.is_some_and(|memory| memory.anniversary));
            }
        }
        for memory in memories {
            let named = memory.first;
            prop_assert!(named.day < today && calendar::number(named.day) % 7 == calendar::number(today) % 7);
            prop_assert!(named.person.as_ref().is_none_or(|person| !left_out.contains(person)));
            prop_assert_ne!(&named.name, &somebody());
            let is_first = may.iter().any(|play| play.day == named.day
                && matches!(&play.queued, Queued::By(by) if by.name == named.name));
            prop_assert!(is_first, "{:?}", named);
            prop_assert!(memory.days >= 1);
        }
    }

    #[test]
    fn what_is_not_wanted_is_never_drawn_and_all_that_is_can_be(plays in any_past(), today in any_today(), mut chance: u64) {
        let history = history(plays);
        let (main, nobody) = (nest("main"), LeftOut::nobody());
        let asked = Asked { nest: &main, today, catalogue: "demo", left_out: &nobody };
        let mut offered = BTreeSet::new();
        while let Some(drawn) = history.throwback(&asked, |track| !offered.contains(track.uri), chance) {
            prop_assert!(offered.insert(drawn.uri.as_str().to_owned()), "{} twice", drawn.uri);
            chance = chance.rotate_left(7).wrapping_mul(31);
        }
        let memories = history.memories(&asked, usize::MAX);
        prop_assert_eq!(offered.len(), memories.len());
        prop_assert!(memories.iter().all(|memory| offered.contains(&memory.uri)));
    }

    #[test]
    fn nothing_comes_back_while_it_is_not_known_who_wants_that(plays in any_past(), today in any_today()) {
        let history = history(plays);
        let (main, unknown) = (nest("main"), LeftOut::unknown());
        let asked = Asked { nest: &main, today, catalogue: "demo", left_out: &unknown };
        prop_assert_eq!(history.throwback(&asked, |_| true, 0), None);
        prop_assert!(history.memories(&asked, usize::MAX).is_empty());
        let page = history.page(&main, None, usize::MAX, &unknown);
        for who in page.plays.iter().flat_map(|play| play.by.iter().chain(&play.jams)) {
            prop_assert_eq!((&who.name, &who.person), (&somebody(), &None));
        }
    }

    #[test]
    fn those_left_out_are_named_nowhere(plays in any_past(), left_out in any_left_out()) {
        let history = history(plays);
        let hidden = LeftOut::of(left_out.clone());
        for nest in [nest("main"), nest("other")] {
            for play in history.page(&nest, None, usize::MAX, &hidden).plays {
                for who in play.by.iter().chain(&play.jams) {
                    prop_assert!(who.person.as_ref().is_none_or(|person| !left_out.contains(person)));
                    let is_alias = left_out.contains(&person("ann")) && who.name.as_str() == "Annie";
                    prop_assert!(!is_alias);
                }
            }
        }
    }
}

fn first_of(history: &History, today: &str, left_out: &LeftOut) -> Option<(String, String)> {
    let main = nest("main");
    let asked = Asked { nest: &main, today: day(today), catalogue: "demo", left_out };
    let drawn = history.throwback(&asked, |_| true, 0)?;
    Some((drawn.provenance.name.as_str().to_owned(), drawn.provenance.day.to_string()))
}

#[test]
fn who_is_left_out_hands_the_honour_to_the_next_one() {
    let by = |play: PastPlay, someone| PastPlay { queued: Queued::By(someone), ..play };
    let first = by(played("2018-03-07", "demo:track:1"), mailed("Annie", Some("ann")));
    let second = by(played("2019-03-06", "demo:track:1"), known("Bo"));
    let history = history([first, second]);
    let told = |name: &str, day: &str| Some((name.to_owned(), day.to_owned()));
    assert_eq!(first_of(&history, "2024-03-06", &LeftOut::nobody()), told("Annie", "2018-03-07"));
    assert_eq!(first_of(&history, "2024-03-06", &LeftOut::of([person("ann")])), told("Bo", "2019-03-06"));
    assert_eq!(first_of(&history, "2024-03-06", &LeftOut::of([person("ann"), person("bo")])), None);
    assert_eq!(first_of(&history, "2024-03-07", &LeftOut::nobody()), None, "a Thursday");
    assert_eq!(first_of(&history, "2018-03-07", &LeftOut::nobody()), None, "today is not the past");
}

#[test]
fn one_recording_under_two_addresses_is_one_memory_and_neither_address_may_be_unwanted() {
    let coded = |play: PastPlay| PastPlay { isrc: Some("X1".into()), ..play };
    let history = history([
        coded(played("2018-03-07", "demo:track:old")),
        coded(played("2018-03-14", "demo:track:new")),
        coded(played("2018-03-21", "spotify:track:else")),
    ]);
    let (main, nobody) = (nest("main"), LeftOut::nobody());
    let asked = Asked { nest: &main, today: day("2024-03-06"), catalogue: "demo", left_out: &nobody };
    let memories = history.memories(&asked, 9);
    let told: Vec<_> = memories.iter().map(|memory| (memory.uri.as_str(), memory.days)).collect();
    assert_eq!(told, [("demo:track:new", 3)]);
    for unwanted in ["demo:track:old", "demo:track:new", "spotify:track:else"] {
        assert_eq!(history.throwback(&asked, |track| track.uri != unwanted, 0), None, "{unwanted}");
    }
}

#[test]
fn the_leap_day_and_the_new_year_have_their_past() {
    let anniversary = |on: &str, today: &str| {
        let history = history([played(on, "demo:track:1")]);
        let (main, nobody) = (nest("main"), LeftOut::nobody());
        let asked = Asked { nest: &main, today: day(today), catalogue: "demo", left_out: &nobody };
        history.memories(&asked, 1).first().map(|memory| memory.anniversary)
    };
    assert_eq!(anniversary("2018-03-01", "2024-02-29"), Some(true));
    assert_eq!(anniversary("2020-02-29", "2025-03-01"), Some(true));
    assert_eq!(anniversary("2020-02-29", "2021-02-27"), Some(true));
    assert_eq!(anniversary("2022-12-30", "2027-01-01"), Some(true));
    assert_eq!(anniversary("2022-01-01", "2023-12-30"), Some(true));
    assert_eq!(anniversary("2022-12-30", "2027-01-08"), Some(false));
}
