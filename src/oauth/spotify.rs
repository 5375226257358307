//! Spotify's accounts: consent by OAuth 2.0 with PKCE (RFC 7636), which needs no secret, so that a person
//! may bring an app of their own.
//!
//! Must never: try again what was refused.

use async_trait::async_trait;
use http::{HeaderValue, Method, Request, StatusCode, header};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, CsrfToken, EndpointNotSet, EndpointSet,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, TokenResponse, TokenUrl,
    basic::{BasicClient, BasicTokenResponse},
};
use serde::Deserialize;

use crate::{
    app::{
        access::hidden::Hidden,
        ports::{Consents, Grant, Profile, SentAway, ServiceFailure},
    },
    outgoing::Outgoing,
};

/// How long an access token lasts where Spotify does not say so: an hour, as it documents.
const USUAL_ACCESS: std::time::Duration = std::time::Duration::from_hours(1);

type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// Spotify's accounts.
pub struct SpotifyAccounts {
    accounts_url: String,
    api_url: String,
    outgoing: Outgoing,
}

/// What `/me` says. More is there, and less is promised.
#[derive(Deserialize)]
struct Me {
    account_id: Option<String>,
    id: Option<String>,
    display_name: Option<String>,
}

impl SpotifyAccounts {
    /// The accounts at one address, and the interface at another.
    #[must_use]
    pub fn new(accounts_url: String, api_url: String, outgoing: Outgoing) -> Self {
        Self { accounts_url, api_url, outgoing }
    }

    fn client(&self, client_id: &str) -> Result<Client, ServiceFailure> {
        let wrong = |_| ServiceFailure::Misconfigured("SPOTIFY_ACCOUNTS_URL is no address".into());
        Ok(BasicClient::new(ClientId::new(client_id.to_owned()))
            .set_auth_uri(AuthUrl::new(format!("{}/authorize", self.accounts_url)).map_err(wrong)?)
            .set_token_uri(TokenUrl::new(format!("{}/api/token", self.accounts_url)).map_err(wrong)?)
            .set_auth_type(AuthType::RequestBody))
    }
}

fn redirect(back: &str) -> Result<RedirectUrl, ServiceFailure> {
    RedirectUrl::new(back.to_owned())
        .map_err(|_| ServiceFailure::Misconfigured("our redirect address is none".into()))
}

fn grant(answer: &BasicTokenResponse) -> Grant {
    let scopes = answer.scopes().map(|scopes| {
        let scopes: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
        scopes.join(" ")
    });
    Grant {
        access: Hidden::from(answer.access_token().secret().clone()),
        access_for: answer.expires_in().unwrap_or(USUAL_ACCESS),
        refresh: answer.refresh_token().map(|token| Hidden::from(token.secret().clone())),
        scopes,
    }
}

#[async_trait]
impl Consents for SpotifyAccounts {
    async fn send_away(
        &self,
        client_id: &str,
        scopes: &[&str],
        back: &str,
    ) -> Result<SentAway, ServiceFailure> {
        let client = self.client(client_id)?.set_redirect_uri(redirect(back)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state) = client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        Ok(SentAway {
            url: url.into(),
            state: Hidden::from(state.into_secret()),
            nonce: Hidden::from(String::new()),
            verifier: Hidden::from(verifier.into_secret()),
        })
    }

    async fn redeem(
        &self,
        client_id: &str,
        code: &Hidden,
        verifier: &Hidden,
        back: &str,
    ) -> Result<Grant, ServiceFailure> {
        let answer = self
            .client(client_id)?
            .set_redirect_uri(redirect(back)?)
            .exchange_code(AuthorizationCode::new(code.reveal().to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.reveal().to_owned()))
            .request_async(&self.outgoing)
            .await
            .map_err(|error| super::failure(&error))?;
        Ok(grant(&answer))
    }

    async fn refresh(&self, client_id: &str, refresh: &Hidden) -> Result<Grant, ServiceFailure> {
        let answer = self
            .client(client_id)?
            .exchange_refresh_token(&RefreshToken::new(refresh.reveal().to_owned()))
            .request_async(&self.outgoing)
            .await
            .map_err(|error| super::failure(&error))?;
        Ok(grant(&answer))
    }

    async fn profile(&self, access: &Hidden) -> Result<Profile, ServiceFailure> {
        let unreadable = || ServiceFailure::Unavailable("its answer makes no sense".into());
        let mut bearer =
            HeaderValue::from_str(&format!("Bearer {}", access.reveal())).map_err(|_| unreadable())?;
        bearer.set_sensitive(true);
        let request = Request::builder()
            .method(Method::GET)
            .uri(format!("{}/me", self.api_url))
            .header(header::AUTHORIZATION, bearer)
            .body(Vec::new())
            .map_err(|_| ServiceFailure::Misconfigured("SPOTIFY_API_URL is no address".into()))?;
        let answer = self.outgoing.send(request).await;
        let answer = answer.map_err(|no_answer| ServiceFailure::Unavailable(no_answer.to_string()))?;
        match answer.status() {
            StatusCode::OK => {}
            status @ (StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED) => {
                return Err(ServiceFailure::Refused(status.to_string()));
            }
            status => return Err(ServiceFailure::Unavailable(status.to_string())),
        }
        let me: Me = serde_json::from_slice(answer.body()).map_err(|_| unreadable())?;
        let id = me.account_id.or(me.id).ok_or_else(unreadable)?;
        Ok(Profile { id, name: me.display_name })
    }
}
