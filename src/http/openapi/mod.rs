//! What can be asked by HTTP, told to programs (`openapi.json`) and to people (the page at `/api/docs`).
//!
//! - [`operations`]: the addresses.
//! - [`components`]: the types, which [`notation`] reads from those of the wire.
//! - [`writing`]: both put together.
//! - [`reading`]: the page.
//!
//! Must never: be out of step with what is there; a test goes through every route.

pub mod components;
pub mod notation;
pub mod operations;
mod reading;
mod writing;

use std::sync::{Arc, LazyLock};

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use serde_json::Value;

use super::site::Site;

/// It does not change while the process lives, so it is written once.
static DOCUMENT: LazyLock<Value> = LazyLock::new(writing::document);
static TEXT: LazyLock<Bytes> = LazyLock::new(|| DOCUMENT.to_string().into());
static PAGE: LazyLock<Bytes> = LazyLock::new(|| reading::page(&DOCUMENT).into());

/// The document and its page.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/api/v1/openapi.json", get(document))
        .route("/api/docs", get(page))
        .route("/api/docs/style.css", get(style))
}

async fn document() -> Response {
    told("application/json", TEXT.clone())
}

async fn page() -> Response {
    told("text/html; charset=utf-8", PAGE.clone())
}

async fn style() -> Response {
    told("text/css; charset=utf-8", Bytes::from_static(include_bytes!("style.css")))
}

fn told(kind: &'static str, text: Bytes) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}
