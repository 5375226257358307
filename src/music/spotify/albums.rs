//! Albums, as lists of tracks to choose from.
//!
//! Must never: read on without an end.

use std::{sync::Arc, time::Duration};

use rspotify_model::{AlbumId, idtypes::Id};

use super::{budget::Priority, kept::Kept, reading, service::Service, tracks::Tracks};
use crate::{
    app::ports::{CatalogueUnavailable, Clock},
    domain::track::Track,
};

/// Tracks of an album that are offered; the longest box sets have more than anyone scrolls through.
const TRACKS_MAX: usize = 200;
/// Tracks of one page of an album: the most that Spotify gives.
const PAGE: usize = 50;
/// How many albums are kept: what a party pastes in a night, and Bender looks at.
const ALBUMS_MAX: u64 = 500;
/// How long they are believed, and how long they stay at hand.
const FRESH_FOR: Duration = Duration::from_hours(24);
const KEPT_FOR: Duration = Duration::from_hours(7 * 24);

/// All albums that somebody pasted, or that Bender looked at.
pub(super) struct Albums {
    service: Arc<Service>,
    tracks: Arc<Tracks>,
    kept: Kept<AlbumId<'static>, Arc<[Arc<Track>]>>,
}

impl Albums {
    pub fn new(service: &Arc<Service>, tracks: &Arc<Tracks>, clock: Arc<dyn Clock>) -> Self {
        let kept = Kept::new(ALBUMS_MAX, KEPT_FOR, clock);
        Self { service: Arc::clone(service), tracks: Arc::clone(tracks), kept }
    }

    /// All that is on an album, in its order; nothing, where there is no such album.
    pub async fn tracks(
        self: &Arc<Self>,
        priority: Priority,
        id: &AlbumId<'static>,
    ) -> Result<Arc<[Arc<Track>]>, CatalogueUnavailable> {
        let (albums, asked) = (Arc::clone(self), id.clone());
        let fetch = async move { Ok((albums.fetch(priority, &asked).await?, FRESH_FOR)) };
        self.kept.ask(id.clone(), fetch).await
    }

    async fn fetch(
        &self,
        priority: Priority,
        id: &AlbumId<'static>,
    ) -> Result<Arc<[Arc<Track>]>, CatalogueUnavailable> {
        let Some(album) = self.service.get(priority, &["albums", id.id()], &[]).await? else {
            return Ok(Arc::default());
        };
        // The first page comes with the album.
        let mut page = reading::album_tracks(&album["tracks"], &album, 0, &self.service.hosts);
        self.tracks.told(reading::items(&album["tracks"]), Some(id)).await;
        let (mut tracks, mut offset) = (page.items, page.count);
        while page.has_more && offset < TRACKS_MAX {
            let query = [("limit", &*PAGE.to_string()), ("offset", &*offset.to_string())];
            let path = ["albums", id.id(), "tracks"];
            let Some(more) = self.service.get(priority, &path, &query).await? else {
                break;
            };
            page = reading::album_tracks(&more, &album, offset, &self.service.hosts);
            self.tracks.told(reading::items(&more), Some(id)).await;
            tracks.append(&mut page.items);
            offset += page.count;
        }
        tracks.truncate(TRACKS_MAX);
        self.tracks.glimpsed(&tracks).await;
        Ok(tracks.into())
    }
}
