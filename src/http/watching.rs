//! Watching requests: each has an id that stands in the log and in the answer, and is counted.
//!
//! Must never: log or count an address as it was asked for, which may hold codes. Only the route's pattern
//! is told.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use metrics::{counter, histogram};
use tokio::time::Instant;
use tracing::Instrument;

use super::site::Site;
use crate::app::measures;

/// The header that carries a request's id, both ways.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is taken over, in characters: twice the longest that proxies commonly make.
pub const REQUEST_ID_MAX: usize = 72;
/// What stands for whatever is none of our routes.
const NO_ROUTE: &str = "none";

/// Gives a request its id, and counts it and its answer.
pub async fn watch(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let id = id_of(&site, &request);
    let shown = id.to_str().unwrap_or_default();
    let span = tracing::info_span!("request", request.id = shown, http.route = route);
    let began = Instant::now();
    let answered = async {
        let response = next.run(request).await;
        let duration_ms = began.elapsed().as_millis();
        tracing::debug!(http.status = response.status().as_u16(), duration_ms, "Answered.");
        response
    };
    let mut response = answered.instrument(span).await;
    histogram!(measures::REQUEST_SECONDS, "route" => route.clone()).record(began.elapsed());
    let status = response.status().as_str().to_owned();
    counter!(measures::REQUESTS, "route" => route, "status" => status).increment(1);
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The id that a trusted proxy gave it, or a new one.
fn id_of(site: &Site, request: &Request) -> HeaderValue {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let is_trusted = peer.is_some_and(|peer| site.house.proxies.trusts(peer));
    let given = request.headers().get(REQUEST_ID).filter(|id| is_trusted && is_id(id.as_bytes()));
    given.cloned().unwrap_or_else(|| {
        let id = format!("{:016x}", site.dice.roll());
        HeaderValue::from_str(&id).expect("because it is made of hexadecimal digits")
    })
}

fn is_id(text: &[u8]) -> bool {
    let is_letter = |letter: &u8| letter.is_ascii_alphanumeric() || b"-_.:".contains(letter);
    (1..=REQUEST_ID_MAX).contains(&text.len()) && text.iter().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_and_made_of_letters_that_mean_nothing_to_a_log() {
        for fine in ["1", "5f0c-4d", "1:67891233-abcdef.0_1", &"a".repeat(72)] {
            assert!(is_id(fine.as_bytes()), "{fine}");
        }
        for odd in ["", "a b", "a\u{1b}[31m", "a=\"b\"", "ä", &"a".repeat(73)] {
            assert!(!is_id(odd.as_bytes()), "{odd}");
        }
    }
}
