//! Days, nights and recaps go by the room's own clocks.

use echonest::{
    app::history::{
        calendar,
        left_out::LeftOut,
        past_play::{PastComment, PastPlay, Queued},
        recap::recap,
    },
    domain::event::EndedBecause,
};
use proptest::prelude::*;

use crate::invented::{DAY_MS, FROM_MS, day, history, known, mailed, nest, person, played};

/// Zones east and west, with and without summer time, some with odd offsets or a day left out.
const ZONES: [&str; 10] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
];

proptest! {
    #[test]
    fn a_day_is_the_one_on_the_rooms_own_calendar(
        zone in prop::sample::select(&ZONES[..]),
        days in 0..7_000_u64,
        beside_ms in -4_000_000..4_000_000_i64,
        is_midnight_there: bool,
    ) {
        use chrono::{Datelike, TimeZone, Utc};
        let zone: chrono_tz::Tz = zone.parse().unwrap();
        // Around midnight there, or around the hour at which Europe moves its clocks.
        let at_ms = FROM_MS - 1_000 * DAY_MS + days * DAY_MS + if is_midnight_there { 0 } else { 3_600_000 };
        let midnight = Utc.timestamp_millis_opt(i64::try_from(at_ms).unwrap()).unwrap();
        let there = zone.offset_from_utc_datetime(&midnight.naive_utc());
        let offset_s = chrono::Offset::fix(&there).local_minus_utc();
        let shift_ms = if is_midnight_there { -i64::from(offset_s) * 1_000 } else { 0 };
        let at_ms = at_ms.checked_add_signed(shift_ms + beside_ms).unwrap();
        let local = Utc.timestamp_millis_opt(i64::try_from(at_ms).unwrap()).unwrap().with_timezone(&zone);
        let day = calendar::day_at(at_ms, zone);
        prop_assert_eq!(day.to_string(), local.format("%Y-%m-%d").to_string());
        let weekday = calendar::weekday(calendar::number(day));
        prop_assert_eq!(weekday, usize::try_from(local.weekday().num_days_from_monday()).unwrap());
        let noon_ago = (local.naive_local() - chrono::TimeDelta::hours(12)).date();
        prop_assert_eq!(calendar::night_at(at_ms, zone).to_string(), noon_ago.to_string());
    }
}

fn at_hour(on: &str, hour: u64) -> PastPlay {
    let play = played(on, &format!("demo:track:{}h{hour}", &on[8..]));
    let ended_ms = play.ended_ms - DAY_MS / 2 + hour * 3_600_000;
    PastPlay { started_ms: ended_ms - 60_000, ended_ms, played_ms: 60_000, ..play }
}

#[test]
fn a_night_ends_at_noon() {
    let history = history([at_hour("2018-03-07", 11), at_hour("2018-03-07", 20), at_hour("2018-03-08", 3)]);
    let songs = history.night(&nest("main"), day("2018-03-07"));
    let uris: Vec<_> = songs.iter().map(|song| song.uri.as_str()).collect();
    assert_eq!(uris, ["demo:track:07h20", "demo:track:08h3"]);
    assert_eq!(history.nights(&nest("main"), 9), [day("2018-03-07"), day("2018-03-06")]);
    assert_eq!(history.nights(&nest("main"), 1), [day("2018-03-07")]);
    assert_eq!(history.night(&nest("main"), day("2018-03-08")), []);
}

#[test]
fn a_recap_tells_who_opened_what_was_loved_and_how_long_people_carried_it() {
    let by_bender = |play| PastPlay { queued: Queued::ByBender(None), ..play };
    let by_bo = |play| PastPlay { queued: Queued::By(known("Bo")), ..play };
    let said = PastComment { by: known("Cleo"), at_ms: 0, text: "again".into() };
    let night = [
        by_bender(at_hour("2018-03-07", 18)),
        by_bo(at_hour("2018-03-07", 19)),
        PastPlay { jams: vec![known("Bo"), known("Ann")], ..at_hour("2018-03-07", 20) },
        PastPlay { reason: EndedBecause::Skipped, ..at_hour("2018-03-07", 21) },
        by_bender(PastPlay { jams: vec![known("Bo")], ..at_hour("2018-03-07", 22) }),
        PastPlay {
            queued: Queued::By(mailed("Annie", Some("ann"))),
            jams: vec![known("Bo")],
            comments: vec![said.clone(), said],
            ..at_hour("2018-03-07", 23)
        },
    ];
    let history = history(night);
    let plays = history.evening(&nest("main"), day("2018-03-07"), &LeftOut::nobody());
    let told = recap(&plays);
    assert_eq!(told.most_jammed, [(2, 2), (4, 1), (5, 1)]);
    assert_eq!(told.most_people, [(5, 3), (2, 2)]);
    assert_eq!(told.opened_by.map(|who| who.name), Some(known("Bo").name));
    assert_eq!((told.longest_run, told.people, told.skipped, told.music_ms), (3, 2, 1, 360_000));
    assert_eq!(plays[5].comments, 2);
    let hidden = LeftOut::of([person("bo")]);
    let told = recap(&history.evening(&nest("main"), day("2018-03-07"), &hidden));
    assert_eq!(told.opened_by.map(|who| (who.name.to_string(), who.person)), Some(("Somebody".into(), None)));
    assert_eq!(told.people, 2, "they were there all the same");
    assert_eq!(recap(&[]), echonest::app::history::recap::Recap::default());
}
