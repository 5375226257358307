//! What is counted, and how it is shown.

use std::{collections::BTreeMap, fmt};

/// How wide a step of the distribution is, in milliseconds.
const STEP_MS: u64 = 10;
/// All that is further off is taken together.
const FURTHEST_MS: u64 = 60_000;

/// Sums over some evenings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How long people heard the nest's music so far off, in milliseconds, by steps.
    offsets: BTreeMap<u64, u64>,
    counts: BTreeMap<&'static str, u64>,
    /// All calls in order, for those who compare.
    log: Vec<(u64, String)>,
}

impl Tally {
    pub fn hear(&mut self, offset_ms: i64, for_ms: u64) {
        let step = offset_ms.unsigned_abs().min(FURTHEST_MS) / STEP_MS;
        *self.offsets.entry(step).or_default() += for_ms;
        let side = if offset_ms > 0 { "ms ahead" } else { "ms behind" };
        self.count_more(side, for_ms);
    }

    pub fn note(&mut self, what: &'static str) {
        self.count_more(what, 1);
    }

    pub fn count_more(&mut self, what: &'static str, more: u64) {
        *self.counts.entry(what).or_default() += more;
    }

    pub fn write(&mut self, at_ms: u64, what: String) {
        if std::env::var_os("LISTEN_LOG").is_some() {
            eprintln!(
                "{:>9.3} {what}",
                std::time::Duration::from_millis(at_ms % 1_800_000_000_000).as_secs_f64()
            );
        }
        self.log.push((at_ms, what));
    }

    pub fn add(&mut self, other: &Self) {
        for (step, for_ms) in &other.offsets {
            *self.offsets.entry(*step).or_default() += for_ms;
        }
        for (what, count) in &other.counts {
            self.count_more(what, *count);
        }
    }

    pub fn count(&self, what: &str) -> u64 {
        self.counts.get(what).copied().unwrap_or(0)
    }

    pub fn heard_ms(&self) -> u64 {
        self.offsets.values().sum()
    }

    /// How far off people are at most in so many thousandths of the time, in milliseconds.
    pub fn offset_ms(&self, thousandths: u64) -> u64 {
        let all_ms = self.heard_ms();
        let mut sum_ms = 0;
        for (step, for_ms) in &self.offsets {
            sum_ms += for_ms;
            if sum_ms * 1_000 >= all_ms * thousandths {
                return (step + 1) * STEP_MS;
            }
        }
        0
    }

    #[expect(clippy::cast_precision_loss, reason = "these are counts of some thousands")]
    pub fn each(&self, what: &str, of: &str) -> f64 {
        self.count(what) as f64 / self.count(of).max(1) as f64
    }

    pub fn calls_in_half_a_minute(&self) -> f64 {
        30_000.0 * self.each("calls", "ms driven")
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "  |offset| over {} hours of music:", self.heard_ms() / 3_600_000)?;
        for thousandths in [250, 500, 750, 900, 950, 990, 999] {
            let part = thousandths / 10;
            writeln!(
                out,
                "    {part:>3}.{} % of the time ≤ {:>6} ms",
                thousandths % 10,
                self.offset_ms(thousandths)
            )?;
        }
        writeln!(out, "  corrections a song:       {:.4}", self.each("corrections", "songs"))?;
        writeln!(out, "  commands a song:          {:.4}", self.each("commands", "songs"))?;
        writeln!(out, "  calls of five in 30 s:    {:.2}", 5.0 * self.calls_in_half_a_minute())?;
        let counts: Vec<_> = self.counts.iter().map(|(what, count)| format!("    {what}: {count}")).collect();
        write!(out, "{}", counts.join("\n"))
    }
}
