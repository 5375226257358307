//! Linking the desktop agent: a signed-in person's page shows a short code, and whoever types it into
//! the agent within five minutes gets a personal token of that person's.
//!
//! Must never: give a token twice for one code, or to a page of another site.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{problem::Problem, site::Site, visitor::Visitor};
use crate::{
    app::access::{
        self,
        tokens::{Bearer, NotMade, TOKENS_MAX},
    },
    domain::text::Name,
};

/// How long a code can be typed in: the contract's.
pub const CODE_TTL: Duration = Duration::from_mins(5);
/// How many characters a code has: the contract's.
const CODE_LENGTH: usize = 6;
/// What codes are made of: nothing that is easily taken for something else.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// What the token of an agent is called in its person's list.
const AGENT: &str = "Desktop agent";

/// Who showed a code.
#[derive(Serialize, Deserialize)]
struct Shown {
    bearer: Bearer,
}

/// What the agent was told.
#[derive(Deserialize)]
pub struct Typed {
    code: String,
}

/// Makes a code for whoever asks with a browser.
///
/// # Errors
/// [`Problem`].
pub async fn show(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.demand_session()?;
    site.admission.search(&visitor.id)?;
    let mut dice = site.dice.roll();
    let letters = (0..CODE_LENGTH).map(|_| {
        let letter = LETTERS[usize::try_from(dice % 32).unwrap_or_default()];
        dice /= 32;
        char::from(letter)
    });
    let code: String = letters.collect();
    let bearer = Bearer {
        id: String::new(),
        person: visitor.id.clone(),
        name: visitor.name.clone(),
        guest: visitor.guest,
        nest: None,
    };
    let shown = serde_json::to_vec(&Shown { bearer }).expect("because it is made of texts");
    site.doors.vault.put(&key(&code), shown, CODE_TTL).await?;
    let until_ms = site.clock.now_ms() + u64::try_from(CODE_TTL.as_millis()).unwrap_or_default();
    Ok(Json(json!({ "code": code, "until_ms": until_ms })).into_response())
}

/// Gives the agent that was told a code the token of whoever showed it, once.
///
/// # Errors
/// [`Problem`]: no such code, or not any more.
pub async fn take(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(Typed { code }): Json<Typed>,
) -> Result<Response, Problem> {
    site.admission.attempt(site.house.proxies.client(peer.ip(), &headers))?;
    let unknown = || Problem::not_found("This code");
    let kept = site.doors.vault.take(&key(&code.trim().to_ascii_uppercase())).await?.ok_or_else(unknown)?;
    let Shown { bearer } = serde_json::from_slice(&kept).map_err(|_| unknown())?;
    let (person, called) = (bearer.person.clone(), bearer.name.clone());
    let name = Name::parse(AGENT).expect("because it is a name");
    let (_, token) = site.doors.tokens.make(bearer, name).await.map_err(|not_made| match not_made {
        NotMade::TooMany => Problem::forbidden(format!(
            "You have {TOKENS_MAX} tokens. Delete one on the page, and try again."
        )),
        NotMade::Failed(failure) => failure.into(),
    })?;
    tracing::info!(person.id = %person, "A desktop agent was linked.");
    Ok(Json(json!({
        "email": format!("{person}@nest.invalid"),
        "name": called.as_str(),
        "user_token": token,
    }))
    .into_response())
}

fn key(code: &str) -> String {
    format!("link:{}", access::hash(code))
}
