//! Where a request comes from: our own page, another site's, or no page at all.
//!
//! A cookie travels with every request to us, whoever made it; so whatever changes something must
//! show that our own page made it.
//!
//! Must never: let a foreign page change anything, or open a socket.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    problem::Problem,
    site::{House, Site},
};

/// Where a request comes from, as far as its headers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// One of our own pages.
    OurPage,
    /// A page of someone else's.
    Elsewhere,
    /// Nothing says so: a program, or a browser that does not tell.
    Unknown,
}

/// Where a request with these headers comes from.
#[must_use]
pub fn of(headers: &HeaderMap, house: &House) -> From {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (text(header::ORIGIN.as_str()), text("sec-fetch-site")) {
        (Some(origin), _) if house.origins.iter().any(|ours| ours == origin) => From::OurPage,
        (None, Some("same-origin")) => From::OurPage,
        (Some(_), _) | (None, Some("cross-site" | "same-site")) => From::Elsewhere,
        (None, _) => From::Unknown,
    }
}

/// Refuses what would change something and does not come from our own page. Without any cookie there
/// is nothing a foreign page could misuse, so then it is enough not to be one.
pub async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let has_cookie = request.headers().contains_key(header::COOKIE);
    match of(request.headers(), &site.house) {
        From::Elsewhere if changes => Problem::foreign_origin().into_response(),
        From::Unknown if changes && has_cookie => Problem::foreign_origin().into_response(),
        _ => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;
    use crate::http::site::tests::house;

    fn seen(headers: &[(&'static str, &'static str)]) -> From {
        let headers = headers
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)));
        of(&headers.collect(), &house())
    }

    #[test]
    fn an_origin_counts_to_the_letter() {
        assert_eq!(seen(&[("origin", "https://party.example")]), From::OurPage);
        for foreign in [
            "https://party.example.evil.example",
            "https://evil.example",
            "http://party.example",
            "https://party.example:444",
            "null",
            "",
        ] {
            assert_eq!(seen(&[("origin", foreign)]), From::Elsewhere, "{foreign}");
        }
    }

    #[test]
    fn without_an_origin_the_browser_may_vouch() {
        assert_eq!(seen(&[("sec-fetch-site", "same-origin")]), From::OurPage);
        assert_eq!(seen(&[("sec-fetch-site", "cross-site")]), From::Elsewhere);
        assert_eq!(seen(&[("sec-fetch-site", "same-site")]), From::Elsewhere);
        assert_eq!(seen(&[("sec-fetch-site", "none")]), From::Unknown);
        assert_eq!(seen(&[]), From::Unknown);
    }

    #[test]
    fn an_origin_outweighs_what_the_browser_says() {
        let both = [("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")];
        assert_eq!(seen(&both), From::Elsewhere);
    }
}
