//! Which browser this is: for as long as somebody is away at another service's page, and for as long as
//! its guest is to be the same person.
//!
//! Must never: say who somebody is. That is the session's to say.

use std::time::Duration;

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use tower_sessions::cookie::{Cookie, SameSite, time};

use crate::{
    app::access::{self, attempts::ATTEMPT_TTL, browsers::BROWSER_TTL},
    http::site::Site,
};

/// What a browser is marked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Being away at another service's page.
    Away,
    /// Coming back as the same guest.
    Guest,
}

/// The mark of a browser, and the header that gives it one where it has none.
#[derive(Debug, Clone)]
pub struct Browser {
    /// The mark.
    pub mark: String,
    /// The cookie to set.
    pub cookie: HeaderValue,
}

impl Mark {
    const fn name(self, is_https: bool) -> &'static str {
        match (self, is_https) {
            (Self::Away, true) => "__Host-echonest-away",
            (Self::Away, false) => "echonest-away",
            (Self::Guest, true) => "__Host-echonest-browser",
            (Self::Guest, false) => "echonest-browser",
        }
    }

    const fn lasts(self) -> Duration {
        match self {
            Self::Away => ATTEMPT_TTL,
            Self::Guest => BROWSER_TTL,
        }
    }

    /// The mark this browser has.
    #[must_use]
    pub fn of(self, site: &Site, headers: &HeaderMap) -> Option<String> {
        let name = self.name(site.house.is_https());
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|cookies| cookies.to_str().ok());
        let mut all = cookies.flat_map(Cookie::split_parse).flatten();
        all.find(|cookie| cookie.name() == name)
            .map(|cookie| cookie.value().to_owned())
            .filter(|mark| is_ours(mark))
    }

    /// The mark this browser has, or a new one; either way it lasts from now on.
    ///
    /// Several tabs may be at the same thing at once, so a mark that is there stays.
    #[must_use]
    pub fn put(self, site: &Site, headers: &HeaderMap) -> Browser {
        let mark = self.of(site, headers).unwrap_or_else(|| access::random(&*site.dice));
        let seconds = i64::try_from(self.lasts().as_secs()).unwrap_or_default();
        let cookie = Cookie::build((self.name(site.house.is_https()), mark.clone()))
            .path("/")
            .http_only(true)
            .secure(site.house.is_https())
            .same_site(SameSite::Lax)
            .max_age(time::Duration::seconds(seconds))
            .build();
        let cookie = HeaderValue::from_str(&cookie.to_string()).expect("because it is made of plain letters");
        Browser { mark, cookie }
    }
}

fn is_ours(mark: &str) -> bool {
    mark.len() == 32 && mark.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Sets the cookie of a browser that an answer marks, behind the session's.
pub async fn set(mut response: Response) -> Response {
    if let Some(Browser { cookie, .. }) = response.extensions_mut().remove::<Browser>() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
