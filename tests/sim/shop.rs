//! A catalogue that is slow, has nothing now and then, and sometimes does not answer.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use echonest::{
    app::ports::{Catalogue, CatalogueUnavailable, Found, Kinship, Picture},
    domain::track::{Track, TrackUri},
};
use tokio::time::sleep;

use crate::{connection::Connection, people};

/// One process's way to the catalogue.
pub struct Shop {
    pub connection: Connection,
}

impl Shop {
    async fn ask(&self) -> Result<(), CatalogueUnavailable> {
        let dice = self.connection.dice();
        let slow = if dice.one_in(12) { 30_000 } else { 300 };
        sleep(Duration::from_millis(dice.below(slow))).await;
        self.connection.travel().await;
        if self.connection.happens_to_fail() {
            return Err(CatalogueUnavailable { why: "closed".into(), retry_after: None });
        }
        Ok(())
    }
}

fn track(number: u64) -> Arc<Track> {
    Arc::new(people::track(&format!("t{number}"), 30_000 + number % 50 * 1_000))
}

#[async_trait]
impl Catalogue for Shop {
    fn name(&self) -> &'static str {
        "demo"
    }

    fn artwork(&self, _: &str) -> Option<Picture> {
        None
    }

    async fn track(&self, text: &str) -> Result<Option<Arc<Track>>, CatalogueUnavailable> {
        self.ask().await?;
        let number = text.rsplit('t').next().and_then(|number| number.parse().ok());
        Ok(number.map(track))
    }

    async fn search(&self, _: &str, _: usize) -> Result<Found, CatalogueUnavailable> {
        Ok(Found::default())
    }

    async fn akin(
        &self,
        _: Option<&Track>,
        _: &Kinship,
        chance: u64,
    ) -> Result<Vec<Arc<Track>>, CatalogueUnavailable> {
        self.ask().await?;
        // Half of it is what people queue and reject, too; the rest is enough for a whole night.
        let titles = if chance.is_multiple_of(2) { 40 } else { 600 };
        Ok((0..chance / 2 % 4).map(|step| track((chance / 8 + step * 7) % titles)).collect())
    }

    async fn recall(&self, uri: &TrackUri) -> Result<Option<Arc<Track>>, CatalogueUnavailable> {
        self.track(uri.as_str()).await
    }
}
