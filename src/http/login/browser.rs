//! Which browser this is, for as long as somebody is away at another service's page.
//!
//! Must never: outlive the sign-in it is for by long, or say who somebody is.

use axum::http::{HeaderMap, HeaderValue, header};
use tower_sessions::cookie::{Cookie, SameSite, time};

use crate::{
    app::access::{self, attempts::ATTEMPT_TTL},
    http::site::Site,
};

/// The mark of a browser, and the header that gives it one where it has none.
pub struct Browser {
    /// The mark.
    pub mark: String,
    /// The cookie to set.
    pub cookie: HeaderValue,
}

const fn name(is_https: bool) -> &'static str {
    if is_https { "__Host-echonest-away" } else { "echonest-away" }
}

/// The mark this browser has.
#[must_use]
pub fn mark(site: &Site, headers: &HeaderMap) -> Option<String> {
    let name = name(site.house.is_https());
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|cookies| cookies.to_str().ok());
    let mut all = cookies.flat_map(Cookie::split_parse).flatten();
    all.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

/// The mark this browser has, or a new one; either way for as long as an attempt may take.
///
/// Several tabs may be away at once, so a mark that is there stays.
#[must_use]
pub fn marked(site: &Site, headers: &HeaderMap) -> Browser {
    let is_ours = |mark: &String| mark.len() == 32 && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mark = mark(site, headers).filter(is_ours).unwrap_or_else(|| access::random(&*site.dice));
    let seconds = i64::try_from(ATTEMPT_TTL.as_secs()).unwrap_or_default();
    let cookie = Cookie::build((name(site.house.is_https()), mark.clone()))
        .path("/")
        .http_only(true)
        .secure(site.house.is_https())
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(seconds))
        .build();
    let cookie = HeaderValue::from_str(&cookie.to_string()).expect("because it is made of plain letters");
    Browser { mark, cookie }
}
