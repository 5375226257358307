//! Spotify as the app itself may ask it: with its own token, in the host's market.
//!
//! Must never: ask a third time because a token was not taken.

use serde_json::Value;

use super::{
    artwork::ArtworkHosts,
    budget::Priority,
    calls::{Calls, NoValue, plain},
    tokens::Tokens,
};
use crate::app::ports::CatalogueUnavailable;

/// Why there is no answer where the app may not ask at all.
pub const APP_BLOCKED: &str =
    "Spotify refuses this app; its owner needs Premium, and the app must not be blocked";

/// The calls, and the token for them.
pub(super) struct Service {
    pub calls: Calls,
    pub tokens: Tokens,
    /// The country whose catalogue counts. Without one, Spotify tells an app of no episodes.
    pub market: Option<String>,
    /// Where covers may come from.
    pub hosts: ArtworkHosts,
}

impl Service {
    /// Reads what stands at `path`; `None` where there is no such thing.
    pub async fn get(
        &self,
        priority: Priority,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Option<Value>, CatalogueUnavailable> {
        let mut query = query.to_vec();
        query.extend(self.market.as_deref().map(|market| ("market", market)));
        // A token for a call that must not be made would be a call, too.
        self.calls.budget().allows(priority)?;
        let mut token = self.tokens.token().await?;
        let mut answer = self.calls.get(priority, &token, path, &query).await;
        if let Err(NoValue::TokenRefused) = answer {
            self.tokens.forget(&token).await;
            token = self.tokens.token().await?;
            answer = self.calls.get(priority, &token, path, &query).await;
        }
        match answer {
            Ok(value) => Ok(Some(value)),
            Err(NoValue::Missing) => Ok(None),
            Err(NoValue::Unavailable(unavailable)) => Err(unavailable),
            Err(NoValue::TokenRefused) => Err(plain("Spotify does not take the token that it gave the app")),
            Err(NoValue::Forbidden) => Err(plain(APP_BLOCKED)),
        }
    }
}
