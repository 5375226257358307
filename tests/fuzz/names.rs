//! Names, ids, addresses and positions, as anybody may type them.

use echonest::{
    domain::{
        day::Day,
        ids::{NestId, PersonId},
        setting_values::{Code, Genre, Slug, TimeZone},
        text::{CommentText, Name},
        track::TrackUri,
    },
    http::wire::requests,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(crate::cases(2_000))]

    #[test]
    fn what_is_taken_says_the_same_when_it_is_read_again(text in "\\PC{0,80}|.{0,80}") {
        macro_rules! stays {
            ($($kind:ty),*) => { $(
                if let Ok(taken) = <$kind>::parse(&text) {
                    let again = <$kind>::parse(taken.as_str());
                    prop_assert_eq!(again.as_ref().map(|again| again.as_str()), Ok(taken.as_str()));
                }
            )* };
        }
        stays!(Name, CommentText, NestId, PersonId, TrackUri, Code, Slug, TimeZone, Genre);
    }

    #[test]
    fn nothing_that_is_taken_as_a_name_holds_what_is_not_seen(text in ".{0,60}") {
        if let Ok(name) = Name::parse(&text) {
            prop_assert!(!name.as_str().chars().any(char::is_control));
            prop_assert!((1..=Name::LONGEST).contains(&name.as_str().chars().count()));
        }
    }

    #[test]
    fn a_position_is_read_as_it_was_written_or_not_at_all(text in "[0-9a-f.-]{0,40}|.{0,40}") {
        if let Some(position) = requests::position(&text) {
            prop_assert_eq!(requests::position(&position.to_string()), Some(position));
        }
    }

    #[test]
    fn a_day_is_read_as_it_is_written_or_not_at_all(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}|.{0,12}") {
        if let Ok(day) = text.parse::<Day>() {
            prop_assert_eq!(day.to_string(), text);
        }
    }
}
