//! What every handler needs: the nests, the catalogue, and how this site is set up.
//!
//! Must never: hold anything that belongs to one visitor.

use std::{net::IpAddr, sync::Arc, time::Duration};

use tokio::sync::{broadcast, watch};

use super::socket::Crowds;
use crate::{
    app::{
        admission::Admission,
        nests::Nests,
        ports::{Catalogue, Clock, Dice, Log},
    },
    domain::ids::PersonId,
};

/// How a site is set up.
#[derive(Debug, Clone)]
pub struct House {
    /// The address people know, without a final slash.
    pub public_url: String,
    /// Origins whose pages may change things: that of `public_url`, and further ones.
    pub origins: Vec<String>,
    /// Whether people may come in without an account.
    pub guests: bool,
    /// Whether the queue can be read without a session.
    pub public_read: bool,
    /// Whether the first to sign in becomes host of the main nest.
    pub first_is_host: bool,
    /// Proxies whose word about a client's address is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

impl House {
    /// Whether people come by HTTPS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Everything a handler may need.
pub struct Site {
    /// The nests.
    pub nests: Nests,
    /// The catalogue of the main nest.
    pub catalogue: Arc<dyn Catalogue>,
    /// What this process admits.
    pub admission: Admission,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance, for the ids of guests.
    pub dice: Arc<dyn Dice>,
    /// The logs, to see whether they can be written.
    pub log: Arc<dyn Log>,
    /// How this site is set up.
    pub house: House,
    /// Whether this process also keeps time.
    pub is_player: bool,
    /// When the process ends, and how long its sockets may take to leave.
    pub closing: watch::Receiver<Option<Duration>>,
    /// Who signed out in this process.
    pub signed_out: broadcast::Sender<PersonId>,
    /// The sockets of each nest.
    pub crowds: Crowds,
    /// How many sockets and event streams are open; the process ends when they are gone.
    pub open: watch::Sender<usize>,
}

impl Site {
    /// Waits until the process ends.
    pub async fn closed(&self) {
        let mut closing = self.closing.clone();
        // Where nobody can say any more that it ends, it has ended.
        let _ = closing.wait_for(Option::is_some).await;
    }
}

/// A socket or event stream counts for as long as it holds one of these.
pub struct Open(watch::Sender<usize>);

impl Open {
    /// Counts one.
    #[must_use]
    pub fn count(site: &Site) -> Self {
        site.open.send_modify(|open| *open += 1);
        metrics::gauge!("echonest_sockets").increment(1);
        Self(site.open.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
        metrics::gauge!("echonest_sockets").decrement(1);
    }
}
