//! Artists: what they play, and what they have made.
//!
//! Only Bender asks for them, and so they are what is asked for last.
//!
//! Must never: ask for what an artist is best known for, or whom they resemble; that is gone.

use std::{sync::Arc, time::Duration};

use rspotify_model::{ArtistId, idtypes::Id};

use super::{
    budget::Priority,
    kept::Kept,
    reading::{self, Releases},
    service::Service,
};
use crate::app::ports::{CatalogueUnavailable, Clock};

/// Albums of one page: since 2026 Spotify gives an app like this no more.
pub(super) const PAGE: usize = 10;
/// How many artists are kept: more than a week of nights has seeds.
const ARTISTS_MAX: u64 = 2_000;
/// How long they are believed, and how long they stay at hand.
const FRESH_FOR: Duration = Duration::from_hours(24);
const KEPT_FOR: Duration = Duration::from_hours(7 * 24);

/// All artists that Bender came by.
pub(super) struct Artists {
    service: Arc<Service>,
    genres: Kept<ArtistId<'static>, Arc<[String]>>,
    releases: Kept<(ArtistId<'static>, usize), Arc<Releases>>,
}

impl Artists {
    pub fn new(service: &Arc<Service>, clock: Arc<dyn Clock>) -> Self {
        let genres = Kept::new(ARTISTS_MAX, KEPT_FOR, Arc::clone(&clock));
        let releases = Kept::new(ARTISTS_MAX, KEPT_FOR, clock);
        Self { service: Arc::clone(service), genres, releases }
    }

    /// What an artist plays; nothing where that is not said, and it often is not.
    pub async fn genres(&self, id: &ArtistId<'static>) -> Result<Arc<[String]>, CatalogueUnavailable> {
        let (service, asked) = (Arc::clone(&self.service), id.clone());
        let fetch = async move {
            let answer = service.get(Priority::Bender, &["artists", asked.id()], &[]).await?;
            Ok((reading::genres(&answer.unwrap_or_default()).into(), FRESH_FOR))
        };
        self.genres.ask(id.clone(), fetch).await
    }

    /// A page of an artist's own albums and singles, from the `offset`th on.
    pub async fn releases(
        &self,
        id: &ArtistId<'static>,
        offset: usize,
    ) -> Result<Arc<Releases>, CatalogueUnavailable> {
        let (service, asked) = (Arc::clone(&self.service), id.clone());
        let fetch = async move {
            let query = [
                ("include_groups", "album,single"),
                ("limit", &*PAGE.to_string()),
                ("offset", &*offset.to_string()),
            ];
            let path = ["artists", asked.id(), "albums"];
            let answer = service.get(Priority::Bender, &path, &query).await?;
            Ok((Arc::new(reading::releases(&answer.unwrap_or_default(), offset)), FRESH_FOR))
        };
        self.releases.ask((id.clone(), offset), fetch).await
    }
}
