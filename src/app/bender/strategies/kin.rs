//! What is akin to the seed: its genre, artist, artist's other albums, or album.
//!
//! Must never: ask the catalogue without an end. A few of what was found are looked at more closely.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Asking, Find, Strategist};
use crate::{
    app::{
        bender::choosing,
        ports::{Catalogue, CatalogueUnavailable, Kinship},
    },
    domain::{decide::would_bender_play, setting_values::Strategy, track::Track},
};

/// How many of what was found are asked for by name: some are gone, or turn out to be of another kind.
const LOOKS: usize = 3;

/// One kind of kinship.
pub struct Kin {
    catalogue: Arc<dyn Catalogue>,
    strategy: Strategy,
}

impl Kin {
    /// The kinds there are.
    #[must_use]
    pub fn all(catalogue: &Arc<dyn Catalogue>) -> Vec<Self> {
        let kinds = [Strategy::Genre, Strategy::Artist, Strategy::Discography, Strategy::Album];
        kinds.map(|strategy| Self { catalogue: Arc::clone(catalogue), strategy }).into()
    }

    /// What to ask for, one after the other until something is found.
    fn kinships(&self, asking: Asking<'_>) -> Vec<Kinship> {
        match self.strategy {
            Strategy::Genre if asking.is_last_resort => vec![Kinship::OtherGenre],
            _ if asking.is_last_resort => Vec::new(),
            Strategy::Artist => vec![Kinship::Artist],
            Strategy::Discography => vec![Kinship::Discography],
            Strategy::Album => vec![Kinship::Album],
            // The nest's own genre goes before the seed's.
            Strategy::Genre | Strategy::Throwback => {
                let named = asking.nest.settings.genre.clone();
                named
                    .map(|genre| Kinship::Genre(Some(genre)))
                    .into_iter()
                    .chain([Kinship::Genre(None)])
                    .collect()
            }
        }
    }

    async fn first_of(
        &self,
        asking: Asking<'_>,
        found: Vec<Arc<Track>>,
    ) -> Result<Option<Find>, CatalogueUnavailable> {
        let candidates = choosing::candidates(asking.nest, found, asking.now_ms, asking.dice);
        for track in candidates.into_iter().take(LOOKS) {
            // Lists leave out what the rules need to know.
            let Some(track) = self.catalogue.recall(&track.uri).await? else { continue };
            if would_bender_play(asking.nest, &track, asking.now_ms) {
                return Ok(Some(Find { track, provenance: None }));
            }
        }
        Ok(None)
    }
}

#[async_trait]
impl Strategist for Kin {
    fn strategy(&self) -> Strategy {
        self.strategy
    }

    async fn find(&self, asking: Asking<'_>) -> Result<Option<Find>, CatalogueUnavailable> {
        for kinship in self.kinships(asking) {
            let found = self.catalogue.akin(asking.seed, &kinship, asking.dice.roll()).await?;
            if let Some(find) = self.first_of(asking, found).await? {
                return Ok(Some(find));
            }
        }
        Ok(None)
    }
}
