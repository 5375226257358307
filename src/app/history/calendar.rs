//! The room's calendar: which day and which night an instant belongs to, and when a day comes round again.
//!
//! Days are numbers here, counted from 1 January of the year 1, a Monday.
//!
//! Must never: know which day it is today.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};
use chrono_tz::Tz;

use crate::domain::{day::Day, setting_values::TimeZone};

/// How many days a week has.
pub const WEEK: usize = 7;
/// How far from its anniversary a day still counts as one: with this, each earlier year has exactly one
/// day of today's weekday that does.
pub const NEAR_MAX: u8 = 3;
/// The number of the last day that can be written: 31 December 9999.
const LAST: i32 = 3_652_059;
/// The hour at which one night ends and the next begins: no party lasts until noon.
const NOON: u32 = 12;

/// The rules of a time zone; UTC where nobody knows its name.
#[must_use]
pub fn rules_of(zone: &TimeZone) -> Tz {
    zone.as_str().parse().unwrap_or(Tz::UTC)
}

/// The day that an instant, in epoch milliseconds, falls on there.
#[must_use]
pub fn day_at(at_ms: u64, zone: Tz) -> Day {
    day(local(at_ms, zone).num_days_from_ce())
}

/// The night that an instant, in epoch milliseconds, belongs to there.
#[must_use]
pub fn night_at(at_ms: u64, zone: Tz) -> Day {
    day(night_of(at_ms, day_at(at_ms, zone), zone))
}

/// The number of the night that a play belongs to which ended then: that of the day before, if it was
/// not yet noon.
///
/// `day` is what the play itself says of its end. It has the last word where the zone says otherwise,
/// because the room had another zone then: with clocks further ahead it was past midnight already, with
/// others it was not midnight yet.
#[must_use]
pub fn night_of(ended_ms: u64, day: Day, zone: Tz) -> i32 {
    let (local, own) = (local(ended_ms, zone), number(day));
    let here = local.date().num_days_from_ce();
    let is_before_noon = if here == own { local.hour() < NOON } else { here < own };
    own - i32::from(is_before_noon)
}

/// The number of a day.
#[must_use]
pub fn number(day: Day) -> i32 {
    as_date(day).num_days_from_ce()
}

/// The day of a number; the first or last there is, where it is beyond.
#[must_use]
pub fn day(number: i32) -> Day {
    let date = NaiveDate::from_num_days_from_ce_opt(number.clamp(1, LAST));
    let date = date.expect("because the calendar goes much further");
    let small = |number| u8::try_from(number).expect("because months and days are small");
    let year = u16::try_from(date.year()).expect("because it has four digits");
    Day::new(year, small(date.month()), small(date.day())).expect("because both know the same calendar")
}

/// The weekday of a number: 0 is Monday.
#[must_use]
pub fn weekday(number: i32) -> usize {
    usize::try_from((number - 1).rem_euclid(7)).expect("because it is less than seven")
}

/// The numbers of a day's anniversaries, from the year `first` to the year before its own, in order. In
/// years without one, 29 February's is the day before it would be.
#[must_use]
pub fn anniversaries(today: Day, first: u16) -> Vec<i32> {
    (first..today.year())
        .filter_map(|year| {
            let of_month = |day| NaiveDate::from_ymd_opt(year.into(), today.month().into(), day);
            let date = of_month(today.day().into()).or_else(|| of_month(28))?;
            Some(date.num_days_from_ce())
        })
        .collect()
}

/// How many days lie between a day and the nearest of these, which are in order, if no more than
/// [`NEAR_MAX`] do.
#[must_use]
pub fn nearness(day: i32, anniversaries: &[i32]) -> Option<u8> {
    let next = anniversaries.partition_point(|anniversary| *anniversary < day);
    let around = &anniversaries[next.saturating_sub(1)..anniversaries.len().min(next + 1)];
    let nearest = around.iter().map(|anniversary| anniversary.abs_diff(day)).min()?;
    u8::try_from(nearest).ok().filter(|distance| *distance <= NEAR_MAX)
}

fn local(at_ms: u64, zone: Tz) -> NaiveDateTime {
    let at = i64::try_from(at_ms).ok().and_then(DateTime::from_timestamp_millis);
    at.unwrap_or(DateTime::UNIX_EPOCH).with_timezone(&zone).naive_local()
}

fn as_date(day: Day) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year().into(), day.month().into(), day.day().into())
        .expect("because both know the same calendar")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn the(day: &str) -> Day {
        day.parse().unwrap()
    }

    const NOON_UTC_MS: u64 = 1_520_424_000_000; // 7 March 2018, 12:00

    #[test]
    fn days_have_their_numbers_and_weekdays() {
        assert_eq!((number(the("0001-01-01")), weekday(1)), (1, 0));
        assert_eq!(weekday(number(the("2018-03-07"))), 2, "a Wednesday");
        assert_eq!(day(number(the("2020-02-29"))), the("2020-02-29"));
        assert_eq!((day(-5), day(i32::MAX)), (the("0001-01-01"), the("9999-12-31")));
    }

    #[test]
    fn a_night_goes_from_noon_to_noon() {
        let night = |at_ms| night_at(at_ms, Tz::UTC);
        assert_eq!(night(NOON_UTC_MS - 1), the("2018-03-06"));
        assert_eq!(night(NOON_UTC_MS), the("2018-03-07"));
        assert_eq!(night(NOON_UTC_MS + 86_399_999), the("2018-03-07"));
    }

    #[test]
    fn a_night_follows_the_plays_own_day_where_the_zone_has_changed_since() {
        let before_midnight_ms = NOON_UTC_MS + 11 * 3_600_000;
        assert_eq!(day(night_of(before_midnight_ms, the("2018-03-08"), Tz::UTC)), the("2018-03-07"));
        let after_midnight_ms = NOON_UTC_MS + 13 * 3_600_000;
        assert_eq!(day(night_of(after_midnight_ms, the("2018-03-07"), Tz::UTC)), the("2018-03-07"));
    }

    #[test]
    fn anniversaries_are_near_across_the_new_year_and_without_a_leap_day() {
        let near = |play: &str, today: &str| nearness(number(the(play)), &anniversaries(the(today), 2015));
        assert_eq!(near("2018-03-07", "2024-03-07"), Some(0));
        assert_eq!(near("2018-03-04", "2024-03-07"), Some(3));
        assert_eq!(near("2018-03-03", "2024-03-07"), None);
        assert_eq!(near("2022-12-30", "2024-01-01"), Some(2), "of 1 January 2023");
        assert_eq!(near("2023-01-01", "2024-12-30"), Some(2), "of 30 December 2022");
        assert_eq!(near("2023-03-01", "2024-02-29"), Some(1));
        assert_eq!(near("2024-03-06", "2024-03-07"), None, "this year's is not earlier");
        assert_eq!(near("2018-03-07", "2010-03-07"), None);
    }

    #[test]
    fn an_instant_beyond_the_calendar_breaks_nothing() {
        for at_ms in [0, u64::MAX, i64::MAX as u64, 253_402_300_800_000, 8_000_000_000_000_000] {
            let day = day_at(at_ms, Tz::Pacific__Kiritimati);
            assert!((1..=9_999).contains(&day.year()));
            assert!(night_of(at_ms, day, Tz::America__New_York) <= number(day));
        }
    }
}
