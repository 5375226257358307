//! The app's own token: what searches and look-ups need, and nobody's login.
//!
//! Client credentials (RFC 6749, section 4.4): the app's id and secret for a token of an hour.
//!
//! Must never: write an id, a secret or a token down; ask again while an answer is on its way, or a
//! moment after a refusal.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{
    HeaderValue, Request, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use serde_json::Value;

use super::{
    calls::{AccessToken, plain, retry_after},
    kept::Kept,
};
use crate::{
    app::ports::{CatalogueUnavailable, Clock},
    outgoing::Outgoing,
};

/// How long before its end a token is no longer used.
const RENEWED_BEFORE: Duration = Duration::from_mins(1);
/// How long a token lasts that does not say so. Spotify's last an hour.
const LASTS_DEFAULT: Duration = Duration::from_mins(30);
/// How long a token is kept at least and at most, whatever it says of itself.
const LASTS_MIN: Duration = Duration::from_secs(30);
/// A day: long before that something else has gone wrong with it.
const LASTS_MAX: Duration = Duration::from_hours(24);
/// How long nobody asks again when no token could be had.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// The longest that nobody asks again because the other side said so.
const AGAIN_AFTER_MAX: Duration = Duration::from_hours(1);

/// Why there is none where the app's id and secret do not suit each other.
pub const APP_REFUSED: &str = "Spotify refuses the app's client id or client secret";

/// A token, or for a moment why there is none.
type Token = Result<AccessToken, CatalogueUnavailable>;

/// The app's token, fetched when it is needed.
pub(super) struct Tokens {
    address: String,
    app: Option<HeaderValue>,
    outgoing: Outgoing,
    kept: Kept<(), Token>,
}

impl Tokens {
    pub fn new(
        accounts_url: &str,
        client_id: &str,
        client_secret: &str,
        outgoing: Outgoing,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let app = STANDARD.encode(format!("{client_id}:{client_secret}"));
        let mut app = HeaderValue::try_from(format!("Basic {app}")).ok();
        if let Some(app) = &mut app {
            app.set_sensitive(true);
        }
        let address = format!("{}/api/token", accounts_url.trim_end_matches('/'));
        Self { address, app, outgoing, kept: Kept::new(1, LASTS_MAX, clock) }
    }

    /// A token that should be taken.
    pub async fn token(&self) -> Token {
        let (request, outgoing) = (self.request(), self.outgoing.clone());
        let fetch = async move {
            // A failure is an answer, too: it is kept for a moment, so that nobody asks in a loop.
            Ok(match fetch(request, &outgoing).await {
                Ok((token, lasts)) => (Ok(token), lasts),
                Err(failure) => {
                    let again = failure.retry_after.unwrap_or(AGAIN_AFTER);
                    (Err(CatalogueUnavailable { retry_after: Some(again), ..failure }), again)
                }
            })
        };
        self.kept.ask((), fetch).await.and_then(|token| token)
    }

    /// This one was not taken: the next is another.
    pub async fn forget(&self, refused: &AccessToken) {
        self.kept.forget_if((), |kept| kept.as_ref() == Ok(refused)).await;
    }

    fn request(&self) -> Option<Request<Vec<u8>>> {
        Request::post(&self.address)
            .header(AUTHORIZATION, self.app.clone()?)
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
            .body(b"grant_type=client_credentials".to_vec())
            .ok()
    }
}

async fn fetch(
    request: Option<Request<Vec<u8>>>,
    outgoing: &Outgoing,
) -> Result<(AccessToken, Duration), CatalogueUnavailable> {
    let request = request.ok_or_else(|| plain("SPOTIFY_ACCOUNTS_URL is not an address"))?;
    let answer = outgoing.send(request).await.map_err(|failure| plain(&failure.to_string()))?;
    match answer.status() {
        StatusCode::OK => {
            read(&answer).ok_or_else(|| plain("Spotify gave the app something that is no token"))
        }
        // Which of the two it is, is not said; a wrong secret is `invalid_client`.
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED => Err(plain(APP_REFUSED)),
        StatusCode::TOO_MANY_REQUESTS => {
            let seconds = retry_after(answer.headers()).and_then(|text| text.trim().parse().ok());
            let again = seconds.map_or(AGAIN_AFTER, Duration::from_secs).clamp(AGAIN_AFTER, AGAIN_AFTER_MAX);
            let why = "Spotify got too many sign-ins of this app, and asks to wait".to_owned();
            Err(CatalogueUnavailable { why, retry_after: Some(again) })
        }
        status => Err(plain(&format!("Spotify answered the app's sign-in with status {}", status.as_u16()))),
    }
}

fn read(answer: &Response<Vec<u8>>) -> Option<(AccessToken, Duration)> {
    let answer: Value = serde_json::from_slice(answer.body()).ok()?;
    let lasts = answer["expires_in"].as_u64().map_or(LASTS_DEFAULT, Duration::from_secs);
    let lasts = lasts.clamp(LASTS_MIN, LASTS_MAX);
    // One that ends soon is used for half its time rather than never.
    let used = lasts.saturating_sub(RENEWED_BEFORE).max(lasts / 2);
    Some((AccessToken::new(answer["access_token"].as_str()?)?, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used_for(body: &str) -> Option<Duration> {
        read(&Response::new(body.as_bytes().to_vec())).map(|(_, used)| used)
    }

    #[test]
    fn a_token_is_renewed_before_its_end() {
        let used = used_for(r#"{"access_token":"x","token_type":"Bearer","expires_in":3600}"#);
        assert_eq!(used, Some(Duration::from_mins(59)));
        assert_eq!(used_for(r#"{"access_token":"x","expires_in":30}"#), Some(Duration::from_secs(15)));
        assert_eq!(used_for(r#"{"access_token":"x","expires_in":0}"#), Some(Duration::from_secs(15)));
        assert_eq!(used_for(r#"{"access_token":"x"}"#), Some(Duration::from_mins(29)));
    }

    #[test]
    fn what_is_no_token_is_none() {
        for body in ["", "{}", "[]", r#"{"access_token":""}"#, r#"{"access_token":7}"#, "<html>"] {
            assert_eq!(used_for(body), None, "{body}");
        }
    }
}
