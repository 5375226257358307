//! Google's programs, accounts, keys, and what the next token gets wrong.
//!
//! Must never: show a private key.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use super::{Wrong, nobody, wrong};
use crate::{
    Shared,
    client::Client,
    google::{ACCOUNTS_MAX, Account, MISTAKES_MAX, Mistake, keys::Key},
};

/// An account to be; what is not given is made up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    email: String,
    name: Option<String>,
    sub: Option<String>,
    email_verified: Option<bool>,
}

/// How keys change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    keeps_old: bool,
}

/// `PUT /_control/google/clients/{id}`
pub async fn register(
    State(world): State<Shared>,
    Path(id): Path<String>,
    Json(client): Json<Client>,
) -> StatusCode {
    world.state().google.clients.insert(id, client);
    StatusCode::NO_CONTENT
}

/// `DELETE /_control/google/clients/{id}`
pub async fn strike(State(world): State<Shared>, Path(id): Path<String>) -> Result<StatusCode, Wrong> {
    world.state().google.clients.remove(&id).ok_or_else(nobody)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /_control/google/accounts`
pub async fn accounts(State(world): State<Shared>) -> Json<Value> {
    Json(json!(world.state().google.accounts.values().collect::<Vec<_>>()))
}

/// `POST /_control/google/accounts`: adds one, or changes the one of this `sub`.
pub async fn add_account(
    State(world): State<Shared>,
    Json(new): Json<NewAccount>,
) -> Result<Json<Account>, Wrong> {
    let mut account = Account::of(&new.email, new.name.as_deref().unwrap_or(&new.email));
    account.sub = new.sub.unwrap_or(account.sub);
    account.email_verified = new.email_verified.unwrap_or(true);
    let accounts = &mut world.state().google.accounts;
    if accounts.len() >= ACCOUNTS_MAX {
        return Err(wrong("There are too many accounts."));
    }
    accounts.insert(account.sub.clone(), account.clone());
    Ok(Json(account))
}

/// `DELETE /_control/google/accounts/{sub or e-mail}`
pub async fn remove_account(
    State(world): State<Shared>,
    Path(who): Path<String>,
) -> Result<StatusCode, Wrong> {
    let accounts = &mut world.state().google.accounts;
    let before = accounts.len();
    accounts.retain(|sub, account| *sub != who && !account.email.eq_ignore_ascii_case(&who));
    if accounts.len() == before { Err(nobody()) } else { Ok(StatusCode::NO_CONTENT) }
}

/// `POST /_control/google/next_token`: what the next one gets wrong; one more is the one after.
pub async fn spoil_next(
    State(world): State<Shared>,
    Json(mistake): Json<Mistake>,
) -> Result<StatusCode, Wrong> {
    let mistakes = &mut world.state().google.mistakes;
    if mistakes.len() >= MISTAKES_MAX {
        return Err(wrong("There are too many mistakes waiting."));
    }
    mistakes.push_back(mistake);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /_control/google/keys`: from now on a new key signs; the old ones are shown no longer, or still.
pub async fn rotate(
    State(world): State<Shared>,
    Json(rotation): Json<Rotation>,
) -> Result<Json<Value>, Wrong> {
    let key = spawn_blocking(Key::make).await.map_err(|_| wrong("No key could be made."))?;
    let keys = &mut world.state().google.keys;
    keys.rotate(key, rotation.keeps_old);
    Ok(Json(json!({"keys": keys.ids()})))
}
