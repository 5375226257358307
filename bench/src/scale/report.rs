//! What came out of a trial, as a table that people read.
//!
//! Must never: leave out what was missed.

use std::fmt;

use serde::Serialize;

use super::{house::House, ledger::Counts};
use crate::{goals::Goal, table};

/// What came out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    figures: Vec<(String, f64)>,
    goals: Vec<Goal>,
    remarks: Vec<String>,
}

impl Report {
    /// A figure.
    pub fn note(&mut self, what: impl Into<String>, figure: f64) {
        self.figures.push((what.into(), figure));
    }

    /// A figure that is to be at most so much.
    pub fn goal(&mut self, what: impl Into<String>, at_most: f64, found: f64) {
        self.goals.push(Goal::new(what, at_most, found));
    }

    /// A sentence.
    pub fn remark(&mut self, sentence: impl Into<String>) {
        self.remarks.push(sentence.into());
    }

    /// The middle, the 99th of 100, and the last of values that are sorted.
    pub fn spread(&mut self, what: &str, sorted: &[f64]) {
        for (name, percent) in [("median", 50), ("p99", 99), ("most", 100)] {
            self.note(format!("{what}, {name}"), percentile(sorted, percent));
        }
    }

    /// What everyone heard, and what did not work at first.
    pub fn counts(&mut self, counts: &Counts) {
        for (what, count) in [
            ("sockets lost", counts.lost),
            ("came back and were told what they missed", counts.resumed),
            ("came back and were told everything anew", counts.afresh),
            ("commits received", counts.deliveries),
            ("commits received twice", counts.repeats),
            ("commands acknowledged", counts.promised),
        ] {
            self.note(what, number(count));
        }
        for (what, count) in &counts.refusals {
            self.remark(format!("{count} times: {what}"));
        }
    }

    /// The memory of every process, under a heading.
    ///
    /// # Errors
    /// One of them is gone.
    pub fn memory(&mut self, house: &House, heading: &str, is_peak: bool) -> anyhow::Result<f64> {
        let mut sum = 0.0;
        for (name, program) in house.processes() {
            let held_mb = if is_peak { program.peak_mb()? } else { program.rss_mb()? };
            if name != "redis" && !name.starts_with("caddy") {
                sum += held_mb;
            }
            self.note(format!("MB of {name}, {heading}"), held_mb);
        }
        Ok(sum)
    }
}

/// A value of those that are sorted; not a number where there is none.
#[must_use]
pub fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let index = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(index).copied().unwrap_or(f64::NAN)
}

/// A count as a figure.
#[must_use]
pub fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows = vec![vec!["figure".to_owned(), "found".to_owned()]];
        let as_text =
            |figure: f64| if figure.fract() == 0.0 { format!("{figure}") } else { format!("{figure:.2}") };
        rows.extend(self.figures.iter().map(|(what, figure)| vec![what.clone(), as_text(*figure)]));
        writeln!(formatter, "{}", table::lines(&rows))?;
        for remark in &self.remarks {
            writeln!(formatter, "- {remark}")?;
        }
        if !self.goals.is_empty() {
            writeln!(formatter, "\n{}", table::met(&self.goals))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_there() {
        let sorted: Vec<f64> = (1..=200).map(f64::from).collect();
        let found = [50, 99, 100].map(|percent| format!("{}", percentile(&sorted, percent)));
        assert_eq!(found, ["100", "198", "200"]);
        assert!(percentile(&[], 50).is_nan());
    }
}
