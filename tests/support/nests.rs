//! A nest without a server around it.

use std::sync::Arc;

use echonest::{
    app::{
        nest_task::{NestHandle, SNAPSHOT_AFTER, Tools},
        nests::Nests,
        ports::{Clock, Log, Signals},
    },
    domain::settings::Settings,
    http::wire::messages::WireScribe,
};

use super::time::SeededDice;

/// The main nest on a store of one's own.
pub async fn open(log: Arc<dyn Log>, signals: Arc<dyn Signals>, clock: Arc<dyn Clock>) -> NestHandle {
    let tools = Tools {
        log,
        signals,
        clock,
        dice: Arc::new(SeededDice::new(1)),
        scribe: Arc::new(WireScribe),
        gap_ms: 0,
        has_budgets: true,
        snapshot_after: SNAPSHOT_AFTER,
        is_shared: false,
        ended: tokio::sync::broadcast::Sender::new(1),
    };
    Nests::open(tools, Settings::default()).await.expect("the nest opens").main().clone()
}
