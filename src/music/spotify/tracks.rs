//! Tracks and episodes that somebody named or any answer showed.
//!
//! Must never: look up what was just found; forget by which of its addresses a track was asked for.

use std::{sync::Arc, time::Duration};

use rspotify_model::AlbumId;
use serde_json::Value;

use super::{
    budget::Priority,
    kept::Kept,
    reading::{self, Origin},
    service::Service,
};
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
/// How long it is believed where a track comes from, which nobody changes.
const ORIGIN_FRESH_FOR: Duration = KEPT_FOR;

/// All tracks that are known.
pub(super) struct Tracks {
    service: Arc<Service>,
    kept: Kept<TrackUri, Option<Arc<Track>>>,
    /// Whose they are, and on what album, by ids that a nest's track does not carry: some 10 MB.
    origins: Kept<TrackUri, Option<Arc<Origin>>>,
}

impl Tracks {
    pub fn new(service: &Arc<Service>, clock: Arc<dyn Clock>) -> Self {
        let origins = Kept::new(TRACKS_MAX, KEPT_FOR, Arc::clone(&clock));
        Self { service: Arc::clone(service), kept: Kept::new(TRACKS_MAX, KEPT_FOR, clock), origins }
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

    /// Where the track at an address comes from; `None` where there is none.
    pub async fn origin(
        self: &Arc<Self>,
        priority: Priority,
        uri: &TrackUri,
    ) -> Result<Option<Arc<Origin>>, CatalogueUnavailable> {
        let (tracks, asked) = (Arc::clone(self), uri.clone());
        let fetch = async move {
            let Some(answer) = tracks.service.get(priority, &["tracks", asked.id()], &[]).await? else {
                return Ok((None, MISSING_FOR));
            };
            let track = reading::playable(&answer, &tracks.service.hosts).map(Arc::new);
            if let Some(track) = track {
                tracks.also(asked.clone(), &track).await;
                tracks.seen(&[track]).await;
            }
            let origin = reading::origin(&answer, None).map(|(_, origin)| origin);
            let fresh_for = if origin.is_some() { ORIGIN_FRESH_FOR } else { MISSING_FOR };
            Ok((origin, fresh_for))
        };
        self.origins.ask(uri.clone(), fetch).await
    }

    /// Keeps what an answer told of where its tracks come from; those of an album are all on `album`.
    pub async fn told(&self, items: &[Value], album: Option<&AlbumId<'static>>) {
        for (addresses, origin) in items.iter().filter_map(|item| reading::origin(item, album)) {
            for uri in addresses {
                self.origins.put(uri, Some(Arc::clone(&origin)), ORIGIN_FRESH_FOR).await;
            }
        }
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
        let Some(answer) = self.service.get(priority, &[shelf, uri.id()], &[]).await? else {
            return Ok((None, MISSING_FOR));
        };
        self.told(std::slice::from_ref(&answer), None).await;
        let Some(track) = reading::playable(&answer, &self.service.hosts).map(Arc::new) else {
            return Ok((None, MISSING_FOR));
        };
        if track.uri != *uri {
            self.seen(&[Arc::clone(&track)]).await;
        }
        Ok((Some(track), FRESH_FOR))
    }
}
