//! Traces: what a request led to, sent to a collector by OTLP, as protobuf over HTTP.
//!
//! A span goes into a queue of limited length when it ends; a task of its own sends what has gathered. Only spans of
//! ours are sent, with the fields that they name and without the lines that are logged in them.
//!
//! Must never: make anything wait for a collector, or send a token, a cookie, an address of somebody, or what they wrote.

use std::{fmt, time::Duration};

use anyhow::{Context as _, Result};
use async_trait::async_trait;
use bytes::Bytes;
use metrics::counter;
use opentelemetry::{Context, KeyValue, trace::TracerProvider as _};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SdkTracerProvider, Span, SpanData, SpanExporter as _, SpanProcessor},
};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

use crate::app::{built::VERSION, measures};

/// Spans that may wait to be sent: a few seconds of a busy evening, and a few megabytes.
const QUEUE_MAX: usize = 4_096;
/// Spans that are sent at once.
const BATCH_MAX: usize = 512;
/// How often what has gathered is sent.
const SEND_EVERY: Duration = Duration::from_secs(1);
/// How long a collector may take, which nobody waits for.
const WITHIN: Duration = Duration::from_secs(5);
/// How long the end of the process may wait for what is still to be sent.
const END_WITHIN: Duration = Duration::from_secs(2);

/// Traces before anybody sends them.
pub struct Traces {
    provider: SdkTracerProvider,
    exporter: SpanExporter,
    waiting: mpsc::Receiver<SpanData>,
}

/// Traces that are being sent.
pub struct Sending {
    _provider: SdkTracerProvider,
    end: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Traces {
    /// Traces for the collector at this address.
    ///
    /// # Errors
    /// It is no address.
    pub fn new(endpoint: &str) -> Result<Self> {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(WITHIN);
        let resource = Resource::builder_empty()
            .with_service_name("echonest")
            .with_attribute(KeyValue::new("service.version", VERSION))
            .build();
        let mut exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client(client.build().context("no request can be made")?))
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
            .with_timeout(WITHIN)
            .build()
            .context("OTLP_ENDPOINT is no address of a collector; write it like http://127.0.0.1:4318")?;
        exporter.set_resource(&resource);
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let provider =
            SdkTracerProvider::builder().with_span_processor(Queue(queue)).with_resource(resource).build();
        Ok(Self { provider, exporter, waiting })
    }

    /// Takes part in everything that happens from now on.
    pub fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let is_ours = |about: &Metadata<'_>| about.is_span() && about.target().starts_with("echonest");
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("echonest"))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_target(false)
            .with_context_activation(false)
            .with_filter(filter_fn(is_ours))
    }

    /// Begins to send.
    #[must_use]
    pub fn begin(self) -> Sending {
        let (end, ending) = oneshot::channel();
        let task = tokio::spawn(send(self.exporter, self.waiting, ending));
        Sending { _provider: self.provider, end, task }
    }
}

impl Sending {
    /// Sends what is still there.
    pub async fn end(self) {
        // Where the task is gone, there is nothing to send.
        let _ = self.end.send(());
        let _ = timeout(END_WITHIN, self.task).await;
    }
}

async fn send(
    exporter: SpanExporter,
    mut waiting: mpsc::Receiver<SpanData>,
    mut ending: oneshot::Receiver<()>,
) {
    let mut is_away = false;
    loop {
        let is_over = timeout(SEND_EVERY, &mut ending).await.is_ok();
        while let Some(batch) = gather(&mut waiting) {
            let spans = batch.len();
            let failure = exporter.export(batch).await.err();
            if let Some(error) = &failure {
                counter!(measures::SPANS_DROPPED).increment(spans as u64);
                if !is_away {
                    tracing::warn!(%error, "Traces cannot be sent; those of this time are lost.");
                }
            } else if is_away {
                tracing::info!("Traces are sent again.");
            }
            is_away = failure.is_some();
        }
        if is_over {
            return;
        }
    }
}

/// What waits, as much of it as is sent at once.
fn gather(waiting: &mut mpsc::Receiver<SpanData>) -> Option<Vec<SpanData>> {
    let batch: Vec<_> = std::iter::from_fn(|| waiting.try_recv().ok()).take(BATCH_MAX).collect();
    (!batch.is_empty()).then_some(batch)
}

/// Where spans wait.
#[derive(Debug)]
struct Queue(mpsc::Sender<SpanData>);

impl SpanProcessor for Queue {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        if self.0.try_send(span).is_err() {
            counter!(measures::SPANS_DROPPED).increment(1);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// How the exporter makes its requests.
struct Client(reqwest::Client);

impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Client")
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        let answer = self.0.execute(request.try_into()?).await?;
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        // What a collector says beyond that is not for us, and may be long.
        Ok(response)
    }
}
