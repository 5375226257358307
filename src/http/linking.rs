//! Linking the desktop agent: a signed-in person's page shows a short code, and whoever types it into
//! the agent gets a personal token of that person's.
//!
//! Must never: give a token twice for one code, or to a page of another site.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, header},
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
    domain::{ids::NestId, text::Name},
};

/// What codes are made of: nothing that is easily taken for something else.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// What the token of an agent is called in its person's list.
const AGENT: &str = "Desktop agent";
/// The codes that link an agent that runs already: the contract's length and time.
const LINK: Kind = Kind { word: "link", length: 6, ttl: Duration::from_mins(5) };

/// A kind of codes, each of which is good once.
pub(super) struct Kind {
    /// The first word of their names in the vault.
    pub word: &'static str,
    /// How many characters they have, at most 12.
    pub length: usize,
    /// How long one can be typed in.
    pub ttl: Duration,
}

impl Kind {
    fn key(&self, code: &str) -> String {
        // Whoever reads a code out may group its letters.
        let letters = code.chars().filter(|letter| letter.is_alphanumeric());
        format!("{}:{}", self.word, access::hash(&letters.collect::<String>().to_ascii_uppercase()))
    }

    /// Makes a code for whoever asks with a browser, good for one nest or for all, and shows it.
    pub(super) async fn show(
        &self,
        site: &Site,
        visitor: &Visitor,
        nest: Option<NestId>,
    ) -> Result<Response, Problem> {
        visitor.demand_session()?;
        site.admission.search(&visitor.id)?;
        let mut dice = site.dice.roll();
        let letters = (0..self.length).map(|_| {
            let letter = LETTERS[usize::try_from(dice % 32).unwrap_or_default()];
            dice /= 32;
            char::from(letter)
        });
        let code: String = letters.collect();
        let shown =
            serde_json::to_vec(&Shown { bearer: visitor.bearer(nest) }).expect("because it is made of texts");
        site.doors.vault.put(&self.key(&code), shown, self.ttl).await?;
        let until_ms = site.clock.now_ms() + u64::try_from(self.ttl.as_millis()).unwrap_or_default();
        let answer = Json(json!({ "code": code, "until_ms": until_ms }));
        Ok(([(header::CACHE_CONTROL, "no-store")], answer).into_response())
    }

    /// Who showed this code, once.
    pub(super) async fn spend(&self, site: &Site, code: &str) -> Result<Option<Bearer>, Problem> {
        let kept = site.doors.vault.take(&self.key(code)).await?;
        let shown = kept.and_then(|kept| serde_json::from_slice(&kept).ok());
        Ok(shown.map(|Shown { bearer }| bearer))
    }
}

/// Makes the token of an agent that was told a code.
pub(super) async fn agent_token(site: &Site, bearer: Bearer) -> Result<String, Problem> {
    let person = bearer.person.clone();
    let name = Name::parse(AGENT).expect("because it is a name");
    let (_, token) = site.doors.tokens.make(bearer, name).await.map_err(|not_made| match not_made {
        NotMade::TooMany => Problem::forbidden(format!(
            "You have {TOKENS_MAX} tokens. Delete one on the page, and try again."
        )),
        NotMade::Failed(failure) => failure.into(),
    })?;
    tracing::info!(person.id = %person, "A desktop agent was linked.");
    Ok(token)
}

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
    LINK.show(&site, &visitor, None).await
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
    let bearer = LINK.spend(&site, &code).await?.ok_or_else(|| Problem::not_found("This code"))?;
    let (person, called) = (bearer.person.clone(), bearer.name.clone());
    let token = agent_token(&site, bearer).await?;
    let answer = Json(json!({
        "email": format!("{person}@nest.invalid"),
        "name": called.as_str(),
        "user_token": token,
    }));
    Ok(([(header::CACHE_CONTROL, "no-store")], answer).into_response())
}
