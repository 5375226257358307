//! Which days there were parties on.

use std::sync::LazyLock;

use echonest::domain::day::Day;

/// The first day of the calendar here, and its number counted from 1970-01-01.
const FIRST: (u16, u64) = (2017, 17_167);
/// In how many years there were parties.
const YEARS: u16 = 8;
/// How many parties: each weekday has five, in five different years.
const PARTIES: usize = 35;
/// Days between two of them, were they all in one year: one in each part of the year.
const APART: usize = 10;

/// A day, with its number counted from 1970-01-01.
#[derive(Debug, Clone, Copy)]
pub struct Date {
    pub day: Day,
    pub number: u64,
}

impl Date {
    /// From 0, which is Monday, to 6.
    pub fn weekday(self) -> usize {
        // The first day of 1970 was a Thursday.
        usize::try_from((self.number + 3) % 7).expect("a small number")
    }

    /// When it began in London in winter, in epoch milliseconds.
    pub fn began_ms(self) -> u64 {
        self.number * 24 * 3_600_000
    }
}

/// Every day of the years of the parties.
pub static ALL: LazyLock<Vec<Date>> = LazyLock::new(|| {
    let days = (0..YEARS).flat_map(|year| {
        let months = (1..=12).flat_map(move |month| (1..=31).map(move |day| (month, day)));
        months.filter_map(move |(month, day)| Day::new(FIRST.0 + year, month, day).ok())
    });
    (FIRST.1..).zip(days).map(|(number, day)| Date { day, number }).collect()
});

/// The days of the parties, in their order.
pub fn parties() -> Vec<Date> {
    let party = |number: usize| {
        let year = FIRST.0 + u16::try_from(number * 3 % usize::from(YEARS)).expect("a small number");
        let mut days = ALL.iter().filter(|date| date.day.year() == year).skip(3 + number * APART);
        *days.find(|date| date.weekday() == number % 7).expect("each week has each weekday")
    };
    let mut parties: Vec<_> = (0..PARTIES).map(party).collect();
    parties.sort_unstable_by_key(|date| date.number);
    parties
}

/// The day with this number.
pub fn day(number: u64) -> Day {
    ALL.iter().find(|date| date.number == number).expect("a day of those years").day
}
