//! Headers that every answer carries.
//!
//! Must never: allow an inline script or style, or a frame around any page but the TV's, and that only to whom the
//! house names.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::site::{House, Site};

/// What a browser may load and do on our pages. Artwork may come from the services that tracks
/// come from; everything else is ours.
fn content_security_policy(house: &House, ancestors: &str) -> String {
    let sockets = house.public_url.replacen("http", "ws", 1);
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        &format!("img-src 'self' data: {}", house.picture_sources.join(" ")),
        "font-src 'self'",
        &format!("connect-src 'self' {sockets}"),
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        &format!("frame-ancestors {ancestors}"),
    ]
    .join("; ")
}

/// The mark of an answer that other sites may show in a frame, where the house names some.
#[derive(Debug, Clone, Copy)]
pub struct Framed;

/// Below these, answers are for one person, carry a code, or set a cookie: no browser and no proxy is to
/// keep them.
const PERSONAL: [&str; 5] = ["/api/", "/authentication/", "/connect/", "/login/", "/logout"];

/// Adds the headers, where a handler did not set stricter ones itself.
pub async fn headers(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let is_personal = PERSONAL.iter().any(|start| request.uri().path().starts_with(start));
    let mut response = next.run(request).await;
    let is_framed = response.extensions_mut().remove::<Framed>().is_some();
    let ancestors = match &*site.house.tv_frame_ancestors {
        named if is_framed && !named.is_empty() => Some(named.join(" ")),
        _ => None,
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    };
    if is_personal {
        set(header::CACHE_CONTROL, "no-store");
    }
    let policy = content_security_policy(&site.house, ancestors.as_deref().unwrap_or("'none'"));
    set(header::CONTENT_SECURITY_POLICY, &policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    if ancestors.is_none() {
        // It knows no list.
        set(header::X_FRAME_OPTIONS, "DENY");
    }
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if site.house.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
