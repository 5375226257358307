//! Where music comes from.
//!
//! Must never: ask a service twice over. A process has one of each, and one budget.

use std::sync::Arc;

use super::{doors, parts::Parts};
use crate::{
    app::ports::Catalogue,
    config::Config,
    music::{demo::DemoCatalogue, spotify::SpotifyCatalogue},
    outgoing::Outgoing,
};

/// Where music comes from.
#[derive(Clone)]
pub(super) struct Music {
    /// Where tracks come from.
    pub catalogue: Arc<dyn Catalogue>,
    /// The catalogue again, where it is Spotify.
    pub spotify: Option<Arc<SpotifyCatalogue>>,
}

impl Music {
    /// As the settings name it.
    pub(super) fn of(config: &Config, parts: &Parts, outgoing: &Outgoing) -> Self {
        match doors::spotify(config, &parts.clock, outgoing).map(Arc::new) {
            Some(spotify) => Self { catalogue: Arc::clone(&spotify) as _, spotify: Some(spotify) },
            None => Self { catalogue: Arc::new(DemoCatalogue::new(config.demo_speed)), spotify: None },
        }
    }
}
