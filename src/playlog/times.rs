//! Moments as logs write them, and days as people lived them.
//!
//! Must never: fail for an hour that a clock change skipped or repeated.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Offset, SecondsFormat, TimeZone};
use chrono_tz::Tz;

use crate::domain::{day::Day, setting_values};

/// The last moment that has four digits for its year in any zone, in epoch milliseconds.
const LAST_MS: u64 = 253_402_200_000_000;
/// The greatest number that is taken for seconds since 1970: the year 5138. Beyond are milliseconds.
const SECONDS_MAX: f64 = 1e11;

/// A moment, with the date that stood in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Epoch milliseconds.
    pub ms: u64,
    /// The date as written, so where it was lived.
    pub day: Day,
    /// Whether it said itself which zone it means.
    pub has_offset: bool,
}

/// The zone of that name; UTC where the world has none of it.
#[must_use]
pub fn zone_of(zone: &setting_values::TimeZone) -> Tz {
    zone.as_str().parse().unwrap_or(Tz::UTC)
}

/// Reads a moment by ISO 8601, as people write it: with `T` or a space, with or without seconds,
/// fractions and offset. One without an offset is what clocks showed in `zone`: of an hour that came
/// twice the first, and where clocks skipped it, as much later as they skipped.
#[must_use]
pub fn read(text: &str, zone: Tz) -> Option<Moment> {
    let text = text.trim().as_bytes();
    let date = read_date(text)?;
    if !matches!(text.get(10)?, b'T' | b't' | b' ') || *text.get(13)? != b':' {
        return None;
    }
    let (hour, minute) = (number(text.get(11..13)?)?, number(text.get(14..16)?)?);
    let mut rest = &text[16..];
    let (mut second, mut millisecond) = (0, 0);
    if let [b':', behind @ ..] = rest {
        second = number(behind.get(..2)?)?;
        rest = &behind[2..];
        if let [b'.' | b',', behind @ ..] = rest {
            let length = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let shown = behind[..length].iter().chain(b"000").take(3);
            millisecond = shown.fold(0, |all, digit| all * 10 + u32::from(digit - b'0'));
            rest = &behind[length..];
        }
    }
    // A leap second is the one before it: other clocks do not know it.
    let wall = date.and_hms_milli_opt(hour, minute, second.min(59 + second / 61), millisecond)?;
    let day = day_of_date(date)?;
    let offset = match rest.trim_ascii_start() {
        [] => None,
        rest => Some(read_offset(rest)?),
    };
    let ms = match offset {
        Some(seconds) => wall.and_utc().timestamp_millis() - i64::from(seconds) * 1_000,
        None => lived(wall, zone),
    };
    Some(Moment { ms: u64::try_from(ms).ok()?, day, has_offset: offset.is_some() })
}

/// The moment so many seconds, or milliseconds where it is too much for seconds, after 1970 began.
#[must_use]
pub fn since_1970(number: f64, zone: Tz) -> Option<Moment> {
    let ms = milliseconds(if number < SECONDS_MAX { number } else { number / 1_000.0 });
    (number > 0.0 && ms <= LAST_MS).then(|| Moment { ms, day: day_of(ms, zone), has_offset: true })
}

/// Noon of a day, in epoch milliseconds.
#[must_use]
pub fn noon(day: Day, zone: Tz) -> Option<u64> {
    let wall = date_of(day).and_hms_opt(12, 0, 0)?;
    u64::try_from(lived(wall, zone)).ok()
}

/// A moment as we write it, with the zone's offset: `2018-03-07T20:15:03.250+01:00`.
#[must_use]
pub fn written(ms: u64, zone: Tz) -> String {
    seen(ms, zone).to_rfc3339_opts(SecondsFormat::Millis, false)
}

/// The date of a moment, in that zone.
#[must_use]
pub fn day_of(ms: u64, zone: Tz) -> Day {
    day_of_date(seen(ms, zone).date_naive()).expect("because its year has four digits")
}

/// The days before and after.
#[must_use]
pub fn neighbours(day: Day) -> [Option<Day>; 2] {
    let date = date_of(day);
    [date.checked_sub_days(Days::new(1)), date.checked_add_days(Days::new(1))]
        .map(|date| date.and_then(day_of_date))
}

/// Seconds as whole milliseconds; what is no length counts as none.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "too much becomes the most")]
pub fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1_000.0).round() as u64
}

fn seen(ms: u64, zone: Tz) -> DateTime<Tz> {
    let ms = i64::try_from(ms.min(LAST_MS)).expect("because the last moment fits");
    let moment = DateTime::from_timestamp_millis(ms).expect("because its year has four digits");
    moment.with_timezone(&zone)
}

/// When clocks in that zone showed this.
fn lived(wall: NaiveDateTime, zone: Tz) -> i64 {
    if let Some(first) = zone.from_local_datetime(&wall).earliest() {
        return first.timestamp_millis();
    }
    // Clocks skipped it. By the offset of the day before, it is that much after the skip.
    let before = wall.checked_sub_days(Days::new(1)).unwrap_or(wall);
    let offset = zone.offset_from_utc_datetime(&before).fix().local_minus_utc();
    wall.and_utc().timestamp_millis() - i64::from(offset) * 1_000
}

