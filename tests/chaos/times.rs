//! How long guests had to wait after a fault, as a table.

use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

use crate::kinds::{ALL, Kind};

/// What was measured, by kind: guests of all rounds together.
pub type Times = BTreeMap<Kind, Vec<Duration>>;

/// The wait that this share of the guests did not exceed.
fn share(sorted: &[Duration], percent: usize) -> u128 {
    let index = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(index).map_or(0, Duration::as_millis)
}

/// The table as Markdown, for reading and for the document.
pub fn table(times: &Times) -> String {
    let mut table =
        String::from("| fault | waits | from | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|---|\n");
    for (kind, name, since) in ALL {
        let Some(waits) = times.get(&kind) else { continue };
        let mut sorted = waits.clone();
        sorted.sort_unstable();
        let [median, most, all] = [50, 99, 100].map(|percent| share(&sorted, percent));
        let _ = writeln!(table, "| {name} | {} | {since} | {median} | {most} | {all} |", sorted.len());
    }
    table
}

#[test]
fn shares_are_waits_that_somebody_had() {
    let waits: Vec<_> = (1..=200).map(Duration::from_millis).collect();
    assert_eq!([50, 99, 100].map(|percent| share(&waits, percent)), [100, 198, 200]);
    assert_eq!(share(&waits[..1], 50), 1);
    assert!(
        table(&BTreeMap::from([(Kind::Storm, waits)]))
            .contains("| storm | 200 | everybody is cut off | 100 | 198 | 200 |")
    );
}
