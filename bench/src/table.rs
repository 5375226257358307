//! The table that people read. It is Markdown, so that it can be put into a document as it is.
//!
//! Must never: round a figure to where it meets its goal.

use crate::{
    evening::{COMPARED, DRIVERS, Evening},
    figures::Figures,
    goals::Goal,
    scenario::Scenario,
    target::Kind,
};

const TARGETS: [Kind; 5] = [Kind::Embedded, Kind::Redis, Kind::Replicas, Kind::Socketio, Kind::Bun];
const SCENARIOS: [Scenario; 3] = [Scenario::OneAtATime, Scenario::Flood, Scenario::Adds];
const HEADS: [&str; 11] = [
    "scenario",
    "target",
    "median ms",
    "p99 ms",
    "last ms",
    "deliveries/s",
    "bytes/client",
    "CPU s/1,000",
    "of Socket.IO",
    "of Bun",
    "generator",
];
const NONE: &str = "–";

/// Everything that was measured, and whether the goals are met.
#[must_use]
pub fn render(evening: &Evening, goals: &[Goal]) -> String {
    let mut rows = vec![HEADS.map(str::to_owned).to_vec()];
    for scenario in SCENARIOS {
        let of = |target| evening.of(target, scenario);
        let figures = TARGETS.into_iter().filter_map(of);
        rows.extend(
            figures.map(|figures| row(&figures, of(Kind::Socketio).as_ref(), of(Kind::Bun).as_ref())),
        );
    }
    let sections = [lines(&rows), queue(evening), idle(evening), met(goals), notes(evening)];
    sections.join("\n")
}

fn row(figures: &Figures, socketio: Option<&Figures>, bun: Option<&Figures>) -> Vec<String> {
    let against = |peer: Option<&Figures>| {
        peer.map_or_else(|| NONE.into(), |peer| format!("{:.2}", figures.cpu_s_a_1000 / peer.cpu_s_a_1000))
    };
    let with_store = figures.cpu_with_store_s_a_1000;
    let cpu = with_store.map_or_else(
        || format!("{:.4}", figures.cpu_s_a_1000),
        |with_store| format!("{:.4} ({with_store:.4})", figures.cpu_s_a_1000),
    );
    vec![
        figures.scenario.name().into(),
        figures.target.name().into(),
        format!("{:.1}", figures.latency.median_ms),
        format!("{:.1}", figures.latency.p99_ms),
        format!("{:.1}", figures.latency.last_ms),
        format!("{:.0}", figures.deliveries_a_second),
        format!("{:.0}", figures.client_bytes_an_action),
        cpu,
        against(socketio),
        against(bun),
        format!("{:.2}", figures.generator_cores),
    ]
}

fn queue(evening: &Evening) -> String {
    let heads = ["queued", "CPU ms a vote", "bytes a client a vote", "votes"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for figures in [&evening.queue_length.short, &evening.queue_length.long] {
        rows.push(vec![
            figures.queued.to_string(),
            format!("{:.3}", figures.cpu_ms_an_action),
            format!("{:.0}", figures.client_bytes_an_action),
            figures.actions.to_string(),
        ]);
    }
    lines(&rows)
}

fn idle(evening: &Evening) -> String {
    let heads = ["target", "MB with no sockets", "idle sockets", "MB with those", "ms until ready"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for figures in &evening.idle {
        rows.push(vec![
            figures.target.name().into(),
            format!("{:.1}", figures.empty_rss_mb),
            figures.sockets.to_string(),
            format!("{:.1}", figures.full_rss_mb),
            format!("{:.0}", figures.ready_ms),
        ]);
    }
    lines(&rows)
}

/// Goals, and whether they are met.
#[must_use]
pub fn met(goals: &[Goal]) -> String {
    let heads = ["goal", "at most", "found", ""];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for goal in goals {
        let verdict = if goal.is_met { "met" } else { "MISSED" };
        let found = format!("{:.2}", goal.found);
        rows.push(vec![goal.what.clone(), goal.at_most.to_string(), found, verdict.into()]);
    }
    lines(&rows)
}

fn notes(evening: &Evening) -> String {
    let extent = evening.extent;
    let compared = COMPARED.map(Kind::name).join(", ");
    let mut notes = format!(
        "{} sockets; {} votes one at a time, {} in a flood of {DRIVERS} drivers. Medians of {} rounds, in turns: {compared}; \
         the others once.\nIn brackets: with redis-server's share. It took {:.0} s.\n",
        extent.sockets, extent.actions, extent.flood_actions, extent.rounds, evening.measured_s
    );
    let queue = [&evening.queue_length.short, &evening.queue_length.long].map(Clone::clone);
    let shown = SCENARIOS.into_iter().flat_map(|scenario| TARGETS.map(|target| evening.of(target, scenario)));
    for figures in shown.flatten().chain(queue) {
        let about = format!("{}, {}", figures.target.name(), figures.scenario.name());
        notes.extend(figures.warnings.iter().map(|warning| format!("Warning: {about}: {warning}.\n")));
    }
    notes
}

/// Rows of one width each, the first of which is the head.
#[must_use]
pub fn lines(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            text.extend([format!("| {cell:<width$} ")]);
        }
        text.push_str("|\n");
        if index == 0 {
            for width in &widths {
                text.extend(["|", &"-".repeat(width + 2)]);
            }
            text.push_str("|\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a", "–"], ["long", "b"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(lines(&rows), "| a    | – |\n|------|---|\n| long | b |\n");
    }

    #[test]
    fn what_is_missed_cannot_be_overlooked() {
        let goal = |found, is_met| Goal { what: "CPU".into(), at_most: 1.5, found, is_met };
        let text = met(&[goal(1.2, true), goal(1.7, false)]);
        assert!(text.contains("| CPU  | 1.5     | 1.20  | met    |"), "{text}");
        assert!(text.contains("| CPU  | 1.5     | 1.70  | MISSED |"), "{text}");
    }
}
