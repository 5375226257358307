//! What there is: every address of the contract, and what answers there.
//!
//! Must never: leave an answer without the headers of [`super::security`].

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::header,
    middleware::{from_fn_with_state, map_response},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};
use tower_sessions::{SessionManagerLayer, service::SignedCookie};

use super::{
    api, connect, health, installing, legacy, linking, login, openapi, origin, page, problem::Problem,
    public, security, sessions::VaultSessions, site::Site, socket, watching,
};

/// The longest body of a request, in bytes.
pub const BODY_MAX: usize = 64 * 1_024;

/// The whole site.
pub fn router(site: &Arc<Site>, sessions: SessionManagerLayer<VaultSessions, SignedCookie>) -> Router {
    // They are for anybody, and ask who somebody is only where names are guessed.
    let named = Router::new()
        .route("/nest/{nest}", get(page::nest))
        .route("/nest/{nest}/tv", get(page::tv))
        .route("/{word}", get(page::short))
        .layer(sessions.clone());
    let with_session = Router::new()
        .route("/socket/", get(socket::open_main))
        .route("/socket/{nest}", get(socket::open))
        .nest("/api/v1", api::routes())
        .merge(legacy::routes())
        .route("/api/sync-link", post(linking::take))
        .route("/queue/", get(public::queue))
        .route("/queue", get(public::queue))
        .route("/playing/", get(public::playing))
        .route("/playing", get(public::playing))
        .route("/login/guest", post(login::guest))
        .route("/login/google", get(login::begin))
        .route(login::CALLBACK, get(login::finish))
        .route(&format!("{}/", login::CALLBACK), get(login::finish))
        .route("/connect/spotify", get(connect::begin))
        .route(connect::CALLBACK, get(connect::finish))
        .route(&format!("{}/", connect::CALLBACK), get(connect::finish))
        .route("/logout", post(login::logout))
        .layer(sessions)
        .layer(map_response(login::set));
    let files = Router::new()
        .merge(openapi::routes())
        .merge(named)
        .route("/", get(page::page))
        .route("/login", get(page::page))
        .route("/sync/link", get(page::page))
        .route("/manifest.webmanifest", get(installing::manifest))
        .route("/assets/{*path}", get(page::asset))
        .route("/artwork/{*name}", get(page::artwork))
        // What streams, and what holds secrets beside what visitors typed, is not compressed.
        .layer(CompressionLayer::new().gzip(true));
    Router::new()
        .merge(with_session)
        .merge(files)
        .route("/health", get(health::health))
        .route("/health/live", get(health::health))
        .route("/health/ready", get(health::ready))
        .fallback(async || Problem::not_found("This page"))
        .method_not_allowed_fallback(async || Problem::not_allowed())
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state(Arc::clone(site), origin::guard))
        .layer(map_response(as_problem))
        .layer(CatchPanicLayer::custom(|_| Problem::ours().into_response()))
        .layer(from_fn_with_state(Arc::clone(site), security::headers))
        .layer(from_fn_with_state(Arc::clone(site), watching::watch))
        .with_state(Arc::clone(site))
}

/// Errors that the framework answers by itself become problems of ours.
async fn as_problem(response: Response) -> Response {
    let is_ours = response.headers().contains_key(header::CONTENT_TYPE)
        && !response.headers()[header::CONTENT_TYPE].as_bytes().starts_with(b"text/plain");
    let status = response.status();
    if !status.is_client_error() || is_ours {
        return response;
    }
    Problem::new(status, "bad_request", "This request makes no sense here.").into_response()
}
