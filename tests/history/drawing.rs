//! Over many draws chance is as uneven as it was meant to be.

use std::collections::BTreeMap;

use echonest::{
    app::{
        history::{left_out::LeftOut, past_play::PastPlay, tally::Asked},
        ports::Dice,
    },
    domain::event::EndedBecause,
};

use crate::{
    invented::{day, history, known, nest, played},
    time::SeededDice,
};

/// How often each is drawn in so many draws on 6 March 2024, a Wednesday.
fn draws(plays: Vec<PastPlay>, times: u64) -> BTreeMap<String, u64> {
    let history = history(plays);
    let (main, nobody) = (nest("main"), LeftOut::nobody());
    let asked = Asked { nest: &main, today: day("2024-03-06"), catalogue: "demo", left_out: &nobody };
    let (mut drawn, dice) = (BTreeMap::new(), SeededDice::new(7));
    for _ in 0..times {
        let throwback = history.throwback(&asked, |_| true, dice.roll()).expect("there is one");
        *drawn.entry(throwback.uri.as_str().to_owned()).or_default() += 1;
    }
    drawn
}

/// How much likelier than the other, in hundredths.
fn ratio(drawn: &BTreeMap<String, u64>, one: &str, other: &str) -> u64 {
    drawn[&format!("demo:track:{one}")] * 100 / drawn[&format!("demo:track:{other}")]
}

#[test]
fn applause_votes_and_days_make_a_track_likelier_and_skips_less() {
    let plain = |uri: &str| played("2023-06-07", uri);
    let jams = (0..8).map(|number| known(&format!("P{number}"))).collect();
    let skipped = PastPlay { reason: EndedBecause::Skipped, ..plain("demo:track:skipped") };
    let drawn = draws(
        vec![
            plain("demo:track:plain"),
            PastPlay { jams, ..plain("demo:track:jammed") },
            PastPlay { votes: 8, ..plain("demo:track:voted") },
            PastPlay { votes: -8, ..plain("demo:track:disliked") },
            played("2023-05-31", "demo:track:often"),
            plain("demo:track:often"),
            played("2023-06-14", "demo:track:often"),
            played("2023-06-21", "demo:track:often"),
            skipped,
        ],
        20_000,
    );
    // √9 = 3 times as likely, within generous bounds.
    assert!((270..330).contains(&ratio(&drawn, "jammed", "plain")), "{drawn:?}");
    assert!((270..330).contains(&ratio(&drawn, "voted", "plain")), "{drawn:?}");
    assert!((85..115).contains(&ratio(&drawn, "disliked", "plain")), "{drawn:?}");
    // √4 × (5/6) / (2/3) = 2.5 times.
    assert!((220..280).contains(&ratio(&drawn, "often", "plain")), "{drawn:?}");
    // (1/3) / (2/3) = half.
    assert!((40..60).contains(&ratio(&drawn, "skipped", "plain")), "{drawn:?}");
}

#[test]
fn anniversaries_come_first_and_the_closer_the_likelier() {
    let jams: Vec<_> = (0..99).map(|number| known(&format!("P{number}"))).collect();
    let plays = vec![
        PastPlay { jams: jams.clone(), ..played("2023-06-07", "demo:track:loved") },
        PastPlay { jams, ..played("2024-02-28", "demo:track:lastweek") },
        played("2019-03-06", "demo:track:exact"),
        played("2020-03-04", "demo:track:beside"),
        played("2021-03-03", "demo:track:near"),
    ];
    let drawn = draws(plays, 20_000);
    assert_eq!(drawn.len(), 3, "{drawn:?}");
    assert!((180..220).contains(&ratio(&drawn, "exact", "beside")), "4 to 2: {drawn:?}");
    assert!((360..440).contains(&ratio(&drawn, "exact", "near")), "4 to 1: {drawn:?}");
}
