//! Looking at a house: its settings, its store, the services that it relies on, and its clock.
//!
//! Must never: change anything but for probes that leave nothing behind; take one thing's trouble for
//! another's.

mod play_log;
mod services;
mod store;

use std::sync::Arc;

use async_trait::async_trait;

pub(super) use self::{
    play_log::PlayLog,
    services::Services,
    store::{Store, of_its_own},
};
use crate::{
    app::{
        checkup::{self, Finding},
        ports::Checkup,
    },
    config::Config,
};

/// All there is to look at.
pub(super) struct House {
    /// The settings.
    pub config: Config,
    /// What is wrong with them.
    pub complaints: Vec<String>,
    /// Where everything is kept.
    pub store: Store,
    /// Where it is written down what was played.
    pub play_log: PlayLog,
    /// Google and Spotify.
    pub services: Services,
}

#[async_trait]
impl Checkup for House {
    async fn look(&self) -> Vec<Finding> {
        let (store, (services, told)) = tokio::join!(self.store.look(), self.services.look());
        let mut findings = self.config.findings(&self.complaints);
        findings.extend(store);
        findings.push(self.play_log.look());
        findings.extend(services);
        findings.push(checkup::clock::finding(&told));
        findings
    }
}

/// Where Google and Spotify send people back to, as it has to be registered with them.
pub(super) fn redirects(public_url: &str) -> [(&'static str, String); 2] {
    use crate::http::{connect, login};
    let at = |path: &str| format!("{public_url}{path}");
    [("Google", at(login::CALLBACK)), ("Spotify", at(connect::CALLBACK))]
}

/// The same checkup, made once in a while, for whoever may ask often.
pub(super) fn recent(house: House) -> Arc<dyn Checkup> {
    let clock = Arc::clone(&house.services.clock);
    Arc::new(checkup::recent::Recent::new(Arc::new(house), clock))
}
