//! What a person keeps at Spotify: their own playlists, read with an access token of theirs.
//!
//! Must never: keep a person's token, or anything that only they may see.

use async_trait::async_trait;
use serde_json::Value;

use super::{
    SpotifyCatalogue,
    budget::Priority,
    calls::{AccessToken, NoValue},
    links, reading,
};
use crate::app::ports::{Found, Playlists, Shelf, ShelfFailure};

/// Playlists, or tracks of one, on a page: the most that Spotify gives of both.
const PAGE: &str = "50";
/// What a refusal can mean. Spotify does not say which it is.
const REFUSED: &str = "the person is not on the app's list, did not agree to this, or it is somebody else's";
const MISSING: &str = "there is no such list, or it is not the person's own";

#[async_trait]
impl Shelf for SpotifyCatalogue {
    async fn playlists(&self, access: &str, offset: usize) -> Result<Playlists, ShelfFailure> {
        let answer = self.read(access, &["me", "playlists"], offset).await?;
        Ok(reading::playlists(&answer, offset))
    }

    async fn playlist(&self, access: &str, id: &str, offset: usize) -> Result<Found, ShelfFailure> {
        if links::playlist_id(id).is_none() {
            return Err(ShelfFailure::Forbidden(MISSING.into()));
        }
        let answer = self.read(access, &["playlists", id, "items"], offset).await?;
        let page = reading::playlist_tracks(&answer, offset, &self.service.hosts);
        // A track is the same for everyone; whose list it is on is not kept.
        self.tracks.seen(&page.items).await;
        let next_offset = page.has_more.then_some(offset.saturating_add(page.count));
        Ok(Found { tracks: page.items, next_offset })
    }
}

impl SpotifyCatalogue {
    async fn read(&self, access: &str, path: &[&str], offset: usize) -> Result<Value, ShelfFailure> {
        let token = AccessToken::new(access).ok_or(ShelfFailure::SignedOut)?;
        let offset = offset.to_string();
        let mut query = vec![("limit", PAGE), ("offset", &offset)];
        query.extend(self.service.market.as_deref().map(|market| ("market", market)));
        let answer = self.service.calls.get(Priority::Search, &token, path, &query).await;
        answer.map_err(|failure| match failure {
            NoValue::TokenRefused => ShelfFailure::SignedOut,
            NoValue::Forbidden => ShelfFailure::Forbidden(REFUSED.into()),
            NoValue::Missing => ShelfFailure::Forbidden(MISSING.into()),
            NoValue::Unavailable(unavailable) => ShelfFailure::Unavailable(unavailable),
        })
    }
}
