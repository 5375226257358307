//! One call to Spotify: paid for from the budget, sent, and its answer sorted into what can follow.
//!
//! Must never: call without asking the budget; put an address, a token or a word of an answer into
//! what it says of a failure.

use std::{fmt, sync::Arc};

use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
};
use serde_json::Value;
use url::Url;

use super::budget::{Budget, Priority};
use crate::{app::ports::CatalogueUnavailable, outgoing::Outgoing};

/// An access token. Whoever writes it down writes nothing, and so does what sends it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct AccessToken(HeaderValue);

impl AccessToken {
    /// Takes a token, if it can be one at all.
    pub fn new(token: &str) -> Option<Self> {
        let is_token = !token.is_empty() && token.bytes().all(|letter| letter.is_ascii_graphic());
        let mut header = is_token.then(|| HeaderValue::try_from(format!("Bearer {token}")))?.ok()?;
        header.set_sensitive(true);
        Some(Self(header))
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("AccessToken")
    }
}

/// Why a call brought nothing to read.
#[derive(Debug)]
pub(super) enum NoValue {
    /// 401: the token is not taken.
    TokenRefused,
    /// 403: this token may not read it.
    Forbidden,
    /// 404: there is no such thing; or 400: nor can there be, for what was asked makes no sense.
    Missing,
    /// There is no answer.
    Unavailable(CatalogueUnavailable),
}

impl From<CatalogueUnavailable> for NoValue {
    fn from(unavailable: CatalogueUnavailable) -> Self {
        Self::Unavailable(unavailable)
    }
}

/// Why a call has no answer.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// Nothing was done, for no call may be made for a while.
    MustWait(CatalogueUnavailable),
    /// Nothing can be said of what was done.
    Lost(CatalogueUnavailable),
}

impl From<Unanswered> for NoValue {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::MustWait(unavailable) | Unanswered::Lost(unavailable) => {
                Self::Unavailable(unavailable)
            }
        }
    }
}

/// The way to the Web API.
#[derive(Clone)]
pub(super) struct Calls {
    api: Option<Url>,
    outgoing: Outgoing,
    budget: Arc<Budget>,
}

impl Calls {
    pub fn new(api_url: &str, outgoing: Outgoing, budget: Arc<Budget>) -> Self {
        let api = Url::parse(api_url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        Self { api, outgoing, budget }
    }

    /// The same way, paid for from another budget: that of an app of somebody else's.
    pub fn paid_by(&self, budget: Arc<Budget>) -> Self {
        Self { budget, ..self.clone() }
    }

    pub fn budget(&self) -> &Arc<Budget> {
        &self.budget
    }

    /// Reads what stands at `path`, a list of words that need no care of the caller's.
    pub async fn get(
        &self,
        priority: Priority,
        token: &AccessToken,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Value, NoValue> {
        let answer = self.ask(priority, token, Method::GET, path, query, None).await?;
        match answer.status() {
            StatusCode::OK => {
                let value = serde_json::from_slice(answer.body());
                value.map_err(|_| plain("Spotify's answer could not be read").into())
            }
            StatusCode::UNAUTHORIZED => Err(NoValue::TokenRefused),
            StatusCode::FORBIDDEN => Err(NoValue::Forbidden),
            StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => Err(NoValue::Missing),
            status => Err(odd(status).into()),
        }
    }

    /// Asks for what stands at `path`, or tells it `body`, and gives back the answer as it is.
    pub async fn ask(
        &self,
        priority: Priority,
        token: &AccessToken,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Response<Vec<u8>>, Unanswered> {
        let no_address = || Unanswered::Lost(plain("SPOTIFY_API_URL is not an address"));
        let address = self.address(path, query).ok_or_else(no_address)?;
        let tells = method != Method::GET;
        let mut request = Request::builder()
            .method(method)
            .uri(address.as_str())
            .header(AUTHORIZATION, token.0.clone())
            .header(ACCEPT, HeaderValue::from_static("application/json"));
        let body = body.map(ToString::to_string).unwrap_or_default().into_bytes();
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        } else if tells {
            // Without it, Spotify's front door answers 411 (seen), and clients leave it out for nothing.
            request = request.header(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let request = request.body(body).map_err(|_| no_address())?;
        self.send(priority, request).await
    }

    /// Sends a request, if the budget allows. A lost connection is tried once more by [`Outgoing`], which
    /// no budget sees; three failures in a row end that, too.
    async fn send(
        &self,
        priority: Priority,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Unanswered> {
        self.budget.spend(priority).map_err(Unanswered::MustWait)?;
        let answer = self.outgoing.send(request).await;
        let answer = answer.map_err(|failure| Unanswered::Lost(self.budget.failed(&failure.to_string())))?;
        match answer.status() {
            StatusCode::TOO_MANY_REQUESTS => {
                let too_many = self.budget.too_many(retry_after(answer.headers()), is_quota(answer.body()));
                Err(Unanswered::MustWait(too_many))
            }
            status if status.is_server_error() => Err(Unanswered::Lost(self.budget.failed(&odd(status).why))),
            _ => {
                self.budget.worked();
                Ok(answer)
            }
        }
    }

    fn address(&self, path: &[&str], query: &[(&str, &str)]) -> Option<Url> {
        let mut address = self.api.clone()?;
        address.path_segments_mut().ok()?.pop_if_empty().extend(path);
        if !query.is_empty() {
            address.query_pairs_mut().extend_pairs(query);
        }
        Some(address)
    }
}

/// A failure in plain words, with no time when it is over.
pub(super) fn plain(why: &str) -> CatalogueUnavailable {
    CatalogueUnavailable { why: why.to_owned(), retry_after: None }
}

/// What is said of an answer with a status that nothing follows from.
pub(super) fn odd(status: StatusCode) -> CatalogueUnavailable {
    if status.is_redirection() {
        return plain("Spotify answered with a redirect, and those are not followed");
    }
    plain(&format!("Spotify answered with status {}", status.as_u16()))
}

/// When the other side wants to be asked again, in its own words.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<&str> {
    headers.get(RETRY_AFTER)?.to_str().ok()
}

/// Whether "too many" means the developer account's quota: `{"error": {"reason": "QUOTA_EXCEEDED"}}`,
/// or the reason beside the error.
fn is_quota(body: &[u8]) -> bool {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    [&answer["error"]["reason"], &answer["reason"]].iter().any(|reason| *reason == "QUOTA_EXCEEDED")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_written_down_by_anything_that_holds_it() {
        let token = AccessToken::new("BQDsecret").unwrap();
        let request = Request::get("http://127.0.0.1/").header(AUTHORIZATION, token.0.clone());
        let written = format!("{token:?} {:?} {request:?}", token.0);
        assert!(!written.contains("BQDsecret"), "{written}");
    }

    #[test]
    fn what_cannot_be_a_token_is_none() {
        for odd in ["", "a b", "a\r\nX-Evil: 1", "é"] {
            assert_eq!(AccessToken::new(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn a_quota_is_told_from_a_crowd_wherever_its_reason_stands() {
        assert!(is_quota(br#"{"error":{"status":429,"reason":"QUOTA_EXCEEDED"}}"#));
        assert!(is_quota(br#"{"reason":"QUOTA_EXCEEDED"}"#));
        for other in [&b""[..], b"Too many requests", br#"{"error":"x"}"#, b"[]"] {
            assert!(!is_quota(other));
        }
    }
}
