//! Tracks and episodes that somebody named or any answer showed.
//!
//! Must never: look up what was just found; forget by which of its addresses a track was asked for.

use std::{sync::Arc, time::Duration};

use super::{budget::Priority, kept::Kept, reading, service::Service};
use crate::{
    app::ports::{CatalogueUnavailable, Clock},
    domain::track::{Track, TrackUri},
};

/// How many are kept: every track of a long night's searches, in some 20 MB.
const TRACKS_MAX: u64 = 20_000;
/// How long they stay at hand for when Spotify gives no answer.
const KEPT_FOR: Duration = Duration::from_hours(7 * 24);
/// How long what Spotify said of one is believed.
const FRESH_FOR: Duration = Duration::from_hours(24);
/// How long it is believed that there is no such track.
const MISSING_FOR: Duration = Duration::from_mins(10);

/// All tracks that are known.
pub(super) struct Tracks {
    service: Arc<Service>,
    kept: Kept<TrackUri, Option<Arc<Track>>>,
}

impl Tracks {
    pub fn new(service: &Arc<Service>, clock: Arc<dyn Clock>) -> Self {
        Self { service: Arc::clone(service), kept: Kept::new(TRACKS_MAX, KEPT_FOR, clock) }
    }

    /// The track at an address; `None` where there is none, or none that can be played here.
    pub async fn track(
        self: &Arc<Self>,
        priority: Priority,
        uri: &TrackUri,
    ) -> Result<Option<Arc<Track>>, CatalogueUnavailable> {
        let (tracks, asked) = (Arc::clone(self), uri.clone());
        self.kept.ask(uri.clone(), async move { tracks.fetch(priority, &asked).await }).await
    }

    /// Keeps tracks that an answer told in full.
    pub async fn seen(&self, tracks: &[Arc<Track>]) {
        for track in tracks {
            self.kept.put(track.uri.clone(), Some(Arc::clone(track)), FRESH_FOR).await;
        }
    }

    /// Keeps a track under another address of its own, too.
    pub async fn also(&self, uri: TrackUri, track: &Arc<Track>) {
        self.kept.put(uri, Some(Arc::clone(track)), FRESH_FOR).await;
    }

    /// Keeps tracks that an answer told without their ISRC, as albums do. Those are looked up when they are
    /// added, so that one recording is not queued under two addresses, and stand in where that fails.
    pub async fn glimpsed(&self, tracks: &[Arc<Track>]) {
        for track in tracks {
            self.kept.put_stale_if_new(track.uri.clone(), Some(Arc::clone(track))).await;
        }
    }

    /// Spotify may answer with another address: the recording that its market has ("relinking"). The
    /// track then has that address, for it is what plays; the one asked for leads to it from now on.
    async fn fetch(
        &self,
        priority: Priority,
        uri: &TrackUri,
    ) -> Result<(Option<Arc<Track>>, Duration), CatalogueUnavailable> {
        let shelf = if uri.is_episode() { "episodes" } else { "tracks" };
        let answer = self.service.get(priority, &[shelf, uri.id()], &[]).await?;
        let track = answer.and_then(|answer| reading::playable(&answer, &self.service.hosts)).map(Arc::new);
        let Some(track) = track else {
            return Ok((None, MISSING_FOR));
        };
        if track.uri != *uri {
            self.seen(&[Arc::clone(&track)]).await;
        }
        Ok((Some(track), FRESH_FOR))
    }
}
