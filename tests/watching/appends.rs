//! What a store that is measured says of appends, and that it does what the store does.

use std::sync::Arc;

use echonest::{
    app::ports::{Appended, Log},
    domain::ids::Position,
    store::{memory::MemoryStore, watched::Watched},
};
use metrics_exporter_prometheus::PrometheusBuilder;

use crate::support::{
    commits::{commit_behind, nest},
    time::HandClock,
};

#[test]
fn an_append_is_counted_as_what_came_of_it() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let numbers = recorder.handle();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    metrics::with_local_recorder(&recorder, || {
        runtime.block_on(async {
            let store = Watched(Arc::new(MemoryStore::new(Arc::new(HandClock::at(1)))));
            let (first, other) =
                (commit_behind(Position::START, false, 1), commit_behind(Position::START, false, 2));
            assert_eq!(store.append(&nest("main"), &[first]).await, Ok(Appended::In));
            for _ in 0..2 {
                let appended = store.append(&nest("main"), &[Arc::clone(&other)]).await;
                assert_eq!(appended, Ok(Appended::Conflict));
            }
        });
    });
    let told = numbers.render();
    for (outcome, count) in [("in", 1), ("conflict", 2)] {
        let line = format!("echonest_append_seconds_count{{outcome=\"{outcome}\"}} {count}");
        assert!(told.lines().any(|told| told == line), "{told}");
    }
}
