//! The pass of a screen: a cookie of its own, which no other address looks at.
//!
//! Must never: be readable by a page's script, or be told to another site.

use axum::http::{HeaderMap, HeaderValue, header};
use tower_sessions::cookie::{Cookie, SameSite, time};

use crate::{
    app::access::{
        hidden::Hidden,
        screens::{SCREEN_TTL, Screen},
    },
    http::{
        problem::Problem,
        site::{House, Site},
    },
};

/// A screen that showed its pass.
pub struct Shown {
    /// Which screen.
    pub screen: Screen,
    /// What it showed.
    pub pass: Hidden,
}

const fn name(is_https: bool) -> &'static str {
    if is_https { "__Host-echonest-screen" } else { "echonest-screen" }
}

/// The screen that asks, if its pass holds.
///
/// # Errors
/// [`Problem`]: the store that holds passes does not answer.
pub async fn of(site: &Site, headers: &HeaderMap) -> Result<Option<Shown>, Problem> {
    let Some(pass) = shown(headers, name(site.house.is_https())) else { return Ok(None) };
    let screen = site.doors.screens.of(&pass).await?;
    Ok(screen.map(|screen| Shown { screen, pass: pass.into() }))
}

fn shown(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|cookies| cookies.to_str().ok());
    let mut all = cookies.flat_map(Cookie::split_parse).flatten();
    all.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

/// The header that gives a screen its pass, or gives it again, so that it lasts from now on.
#[must_use]
pub fn cookie(house: &House, pass: &Hidden) -> HeaderValue {
    let seconds = i64::try_from(SCREEN_TTL.as_secs()).unwrap_or_default();
    let mut cookie = Cookie::build((name(house.is_https()), pass.reveal()))
        .path("/")
        .http_only(true)
        .secure(house.is_https())
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(seconds));
    if house.is_https() && !house.tv_frame_ancestors.is_empty() {
        // In a frame of another site a browser shows no other cookie; this one is kept apart for each such site.
        cookie = cookie.same_site(SameSite::None).partitioned(true);
    }
    HeaderValue::from_str(&cookie.build().to_string()).expect("because it is made of plain letters")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::site::tests::house;

    fn given(public_url: &str, ancestors: &[&str]) -> String {
        let tv_frame_ancestors = ancestors.iter().map(|origin| (*origin).to_owned()).collect();
        let house = House { public_url: public_url.into(), tv_frame_ancestors, ..house() };
        cookie(&house, &"secret".to_owned().into()).to_str().expect("letters").to_owned()
    }

    #[test]
    fn by_https_the_pass_is_bound_to_the_house() {
        let cookie = given("https://party.example", &[]);
        assert!(cookie.starts_with("__Host-echonest-screen=secret; "), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=31536000"] {
            assert!(cookie.contains(part), "{part}: {cookie}");
        }
        assert!(!cookie.contains("Domain") && !cookie.contains("Partitioned"), "{cookie}");
        assert!(given("http://party.example", &[]).starts_with("echonest-screen=secret; HttpOnly"));
    }

    #[test]
    fn only_where_another_site_may_frame_it_the_pass_goes_there_along() {
        let cookie = given("https://party.example", &["https://board.example"]);
        for part in ["HttpOnly", "SameSite=None", "Secure", "Partitioned"] {
            assert!(cookie.contains(part), "{part}: {cookie}");
        }
        assert!(given("http://party.example", &["http://board.example"]).contains("SameSite=Lax"));
    }
}
