//! A program that was registered with a service: its secret, and where it may be returned to.
//!
//! Must never: let anybody be sent to an address that the real services would not register.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::Fields;

/// Where a program may be returned to that gave no list of its own: anywhere with these ends.
const USUAL_ENDS: [&str; 2] = ["/authentication/callback", "/authentication/spotify_callback"];

/// A registered program.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Client {
    /// What only it knows; without one it has to do with PKCE.
    pub secret: Option<String>,
    /// The exact addresses it may be returned to. None given: the usual ones, on any safe host.
    pub redirects: Option<Vec<String>>,
    /// Spotify's list of people who may use it, at most [`crate::spotify::PEOPLE_MAX`].
    pub people: Vec<String>,
}

/// What a program says of itself when it asks for tokens.
#[derive(Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Which one it says it is.
    pub id: String,
    /// How it proves that, if it does.
    pub secret: Option<String>,
}

impl Client {
    /// Whether it may be returned to an address.
    pub fn admits(&self, redirect: &str) -> bool {
        is_safe(redirect)
            && match &self.redirects {
                Some(listed) => listed.iter().any(|address| address == redirect),
                None => is_usual(redirect),
            }
    }
}

/// Whether an address is one that the real services register: HTTPS, or loopback by its number.
pub fn is_safe(redirect: &str) -> bool {
    let Ok(url) = Url::parse(redirect) else { return false };
    let is_loopback = url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "[::1]"));
    let is_plain = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    is_plain && (is_loopback || url.scheme() == "https")
}

fn is_usual(redirect: &str) -> bool {
    let Ok(url) = Url::parse(redirect) else { return false };
    let path = url.path().trim_end_matches('/');
    url.query().is_none() && USUAL_ENDS.iter().any(|end| path.ends_with(end))
}

/// An address with more behind its question mark.
pub fn with_query(address: &str, fields: &[(&str, &str)]) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    url.query_pairs_mut().extend_pairs(fields);
    url.into()
}

/// Who asks for tokens: by Basic, else by the fields of the form.
pub fn credentials(headers: &HeaderMap, form: &Fields) -> Option<Credentials> {
    if let Some(basic) =
        headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Basic "))
    {
        let pair = String::from_utf8(STANDARD.decode(basic).ok()?).ok()?;
        let (id, secret) = pair.split_once(':')?;
        return Some(Credentials { id: decoded(id), secret: Some(decoded(secret)) });
    }
    let id = form.get("client_id")?.clone();
    Some(Credentials { id, secret: form.get("client_secret").filter(|secret| !secret.is_empty()).cloned() })
}

/// RFC 6749, 2.3.1, has both written as in a form before they are put together.
fn decoded(text: &str) -> String {
    url::form_urlencoded::parse(format!("={text}").as_bytes())
        .next()
        .map_or_else(|| text.to_owned(), |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_addresses_are_https_or_loopback_by_number() {
        let client = Client::default();
        for good in [
            "http://127.0.0.1:5001/authentication/callback",
            "http://[::1]:5001/authentication/spotify_callback/",
            "https://party.example/authentication/callback",
        ] {
            assert!(client.admits(good), "{good}");
        }
        for bad in [
            "http://localhost:5001/authentication/callback",
            "http://127.0.0.1.evil.example/authentication/callback",
            "http://party.example/authentication/callback",
            "https://party.example/elsewhere",
            "https://party.example/authentication/callback#here",
            "https://party.example/authentication/callback?to=evil",
            "javascript:alert(1)",
        ] {
            assert!(!client.admits(bad), "{bad}");
        }
    }

    #[test]
    fn a_list_is_taken_to_the_letter() {
        let listed = "https://party.example/back".to_owned();
        let client = Client { redirects: Some(vec![listed]), ..Client::default() };
        assert!(client.admits("https://party.example/back"));
        assert!(!client.admits("https://party.example/back/"));
        assert!(!client.admits("https://party.example/authentication/callback"));
    }

    #[test]
    fn basic_comes_before_the_form() {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("Basic {}", STANDARD.encode("me:s%3Acret")).parse().unwrap());
        let form = Fields::from([("client_id".to_owned(), "you".to_owned())]);
        let found = credentials(&headers, &form).unwrap();
        assert_eq!(found, Credentials { id: "me".to_owned(), secret: Some("s:cret".to_owned()) });
        assert_eq!(credentials(&HeaderMap::new(), &form).unwrap().id, "you");
    }
}
