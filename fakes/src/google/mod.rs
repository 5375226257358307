//! The stand-in for Google: `OpenID` Connect with discovery, keys that change, and accounts to choose from.
//!
//! Must never: be laxer than the real one about who asks and where to return.

mod accounts;
mod authorising;
pub mod keys;
mod mistakes;
mod token;

use std::collections::{BTreeMap, HashMap, VecDeque};

use axum::{
    Json, Router,
    extract::State,
    http::header::CACHE_CONTROL,
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::{Value, json};

pub use self::{
    accounts::Account,
    mistakes::{MISTAKES_MAX, Mistake},
};
use self::{keys::Keys, token::Code};
use crate::{Shared, client::Client};

/// How long the page may keep the keys, as the real one says in `Cache-Control`.
const KEYS_LIFE_S: u32 = 19_800;
/// The program that is registered from the start, and its secret.
const DEMO_CLIENT: (&str, &str) = ("demo-google", "demo-google-secret");
/// So many accounts at most; a load makes up one for each guest.
pub const ACCOUNTS_MAX: usize = 50_000;

/// Accounts, keys, and what is under way.
#[derive(Debug)]
pub struct Google {
    /// The registered programs, by id.
    pub clients: BTreeMap<String, Client>,
    /// Who can sign in, by `sub`.
    pub accounts: BTreeMap<String, Account>,
    /// What signs.
    pub keys: Keys,
    /// What the next tokens get wrong.
    pub mistakes: VecDeque<Mistake>,
    codes: HashMap<String, Code>,
    tokens: HashMap<String, token::Access>,
}

impl Google {
    /// As it is at the start. Makes a key.
    pub fn new() -> Self {
        Self::with(Keys::new())
    }

    /// The same again, with the key that signs now.
    pub fn as_at_the_start(&self) -> Self {
        Self::with(self.keys.newest_alone())
    }

    fn with(keys: Keys) -> Self {
        let (id, secret) = DEMO_CLIENT;
        let client = Client { secret: Some(secret.to_owned()), ..Client::default() };
        Self {
            clients: BTreeMap::from([(id.to_owned(), client)]),
            accounts: accounts::demo().into_iter().map(|account| (account.sub.clone(), account)).collect(),
            keys,
            mistakes: VecDeque::new(),
            codes: HashMap::new(),
            tokens: HashMap::new(),
        }
    }
}

/// Its addresses.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/oauth2/v3/certs", get(certs))
        .route("/o/oauth2/v2/auth", get(authorising::show))
        .route("/o/oauth2/v2/auth/choose", post(authorising::choose))
        .route("/token", post(token::exchange))
        .route("/v1/userinfo", get(token::userinfo))
}

async fn discovery(State(world): State<Shared>) -> impl IntoResponse {
    let url = &world.google_url;
    let document: Value = json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/o/oauth2/v2/auth"),
        "token_endpoint": format!("{url}/token"),
        "userinfo_endpoint": format!("{url}/v1/userinfo"),
        "jwks_uri": format!("{url}/oauth2/v3/certs"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss",
            "name", "picture", "sub"],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code"],
    });
    ([(CACHE_CONTROL, "public, max-age=3600")], Json(document))
}

async fn certs(State(world): State<Shared>) -> impl IntoResponse {
    let cached = format!("public, max-age={KEYS_LIFE_S}, must-revalidate, no-transform");
    ([(CACHE_CONTROL, cached)], Json(world.state().google.keys.shown()))
}
