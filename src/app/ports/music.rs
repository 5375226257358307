//! Where tracks come from.
//!
//! Must never: say which service that is.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;

use crate::{
    app::access::hidden::Hidden,
    domain::{
        setting_values::Genre,
        track::{Track, TrackUri},
    },
};

/// What a catalogue found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The tracks, best first.
    pub tracks: Vec<Arc<Track>>,
    /// From where to ask on, if there is more.
    pub next_offset: Option<usize>,
}

/// Why a catalogue had no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the catalogue has no answer: {why}")]
pub struct CatalogueUnavailable {
    /// What happened.
    pub why: String,
    /// When it is worth asking again, if that is known.
    pub retry_after: Option<Duration>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
}

/// How tracks are akin to one that was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kinship {
    /// Of this genre; where none is named, of its own.
    Genre(Option<Genre>),
    /// What its artist is best known for.
    Artist,
    /// Anything else of its artist's, from any of their albums.
    Discography,
    /// The rest of its album.
    Album,
    /// Of any genre but its own, where the catalogue is small enough to be played to its end; of any at
    /// all where nothing was heard.
    OtherGenre,
}

/// Where tracks come from. One nest has one catalogue.
#[async_trait]
pub trait Catalogue: Send + Sync {
    /// The catalogue's name in the contract.
    fn name(&self) -> &'static str;

    /// The cover under this name, where the catalogue draws its own; the track's `artwork_url` is
    /// then `/artwork/<name>`.
    fn artwork(&self, name: &str) -> Option<Picture>;

    /// The track that `text` names, by its address or by a link to it; `None` where there is none.
    ///
    /// # Errors
    /// [`CatalogueUnavailable`].
    async fn track(&self, text: &str) -> Result<Option<Arc<Track>>, CatalogueUnavailable>;

    /// Tracks that fit `query`, best first, from the `offset`th on. Where `query` is made of links, the
    /// tracks they name, in their order; a link to an album names all that is on it.
    ///
    /// # Errors
    /// [`CatalogueUnavailable`].
    async fn search(&self, query: &str, offset: usize) -> Result<Found, CatalogueUnavailable>;

    /// Tracks akin to `seed`, in no particular order; the same `chance` need not find the same ones.
    /// Without a seed, only a named genre finds any. For Bender, who asks when there is nothing more
    /// urgent to ask.
    ///
    /// # Errors
    /// [`CatalogueUnavailable`].
    async fn akin(
        &self,
        seed: Option<&Track>,
        kinship: &Kinship,
        chance: u64,
    ) -> Result<Vec<Arc<Track>>, CatalogueUnavailable>;

    /// The track of this address, as [`Catalogue::track`] finds it, for Bender: with nothing more
    /// urgent to ask. `None` where there is none, or no longer.
    ///
    /// # Errors
    /// [`CatalogueUnavailable`].
    async fn recall(&self, uri: &TrackUri) -> Result<Option<Arc<Track>>, CatalogueUnavailable>;
}

/// A list of tracks that a person keeps at the music service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playlist {
    /// Its id at the service.
    pub id: String,
    /// What it is called. Shown as text.
    pub name: String,
    /// How many tracks it has, where the service says so.
    pub count: Option<u64>,
}

/// A page of playlists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Playlists {
    /// The lists, in the service's order.
    pub playlists: Vec<Playlist>,
    /// From where to ask on, if there is more.
    pub next_offset: Option<usize>,
}

/// Why a person's shelf could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShelfFailure {
    /// The access token is not, or no longer, taken.
    #[error("the access token is not taken")]
    SignedOut,
    /// The service refuses: the person is not on the app's allow-list, did not agree to this, or the
    /// list is somebody else's.
    #[error("the service refuses: {0}")]
    Forbidden(String),
    /// There is no answer.
    #[error(transparent)]
    Unavailable(#[from] CatalogueUnavailable),
}

/// How many calls the music service may still be asked by this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallsLeft {
    /// For what matters most, in the window up to now; none while the service wants to be left alone.
    pub left: usize,
    /// How many there are in a window.
    pub max: usize,
    /// The window, in milliseconds.
    pub window_ms: u64,
    /// Until when the service wants to be left alone, in epoch milliseconds, if it does.
    pub until_ms: Option<u64>,
}

/// What the music service takes of us.
pub trait Quota: Send + Sync {
    /// What is left of it.
    fn calls_left(&self) -> CallsLeft;
}

/// What a person keeps at the music service, read with an access token of theirs.
#[async_trait]
pub trait Shelf: Send + Sync {
    /// The person's own playlists.
    ///
    /// # Errors
    /// [`ShelfFailure`].
    async fn playlists(&self, access: &str, offset: usize) -> Result<Playlists, ShelfFailure>;

    /// The tracks of one of them.
    ///
    /// # Errors
    /// [`ShelfFailure`].
    async fn playlist(&self, access: &str, id: &str, offset: usize) -> Result<Found, ShelfFailure>;
}

/// How many tracks are written to a playlist at once, at most. Spotify takes a hundred.
pub const WRITTEN_AT_ONCE_MAX: usize = 100;

/// Why a playlist was not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotWritten {
    /// The access token is not, or no longer, taken.
    #[error("the access token is not taken")]
    SignedOut,
    /// The person is not on the app's allow-list.
    #[error("the person is not on the app's list")]
    NotAllowed,
    /// The person did not agree to this.
    #[error("the person did not agree to this")]
    NotAgreed,
    /// There is no such playlist, or it is not the person's.
    #[error("the playlist is gone")]
    Gone,
    /// What was to be written makes no sense to the service: one of the tracks is there no more.
    #[error("the service does not take these tracks")]
    NotTaken,
    /// Nothing was done, for the service may not be called for a while.
    #[error(transparent)]
    MustWait(CatalogueUnavailable),
    /// Nobody knows what was done.
    #[error("the answer is lost: {0}")]
    Lost(String),
}

/// Makes private playlists for a person and fills them, with an access token of theirs.
#[async_trait]
pub trait PlaylistWriter: Send + Sync {
    /// Whether a playlist can hold this track at all.
    fn can_hold(&self, uri: &TrackUri) -> bool;

    /// Where people can look at a playlist.
    fn page_of(&self, playlist: &str) -> String;

    /// Makes an empty playlist, and says its id.
    ///
    /// # Errors
    /// [`NotWritten`]; only after `Lost` there may be one.
    async fn create(&self, access: &Hidden, name: &str, description: &str) -> Result<String, NotWritten>;

    /// The newest playlist of the person's own whose description holds `mark`, letters and digits. Private
    /// ones are seen only where the person agreed to their being read.
    ///
    /// # Errors
    /// [`NotWritten`].
    async fn find(&self, access: &Hidden, mark: &str) -> Result<Option<String>, NotWritten>;

    /// Puts these tracks, [`WRITTEN_AT_ONCE_MAX`] at most, in the place of all that is on the playlist.
    ///
    /// # Errors
    /// [`NotWritten`].
    async fn replace(&self, access: &Hidden, playlist: &str, uris: &[TrackUri]) -> Result<(), NotWritten>;

    /// Puts these tracks, [`WRITTEN_AT_ONCE_MAX`] at most, behind what is on the playlist.
    ///
    /// # Errors
    /// [`NotWritten`].
    async fn append(&self, access: &Hidden, playlist: &str, uris: &[TrackUri]) -> Result<(), NotWritten>;
}
