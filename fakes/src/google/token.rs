//! A code for a token that says who somebody is.
//!
//! Must never: take a code twice, from another program, for another address, or without its verifier.

use axum::{
    Form, Json,
    extract::State,
    http::{HeaderMap, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Account, Google};
use crate::{
    Fields, Shared,
    client::credentials,
    mixing::{is_verified, secret},
    watching::bearer,
};

/// How long a code is good for.
const CODE_LIFE_MS: u64 = 600_000;
/// How long a token is.
const TOKEN_LIFE_MS: u64 = 3_600_000;
/// So many codes and tokens are kept at once; before there are more, the dead ones are forgotten.
const KEPT_MAX: usize = 20_000;

/// What stands behind a code.
#[derive(Debug, Clone)]
pub struct Code {
    /// Whom it was given to.
    pub client: String,
    /// Where it was sent.
    pub redirect: String,
    /// What its verifier is measured by.
    pub challenge: String,
    /// What the token has to repeat.
    pub nonce: Option<String>,
    /// What was agreed to.
    pub scopes: Vec<String>,
    /// By whom.
    pub account: Account,
    /// When.
    pub at_ms: u64,
}

/// What stands behind an access token.
#[derive(Debug)]
pub struct Access {
    account: Account,
    dies_ms: u64,
}

/// Why there is no token: a status, a code, a sentence.
struct Refused(StatusCode, &'static str, &'static str);

impl Google {
    /// Remembers a code until it is used.
    pub fn keep_code(&mut self, code: String, issued: Code) {
        if self.codes.len() >= KEPT_MAX {
            self.codes.retain(|_, kept| kept.at_ms + CODE_LIFE_MS > issued.at_ms);
        }
        self.codes.insert(code, issued);
    }

    fn keep_token(&mut self, account: Account, now_ms: u64) -> String {
        if self.tokens.len() >= KEPT_MAX {
            self.tokens.retain(|_, kept| kept.dies_ms > now_ms);
        }
        let token = secret("ya29.", 3);
        self.tokens.insert(token.clone(), Access { account, dies_ms: now_ms + TOKEN_LIFE_MS });
        token
    }

    fn redeem(&mut self, headers: &HeaderMap, form: &Fields, now_ms: u64) -> Result<Code, Refused> {
        let unknown =
            || Refused(StatusCode::UNAUTHORIZED, "invalid_client", "The OAuth client was not found.");
        let bad = |code, why| Refused(StatusCode::BAD_REQUEST, code, why);
        let asking = credentials(headers, form).ok_or_else(unknown)?;
        let client = self.clients.get(&asking.id).ok_or_else(unknown)?;
        if client.secret.is_some() && client.secret != asking.secret {
            return Err(Refused(StatusCode::UNAUTHORIZED, "invalid_client", "Unauthorized"));
        }
        let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        if field("grant_type") != "authorization_code" {
            return Err(bad("unsupported_grant_type", "Invalid grant_type."));
        }
        // Whoever shows a code has used it, whatever comes of it.
        let code = self.codes.remove(field("code"));
        let code = code.filter(|code| code.client == asking.id && code.at_ms + CODE_LIFE_MS > now_ms);
        let code = code.ok_or_else(|| bad("invalid_grant", "Bad Request"))?;
        if code.redirect != field("redirect_uri") {
            return Err(bad("redirect_uri_mismatch", "Bad Request"));
        }
        if !is_verified(field("code_verifier"), &code.challenge) {
            return Err(bad("invalid_grant", "Invalid code verifier."));
        }
        Ok(code)
    }
}

/// A code for tokens.
pub async fn exchange(State(world): State<Shared>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    let now_ms = world.clock.now_ms();
    let (keys, mistake, code, access_token) = {
        let google = &mut world.state().google;
        let code = match google.redeem(&headers, &form, now_ms) {
            Ok(code) => code,
            Err(refused) => return refused.into_response(),
        };
        let access_token = google.keep_token(code.account.clone(), now_ms);
        (google.keys.clone(), google.mistakes.pop_front().unwrap_or_default(), code, access_token)
    };
    let claims = claims(&world.google_url, &code, &access_token, now_ms);
    let id_token = mistake.sign(&keys, claims);
    let answer = json!({
        "access_token": access_token,
        "expires_in": TOKEN_LIFE_MS / 1_000 - 1,
        "scope": code.scopes.join(" "),
        "token_type": "Bearer",
        "id_token": id_token,
    });
    ([(CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

fn claims(issuer: &str, code: &Code, access_token: &str, now_ms: u64) -> Value {
    let account = &code.account;
    let now_s = now_ms / 1_000;
    let mut claims = json!({
        "iss": issuer,
        "azp": code.client,
        "aud": code.client,
        "sub": account.sub,
        "at_hash": URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token)[..16]),
        "iat": now_s,
        "exp": now_s + TOKEN_LIFE_MS / 1_000,
    });
    let has = |scope: &str| code.scopes.iter().any(|agreed| agreed == scope);
    if let Some(nonce) = &code.nonce {
        claims["nonce"] = json!(nonce);
    }
    if has("email") {
        claims["email"] = json!(account.email);
        claims["email_verified"] = json!(account.email_verified);
    }
    if has("profile") {
        let (given, family) = account.name.split_once(' ').unwrap_or((&account.name, ""));
        claims["name"] = json!(account.name);
        claims["given_name"] = json!(given);
        claims["family_name"] = json!(family);
    }
    claims
}

/// Who somebody is, once more, for whoever has their access token.
pub async fn userinfo(State(world): State<Shared>, headers: HeaderMap) -> Response {
    let state = world.state();
    let access = bearer(&headers).and_then(|token| state.google.tokens.get(token));
    let Some(access) = access.filter(|access| access.dies_ms > world.clock.now_ms()) else {
        let wrong = json!({"error": "invalid_request", "error_description": "Invalid Credentials"});
        return (StatusCode::UNAUTHORIZED, Json(wrong)).into_response();
    };
    Json(json!(access.account)).into_response()
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1, "error_description": self.2}))).into_response()
    }
}
