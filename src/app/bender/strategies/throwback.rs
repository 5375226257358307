//! What this very room played on the same weekday in the past.
//!
//! Must never: name somebody who wants to be left out. Where nobody knows who does, nothing is found.

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;

use super::{Asking, Find, Strategist};
use crate::{
    app::{
        history::{History, calendar, left_out::LeftOut, tally::Asked, throwback},
        ports::{Catalogue, CatalogueUnavailable, Vault},
    },
    domain::{
        decide::{would_bender_play, would_bender_repeat},
        setting_values::Strategy,
        track::{Track, TrackUri},
    },
};

/// How many throwbacks are looked up until one can be played: some are gone from the catalogue by now.
const LOOKS: usize = 5;

/// Draws from the room's own past.
pub struct Throwback {
    /// What was played.
    pub history: Arc<History>,
    /// Where it is kept who wants to be left out.
    pub vault: Arc<dyn Vault>,
    /// Where tracks come from.
    pub catalogue: Arc<dyn Catalogue>,
}

impl Throwback {
    /// Draws until something is drawn that was not drawn before and would be played; at most one.
    fn draw(
        &self,
        asking: Asking<'_>,
        left_out: &LeftOut,
        drawn: &BTreeSet<TrackUri>,
    ) -> Option<throwback::Throwback> {
        let zone = calendar::rules_of(&asking.nest.settings.time_zone);
        let asked = Asked {
            nest: &asking.nest.id,
            today: calendar::day_at(asking.now_ms, zone),
            catalogue: self.catalogue.name(),
            left_out,
        };
        let is_wanted = |uri: &str, isrc: Option<&str>| {
            // What is no address is one of another catalogue, and is not drawn anyway.
            TrackUri::parse(uri).is_ok_and(|uri| {
                !drawn.contains(&uri) && !would_bender_repeat(asking.nest, &uri, isrc, asking.now_ms)
            })
        };
        self.history.throwback(&asked, |track| is_wanted(track.uri, track.isrc), asking.dice.roll())
    }
}

/// The track as the play log tells of it: enough to play it while the catalogue cannot be asked.
fn as_told(told: &throwback::Throwback) -> Option<Track> {
    (told.duration_ms > 0).then(|| Track {
        uri: told.uri.clone(),
        title: told.title.clone(),
        artists: vec![told.artist.clone()],
        album: None,
        duration_ms: told.duration_ms,
        length_ms: told.duration_ms,
        artwork_url: None,
        link: None,
        isrc: told.isrc.clone(),
        explicit: false,
    })
}

#[async_trait]
impl Strategist for Throwback {
    fn strategy(&self) -> Strategy {
        Strategy::Throwback
    }

    async fn find(&self, asking: Asking<'_>) -> Result<Option<Find>, CatalogueUnavailable> {
        if asking.is_last_resort {
            return Ok(None);
        }
        let left_out = LeftOut::read(&self.vault).await;
        let mut drawn = BTreeSet::new();
        for _ in 0..LOOKS {
            let Some(told) = self.draw(asking, &left_out, &drawn) else { return Ok(None) };
            let track = match self.catalogue.recall(&told.uri).await {
                Ok(track) => track,
                // The room knows what it played. Only whether it is explicit, no log says.
                Err(failure) if !asking.nest.settings.allow_explicit => return Err(failure),
                Err(failure) => Some(Arc::new(as_told(&told).ok_or(failure)?)),
            };
            if let Some(track) = track.filter(|track| would_bender_play(asking.nest, track, asking.now_ms)) {
                return Ok(Some(Find { track, provenance: Some(Arc::new(told.provenance)) }));
            }
            drawn.insert(told.uri);
        }
        Ok(None)
    }
}
