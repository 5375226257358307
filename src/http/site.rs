//! What every handler needs: the nests, the catalogue, and how this site is set up.
//!
//! Must never: hold anything that belongs to one visitor.

use std::{sync::Arc, time::Duration};

use serde::Serialize;
use tokio::sync::{broadcast, watch};

use super::{programs::Programs, proxies::Proxies, socket::Crowds};
use crate::app::{
    access::{
        arrivals::Arrivals, attempts::Attempts, pairings::Pairings, screens::Screens, spotify::Connections,
        tokens::Tokens,
    },
    admission::Admission,
    exporting::Exporting,
    history::History,
    listening::{calling::Calling, listeners::Listeners},
    nests::Nests,
    ports::{Catalogue, Checkup, Clock, Dice, Endings, Identities, Log, Quota, Shelf, Vault},
    recorder::Trouble,
};

/// Who may come in without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Guests {
    /// Anybody, by a name.
    #[serde(rename = "on")]
    Anybody,
    /// Whoever knows the main nest's code.
    #[serde(rename = "code")]
    WithCode,
    /// Nobody.
    #[serde(rename = "off")]
    Nobody,
}

/// Who may come in, and what is held for them.
pub struct Doors {
    /// Where sessions, accounts and tokens are kept.
    pub vault: Arc<dyn Vault>,
    /// Google, where people can sign in with it.
    pub google: Option<Arc<dyn Identities>>,
    /// How many guests come from where.
    pub arrivals: Arrivals,
    /// Sign-ins under way.
    pub sign_ins: Attempts,
    /// The domains whose people may sign in; everybody, where none is named.
    pub domains: Vec<String>,
    /// The addresses of the main nest's hosts.
    pub host_emails: Vec<String>,
    /// The passes of programs.
    pub tokens: Tokens,
    /// TVs that are being paired.
    pub pairings: Pairings,
    /// The passes of TVs.
    pub screens: Screens,
    /// How processes tell each other of passes that are over.
    pub endings: Arc<dyn Endings>,
    /// Spotify, where it is the catalogue.
    pub spotify: Option<Spotify>,
}

/// What people can connect to.
pub struct Spotify {
    /// Their connections.
    pub connections: Connections,
    /// Consents under way.
    pub attempts: Attempts,
    /// What they keep there.
    pub shelf: Arc<dyn Shelf>,
    /// Nights on playlists of theirs.
    pub exporting: Exporting,
    /// How many calls are left.
    pub quota: Arc<dyn Quota>,
    /// Who listens along.
    pub listeners: Listeners,
    /// Their players, to see what there is to listen on.
    pub calling: Calling,
    /// Whom to ask for a place on the app's list.
    pub owner: Option<String>,
}

/// How a site is set up.
#[derive(Debug, Clone)]
pub struct House {
    /// The address people know, without a final slash.
    pub public_url: String,
    /// Origins whose pages may change things: that of `public_url`, and further ones.
    pub origins: Vec<String>,
    /// Who may come in without an account.
    pub guests: Guests,
    /// Whether people without an account open nests of their own.
    pub guests_open_nests: bool,
    /// Whether the queue can be read without a session.
    pub public_read: bool,
    /// Whether the first to sign in becomes host of the main nest.
    pub first_is_host: bool,
    /// Whose word about a client's address is believed.
    pub proxies: Proxies,
    /// Where browsers may fetch covers from, besides this site.
    pub picture_sources: Vec<String>,
    /// Origins whose pages may show the TV's page in a frame.
    pub tv_frame_ancestors: Vec<String>,
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
    /// Who may come in, and what is held for them.
    pub doors: Doors,
    /// How the house is set up, for its hosts.
    pub checkup: Arc<dyn Checkup>,
    /// What was played.
    pub history: Arc<History>,
    /// Why the play log cannot be written, if it cannot.
    pub play_log: Arc<Trouble>,
    /// Passes that are over, as this process hears of it.
    pub ended: broadcast::Sender<String>,
    /// Programs that asked for something lately.
    pub programs: Programs,
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
pub struct Open(watch::Sender<usize>, &'static str);

impl Open {
    /// Counts one, for operators under this name of [`crate::app::measures`].
    #[must_use]
    pub fn count(site: &Site, measure: &'static str) -> Self {
        site.open.send_modify(|open| *open += 1);
        metrics::gauge!(measure).increment(1);
        Self(site.open.clone(), measure)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
        metrics::gauge!(self.1).decrement(1);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A house by HTTPS, as tests look at one.
    pub fn house() -> House {
        House {
            guests_open_nests: false,
            public_url: "https://party.example".into(),
            origins: vec!["https://party.example".into()],
            guests: Guests::Anybody,
            public_read: true,
            first_is_host: true,
            proxies: Proxies::default(),
            picture_sources: Vec::new(),
            tv_frame_ancestors: Vec::new(),
        }
    }
}
