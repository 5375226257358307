//! Numbers for operators, at an address of their own.
//!
//! What happens is counted where it happens; how things stand is looked up when somebody asks.
//!
//! Must never: keep a process from starting.

use std::{sync::Arc, time::Duration};

use axum::{Router, routing::get};
use metrics::gauge;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;
use tokio::net::TcpListener;

use crate::{
    app::{
        built::{COMMIT, VERSION},
        measures::{self, Kind},
        nests::Nests,
        ports::Clock,
    },
    cli::Role,
    config::Config,
    http::health,
    music::spotify::budget::Budget,
};

/// How often what was counted is put together, so that it does not pile up where nobody asks.
const PUT_TOGETHER_EVERY: Duration = Duration::from_secs(5);

/// What is looked up when somebody asks.
pub(super) struct Standing {
    pub nests: Nests,
    pub clock: Arc<dyn Clock>,
    /// The budget of calls to Spotify, where that is asked.
    pub budget: Option<Arc<Budget>>,
}

/// Begins to count, before anything happens.
pub(super) fn begin(role: Role) -> Option<PrometheusHandle> {
    let builder = measures::ALL.iter().try_fold(PrometheusBuilder::new(), |builder, measure| {
        let Kind::Histogram(bounds) = measure.kind else { return Ok(builder) };
        builder.set_buckets_for_metric(Matcher::Full(measure.name.into()), bounds)
    });
    let handle = match builder.and_then(PrometheusBuilder::install_recorder) {
        Ok(handle) => handle,
        Err(error) => {
            tracing::warn!(%error, "There are no metrics.");
            return None;
        }
    };
    measures::begin();
    Collector::default().describe();
    let role = format!("{role:?}").to_lowercase();
    gauge!(measures::BUILD, "version" => VERSION, "commit" => COMMIT, "role" => role).set(1);
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(PUT_TOGETHER_EVERY).await;
            upkeep.run_upkeep();
        }
    });
    Some(handle)
}

/// Metrics have an address of their own, which need not be reachable from outside. A process that
/// cannot have it runs without.
pub(super) async fn serve(config: &Config, handle: Option<PrometheusHandle>, standing: Standing) {
    let listener = match TcpListener::bind(config.metrics_bind).await {
        Ok(listener) => listener,
        Err(error) => {
            let address = config.metrics_bind;
            return tracing::warn!(%address, %error, "Metrics cannot be read; set METRICS_BIND to another address.");
        }
    };
    let bound = listener.local_addr().unwrap_or(config.metrics_bind);
    tracing::info!(%bound, "Metrics can be read.");
    let mut router = Router::new().route("/health", get(health::health));
    if let Some(handle) = handle {
        let standing = Arc::new(standing);
        let metrics = get(async move || {
            standing.look().await;
            Collector::default().collect();
            handle.render()
        });
        router = router.route("/metrics", metrics);
    }
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "Metrics can no longer be read.");
        }
    });
}

impl Standing {
    async fn look(&self) {
        let now_ms = self.clock.now_ms();
        let (mut open, mut present, mut waiting) = (0_usize, 0_usize, 0_usize);
        let (mut lag_ms, mut waiting_ms) = (0, 0);
        for nest in self.nests.all() {
            let due_ms = *nest.due().borrow();
            lag_ms = lag_ms.max(due_ms.map_or(0, |due_ms| now_ms.saturating_sub(due_ms)));
            let Some(view) = nest.look().await else { continue };
            open += 1;
            present += view.present;
            waiting += view.nest.unlogged.len();
            let oldest = view.nest.unlogged.iter().map(|play| play.ended_ms).min();
            waiting_ms = waiting_ms.max(oldest.map_or(0, |ended_ms| now_ms.saturating_sub(ended_ms)));
        }
        set(measures::NESTS_OPEN, open);
        set(measures::PEOPLE_PRESENT, present);
        set(measures::PLAYS_WAITING, waiting);
        gauge!(measures::PLAYER_LAG).set(Duration::from_millis(lag_ms));
        gauge!(measures::PLAYS_WAITING_SECONDS).set(Duration::from_millis(waiting_ms));
        if let Some(budget) = &self.budget {
            let left = u32::try_from(budget.left()).unwrap_or(u32::MAX);
            gauge!(measures::UPSTREAM_BUDGET_LEFT, "service" => "spotify").set(left);
        }
    }
}

fn set(measure: &'static str, count: usize) {
    gauge!(measure).set(u32::try_from(count).unwrap_or(u32::MAX));
}