fn read_date(text: &[u8]) -> Option<NaiveDate> {
    let has_dashes = text.get(4) == Some(&b'-') && text.get(7) == Some(&b'-');
    let (year, month, day) = (number(text.get(..4)?)?, number(text.get(5..7)?)?, number(text.get(8..10)?)?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|_| has_dashes)
}

/// `Z`, `+01`, `+0100` or `+01:00`, in seconds.
fn read_offset(text: &[u8]) -> Option<i32> {
    let (sign, digits) = match text {
        b"Z" | b"z" => return Some(0),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits {
        [a, b] => ([*a, *b], [b'0'; 2]),
        [a, b, c, d] | [a, b, b':', c, d] => ([*a, *b], [*c, *d]),
        _ => return None,
    };
    let (hours, minutes) = (number(&hours)?, number(&minutes)?);
    let seconds = i32::try_from(hours * 3_600 + minutes * 60).ok()?;
    (hours < 24 && minutes < 60).then_some(sign * seconds)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |all, digit| digit.is_ascii_digit().then(|| all * 10 + u32::from(digit - b'0')))
}

fn date_of(day: Day) -> NaiveDate {
    NaiveDate::from_ymd_opt(i32::from(day.year()), u32::from(day.month()), u32::from(day.day()))
        .expect("because a day is a date")
}

fn day_of_date(date: NaiveDate) -> Option<Day> {
    let (year, month, day) =
        (u16::try_from(date.year()).ok()?, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Day::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BERLIN: Tz = Tz::Europe__Berlin;

    fn ms(text: &str) -> Option<u64> {
        read(text, BERLIN).map(|moment| moment.ms)
    }

    #[test]
    fn a_moment_may_be_written_in_many_ways() {
        let one = ms("2018-03-07T20:15:03+01:00");
        assert_eq!(one, Some(1_520_450_103_000));
        for same in [
            "2018-03-07T20:15:03",
            "2018-03-07 20:15:03.0004",
            "2018-03-07t19:15:03Z",
            " 2018-03-07T20:15:03.000 +0100 ",
            "2018-03-07 11:15:03-08",
        ] {
            assert_eq!(ms(same), one, "{same}");
        }
        assert_eq!(ms("2018-03-07T20:15:03.25"), Some(1_520_450_103_250));
        assert_eq!(ms("2018-03-07T20:15"), Some(1_520_450_100_000));
        assert_eq!(ms("2016-12-31T23:59:60Z"), ms("2016-12-31T23:59:59Z"));
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for bad in [
            "",
            "yesterday",
            "2018-03-07",
            "2019-02-29T12:00:00",
            "2018-03-07T24:00:00",
            "2018-03-07T20:15:61",
            "2018-03-07T20:15:62",
            "2018-03-07T20:15:03+25:00",
            "2018-03-07T20:15:03 CET",
            "1969-12-31T23:00:00Z",
            "0000-03-07T20:15:03",
            "２018-03-07T20:15:03",
        ] {
            assert_eq!(ms(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_day_is_the_one_that_was_written() {
        let day = |text| read(text, BERLIN).map(|moment| moment.day.to_string());
        assert_eq!(day("2020-02-29T23:59:59"), Some("2020-02-29".into()));
        assert_eq!(day("2018-03-08T01:00:00+09:00"), Some("2018-03-08".into()));
    }

    #[test]
    fn an_hour_that_came_twice_is_its_first() {
        assert_eq!(ms("2018-10-28T02:30:00"), ms("2018-10-28T02:30:00+02:00"));
    }

    #[test]
    fn an_hour_that_was_skipped_is_as_much_later() {
        assert_eq!(ms("2018-03-25T02:30:00"), ms("2018-03-25T03:30:00+02:00"));
        let samoa = read("2011-12-30T12:00:00", Tz::Pacific__Apia).map(|moment| moment.ms);
        assert_eq!(samoa, ms("2011-12-30T22:00:00Z"));
    }

    #[test]
    fn what_is_written_reads_back_in_every_zone() {
        for zone in [Tz::UTC, BERLIN, Tz::Asia__Kathmandu, Tz::America__St_Johns, Tz::Pacific__Apia] {
            for at in [1_520_450_103_250, 1_540_688_400_000, 1_325_239_200_001] {
                let moment = read(&written(at, zone), Tz::UTC).expect("it is a moment");
                assert_eq!((moment.ms, moment.day), (at, day_of(at, zone)));
            }
        }
        assert_eq!(day_of(u64::MAX, BERLIN).year(), 9_999);
    }

    #[test]
    fn days_have_neighbours_until_the_calendar_ends() {
        let day = |text: &str| text.parse().ok();
        assert_eq!(neighbours(Day::new(2020, 3, 1).unwrap()), [day("2020-02-29"), day("2020-03-02")]);
        assert_eq!(neighbours(Day::new(9999, 12, 31).unwrap())[1], None);
    }
}
