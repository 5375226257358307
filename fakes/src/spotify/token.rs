//! Codes, refresh tokens and secrets for access tokens.
//!
//! Must never: take a code twice, from another program, for another address, or without its verifier.

use axum::{
    Form, Json,
    extract::State,
    http::{HeaderMap, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    Spotify,
    authorising::CODE_LIFE_MS,
    grants::{Grant, Issued},
};
use crate::{
    Fields, Shared,
    client::{Credentials, credentials},
    mixing::is_verified,
};

/// Why there is no token: a code, a sentence.
struct Refused(&'static str, &'static str);

/// The token endpoint, for all three kinds of grants.
pub async fn exchange(State(world): State<Shared>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    let now_ms = world.clock.now_ms();
    let spotify = &mut world.state().spotify;
    let answer = match form.get("grant_type").map(String::as_str) {
        Some("authorization_code") => spotify.redeem(&headers, &form, now_ms),
        Some("refresh_token") => spotify.renew(&headers, &form, now_ms),
        Some("client_credentials") => spotify.trust(&headers, &form, now_ms),
        _ => Err(Refused("unsupported_grant_type", "grant_type parameter is missing or unknown")),
    };
    match answer {
        Ok(answer) => ([(CACHE_CONTROL, "no-store")], Json(answer)).into_response(),
        Err(refused) => refused.into_response(),
    }
}

impl Spotify {
    fn redeem(&mut self, headers: &HeaderMap, form: &Fields, now_ms: u64) -> Result<Value, Refused> {
        let asking = self.known(headers, form)?;
        let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        // Whoever shows a code has used it, whatever comes of it.
        let code = self.codes.remove(field("code"));
        let code = code.filter(|code| code.client == asking.id);
        let code = code.ok_or(Refused("invalid_grant", "Invalid authorization code"))?;
        if code.at_ms + CODE_LIFE_MS <= now_ms {
            return Err(Refused("invalid_grant", "Authorization code expired"));
        }
        if code.redirect != field("redirect_uri") {
            return Err(Refused("invalid_grant", "Invalid redirect URI"));
        }
        match &code.challenge {
            Some(challenge) if !is_verified(field("code_verifier"), challenge) => {
                return Err(Refused("invalid_grant", "code_verifier was incorrect"));
            }
            None if asking.secret.is_none() => {
                return Err(Refused("invalid_client", "Invalid client secret"));
            }
            _ => {}
        }
        let grant = Grant {
            person: code.person,
            client: code.client,
            scopes: code.scopes,
            consented_at_ms: now_ms,
            refreshes: 0,
            reuses: 0,
            turns_over: code.challenge.is_some(),
        };
        let issued = self.grants.begin(grant, &self.settings, now_ms);
        Ok(self.told(&issued))
    }

    fn renew(&mut self, headers: &HeaderMap, form: &Fields, now_ms: u64) -> Result<Value, Refused> {
        let asking = self.known(headers, form)?;
        let token = form.get("refresh_token").map(String::as_str);
        let token = token.ok_or(Refused("invalid_request", "refresh_token must be supplied"))?;
        let issued = self.grants.refresh(token, &asking.id, &self.settings, now_ms);
        let issued = issued.ok_or(Refused("invalid_grant", "Refresh token revoked"))?;
        Ok(self.told(&issued))
    }

    fn trust(&mut self, headers: &HeaderMap, form: &Fields, now_ms: u64) -> Result<Value, Refused> {
        let asking = self.known(headers, form)?;
        asking.secret.ok_or(Refused("invalid_client", "Invalid client secret"))?;
        let access = self.grants.for_program(&asking.id, &self.settings, now_ms);
        Ok(json!({"access_token": access, "token_type": "Bearer", "expires_in": self.life_s()}))
    }

    /// Who asks. A secret need not be shown, but what is shown has to be right.
    fn known(&self, headers: &HeaderMap, form: &Fields) -> Result<Credentials, Refused> {
        let asking = credentials(headers, form).ok_or(Refused("invalid_client", "Invalid client"))?;
        let client = self.clients.get(&asking.id).ok_or(Refused("invalid_client", "Invalid client"))?;
        if asking.secret.is_some() && asking.secret != client.secret {
            return Err(Refused("invalid_client", "Invalid client secret"));
        }
        Ok(asking)
    }

    fn told(&self, issued: &Issued) -> Value {
        let scopes: Vec<&str> = issued.scopes.iter().map(String::as_str).collect();
        let mut told = json!({
            "access_token": issued.access,
            "token_type": "Bearer",
            "expires_in": self.life_s(),
            "scope": scopes.join(" "),
        });
        if let Some(refresh) = &issued.refresh {
            told["refresh_token"] = json!(refresh);
        }
        told
    }

    fn life_s(&self) -> u64 {
        self.settings.access_life_ms / 1_000
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let answer = json!({"error": self.0, "error_description": self.1});
        (StatusCode::BAD_REQUEST, Json(answer)).into_response()
    }
}
