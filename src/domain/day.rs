//! A day of the calendar, in whatever time zone it was lived.
//!
//! Must never: know which day it is today.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A date of the Gregorian calendar, written `2018-03-07`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

/// A text, or three numbers, that are no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a date looks like 2018-03-07")]
pub struct NotADay;

impl Day {
    /// The date of this year (1 to 9999), month and day of the month, both counted from 1.
    ///
    /// # Errors
    /// [`NotADay`] where the calendar has no such date.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, NotADay> {
        let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            2 => 28 + u8::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        let exists = (1..=9999).contains(&year) && (1..=length).contains(&day);
        if exists { Ok(Self { year, month, of_month: day }) } else { Err(NotADay) }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.of_month
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

impl FromStr for Day {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Self, NotADay> {
        let is_shaped = text.len() == 10
            && text
                .bytes()
                .enumerate()
                .all(|(at, c)| if matches!(at, 4 | 7) { c == b'-' } else { c.is_ascii_digit() });
        if !is_shaped {
            return Err(NotADay);
        }
        let number = |part: &str| part.parse().map_err(|_| NotADay);
        let small = |part: &str| part.parse().map_err(|_| NotADay);
        Self::new(number(&text[..4])?, small(&text[5..7])?, small(&text[8..])?)
    }
}

impl TryFrom<String> for Day {
    type Error = NotADay;
    fn try_from(text: String) -> Result<Self, NotADay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendars_dates_are_days_and_no_others() {
        for good in ["2018-03-07", "2020-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(good.parse::<Day>().map(|day| day.to_string()), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "2018-3-07",
            "2019-02-29",
            "1900-02-29",
            "2018-00-01",
            "2018-13-01",
            "2018-04-31",
            "+018-01-01",
            "2018-01-01Z",
        ] {
            assert_eq!(bad.parse::<Day>(), Err(NotADay), "{bad:?}");
        }
    }
}
