//! Spotify: what people look for, the links they paste, their own playlists, and their own players.
//!
//! It is asked as little as can be: what was found is kept, the same question is on its way only once,
//! and all calls share one [`Budget`]. While Spotify wants to be left alone, what is kept goes on being
//! found and added, and everything else is answered at once with the time when it is worth asking.
//!
//! Must never: wait until Spotify wants to be asked; write down a token, a secret or an answer.

mod akin;
mod albums;
mod artists;
mod artwork;
pub mod budget;
mod calls;
mod kept;
pub mod links;
mod pasted;
pub mod players;
mod reading;
mod searches;
mod service;
mod shelf;
mod tokens;
mod tracks;
mod writing;

use std::{fmt, sync::Arc};

use async_trait::async_trait;

use self::{
    albums::Albums,
    artists::Artists,
    artwork::ArtworkHosts,
    budget::{Budget, Priority},
    calls::Calls,
    links::Link,
    players::SpotifyPlayers,
    searches::Searches,
    service::Service,
    tokens::Tokens,
    tracks::Tracks,
};
pub use self::{service::APP_BLOCKED, tokens::APP_REFUSED};
use crate::{
    app::ports::{Catalogue, CatalogueUnavailable, Clock, Found, Kinship, Picture},
    domain::track::{Track, TrackUri},
    outgoing::Outgoing,
};

/// Where Spotify is, and who asks.
#[derive(Clone)]
pub struct Settings {
    /// The Web API: `https://api.spotify.com/v1`.
    pub api_url: String,
    /// Where tokens are given out: `https://accounts.spotify.com`.
    pub accounts_url: String,
    /// The app's id.
    pub client_id: String,
    /// The app's secret.
    pub client_secret: String,
    /// The country whose catalogue counts, as ISO 3166-1 writes it: `DE`.
    pub market: Option<String>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut settings = out.debug_struct("Settings");
        settings.field("api_url", &self.api_url).field("accounts_url", &self.accounts_url);
        settings.field("market", &self.market).finish_non_exhaustive()
    }
}

/// Spotify, as the app may ask it.
pub struct SpotifyCatalogue {
    service: Arc<Service>,
    tracks: Arc<Tracks>,
    albums: Arc<Albums>,
    artists: Arc<Artists>,
    searches: Arc<Searches>,
}

impl SpotifyCatalogue {
    /// Nothing is asked before somebody asks.
    #[must_use]
    pub fn new(settings: Settings, outgoing: Outgoing, clock: Arc<dyn Clock>) -> Self {
        let Settings { api_url, accounts_url, client_id, client_secret, market } = settings;
        let budget = Arc::new(Budget::new(Arc::clone(&clock)));
        let tokens =
            Tokens::new(&accounts_url, &client_id, &client_secret, outgoing.clone(), Arc::clone(&clock));
        let hosts = ArtworkHosts::of(&api_url);
        let service =
            Arc::new(Service { calls: Calls::new(&api_url, outgoing, budget), tokens, market, hosts });
        let tracks = Arc::new(Tracks::new(&service, Arc::clone(&clock)));
        let albums = Arc::new(Albums::new(&service, &tracks, Arc::clone(&clock)));
        let artists = Arc::new(Artists::new(&service, Arc::clone(&clock)));
        let searches = Arc::new(Searches::new(&service, &tracks, clock));
        Self { service, tracks, albums, artists, searches }
    }

    /// The budget of all calls to Spotify, whoever makes them.
    #[must_use]
    pub fn budget(&self) -> &Arc<Budget> {
        self.service.calls.budget()
    }

    /// The players of people who agreed to this app. What they are asked and told is paid for from the same
    /// budget, before everything else.
    #[must_use]
    pub fn players(&self) -> SpotifyPlayers {
        SpotifyPlayers::new(self.service.calls.clone(), self.service.market.clone())
    }

    /// Whether Spotify gives the app a token and lets it search: two calls, whatever is kept.
    ///
    /// # Errors
    /// [`CatalogueUnavailable`] says in plain words what is wrong.
    pub async fn check(&self) -> Result<(), CatalogueUnavailable> {
        self.searches.try_one().await
    }

    /// The one thing that `text` names, if that is to be played.
    async fn named(
        &self,
        priority: Priority,
        text: &str,
    ) -> Result<Option<Arc<Track>>, CatalogueUnavailable> {
        match links::links_in(text)[..] {
            [Link::Playable(ref uri)] => self.tracks.track(priority, uri).await,
            _ => Ok(None),
        }
    }
}

#[async_trait]
impl Catalogue for SpotifyCatalogue {
    fn name(&self) -> &'static str {
        "spotify"
    }

    /// Spotify's covers are fetched from Spotify, as its guidelines ask.
    fn artwork(&self, _: &str) -> Option<Picture> {
        None
    }

    async fn track(&self, text: &str) -> Result<Option<Arc<Track>>, CatalogueUnavailable> {
        self.named(Priority::Add, text).await
    }

    async fn search(&self, query: &str, offset: usize) -> Result<Found, CatalogueUnavailable> {
        let links = links::links_in(query);
        if links.is_empty() {
            self.searches.find(Priority::Search, query, offset).await
        } else {
            pasted::find(&self.tracks, &self.albums, &links, offset).await
        }
    }

    async fn akin(
        &self,
        seed: Option<&Track>,
        kinship: &Kinship,
        chance: u64,
    ) -> Result<Vec<Arc<Track>>, CatalogueUnavailable> {
        akin::find(self, seed, kinship, chance).await
    }

    async fn recall(&self, uri: &TrackUri) -> Result<Option<Arc<Track>>, CatalogueUnavailable> {
        self.named(Priority::Bender, uri.as_str()).await
    }
}
