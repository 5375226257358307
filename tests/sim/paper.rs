//! A play log that everyone shares: it takes each play once, is full now and then, and whoever dies while
//! writing leaves some of it unwritten.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use echonest::{
    app::{
        history::past_play::PastPlay,
        ports::{PlayLog, PlayLogFailure},
    },
    domain::{
        ids::NestId,
        play::{Play, PlayKey},
        setting_values::TimeZone,
    },
};

use crate::connection::Connection;

/// Every line there is.
pub type Paper = Arc<Mutex<BTreeSet<(NestId, PlayKey)>>>;

/// One process's way to the paper.
pub struct Pen {
    pub paper: Paper,
    pub connection: Connection,
}

#[async_trait]
impl PlayLog for Pen {
    async fn write(&self, nest: &NestId, _: &TimeZone, plays: &[Arc<Play>]) -> Result<(), PlayLogFailure> {
        for play in plays {
            // Here a process may die, between any two lines.
            self.connection.travel().await;
            if self.connection.happens_to_fail() {
                return Err(PlayLogFailure { what: "the paper".into(), why: "is full".into() });
            }
            self.paper.lock().expect("nobody panics here").insert((nest.clone(), play.key()));
        }
        self.connection.travel().await;
        Ok(())
    }

    fn read(&self, _: &TimeZone, _: &mut dyn FnMut(PastPlay) -> bool) -> Result<(), PlayLogFailure> {
        Ok(())
    }
}
