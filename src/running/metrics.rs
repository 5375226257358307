//! Numbers for operators, at an address of their own.
//!
//! Must never: keep a process from starting.

use std::time::Duration;

use axum::{Router, routing::get};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;

use crate::{cli::Role, config::Config, http::health};

/// Metrics have an address of their own, which need not be reachable from outside. A process that
/// cannot have it runs without.
pub(super) async fn serve(config: &Config, role: Role) {
    let handle = match PrometheusBuilder::new().install_recorder() {
        Ok(handle) => handle,
        Err(error) => return tracing::warn!(%error, "There are no metrics."),
    };
    let listener = match TcpListener::bind(config.metrics_bind).await {
        Ok(listener) => listener,
        Err(error) => {
            let address = config.metrics_bind;
            return tracing::warn!(%address, %error, "Metrics cannot be read; set METRICS_BIND to another address.");
        }
    };
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            upkeep.run_upkeep();
        }
    });
    metrics::gauge!("echonest_process", "role" => format!("{role:?}").to_lowercase()).set(1);
    let router = Router::new()
        .route("/metrics", get(async move || handle.render()))
        .route("/health", get(health::health));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "Metrics can no longer be read.");
        }
    });
}
