//! What the core needs from the world, and nothing more.
//!
//! Adapters implement these; [`crate::running`] picks one of each. All of them are object-safe.
//!
//! Must never: say how anything is done.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::{broadcast, watch};

use super::{access::hidden::Hidden, view::PeopleNews};
use crate::domain::{
    commit::Commit,
    ids::{NestId, Position},
    people::Present,
    track::Track,
};

/// Why a store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreFailure {
    /// It could not be reached, or said no: nothing was changed.
    #[error("the store cannot be used: {0}")]
    Unavailable(String),
    /// The answer was lost: what was asked may or may not have been done.
    #[error("the store did not say whether it wrote: {0}")]
    InDoubt(String),
    /// It holds something that this program did not write.
    #[error("the store holds something that is not ours: {0}")]
    Foreign(String),
}

/// What came of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// The commits are in the log, in order, right behind their parent.
    In,
    /// The log's newest commit is another one than the parent. Nothing was written.
    Conflict,
}

/// What a log holds behind a position.
#[derive(Debug, Clone, PartialEq)]
pub enum Tail {
    /// Everything behind it, oldest first; nothing, if it is the newest.
    Commits(Vec<Arc<Commit>>),
    /// The log does not hold that position: it is too old, made up, or was lost.
    Gone,
}

/// A nest written down, with the position it was written down at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The newest commit it holds.
    pub position: Position,
    /// The nest as readable JSON.
    pub json: String,
}

/// All that a log holds, as of one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stored {
    /// The newest snapshot.
    pub snapshot: Option<Snapshot>,
    /// Every commit that was not trimmed, oldest first; some may be older than the snapshot.
    pub commits: Vec<Arc<Commit>>,
}

/// The word that a log may have grown: the newest position somebody told of, or `None` where the
/// only way to know is to read.
pub type Growth = watch::Receiver<Option<Position>>;

/// How many commits that people see a log keeps behind the newest, for clients that come back.
pub const KEPT_COMMITS: u64 = 512;
/// How many commits and notes a log keeps at most; beyond it goes all that a snapshot holds.
pub const KEPT_RECORDS: usize = 4_096;

/// The logs of all nests: the only way to change one.
#[async_trait]
pub trait Log: Send + Sync {
    /// Appends `commits`, one behind the other, if the newest commit of the log is the parent of the
    /// first. All of them or none. Appending again what is the newest already changes nothing and is
    /// [`Appended::In`], so that an append in doubt can simply be repeated.
    ///
    /// # Errors
    /// [`StoreFailure`]; after `InDoubt` the commits may be in the log, or come in later, but only
    /// ever behind their parent.
    async fn append(&self, nest: &NestId, commits: &[Arc<Commit>]) -> Result<Appended, StoreFailure>;

    /// Reads everything, as of one moment.
    ///
    /// # Errors
    /// [`StoreFailure`], `Foreign` where something else stands in the log's place.
    async fn open(&self, nest: &NestId) -> Result<Stored, StoreFailure>;

    /// Reads what stands behind `after`.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn read(&self, nest: &NestId, after: Position) -> Result<Tail, StoreFailure>;

    /// Keeps a snapshot and drops the commits that are then not needed: those further than
    /// [`KEPT_COMMITS`] behind the newest, or held by the snapshot where there are more than
    /// [`KEPT_RECORDS`]. Does nothing where the snapshot's position is not in the log, or a newer
    /// snapshot is kept; says whether it was kept.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn keep_snapshot(&self, nest: &NestId, snapshot: Snapshot) -> Result<bool, StoreFailure>;

    /// Tells when others may have appended.
    fn growth(&self, nest: &NestId) -> Growth;

    /// Whether the store can be written to right now.
    ///
    /// # Errors
    /// [`StoreFailure`] says why not.
    async fn probe(&self) -> Result<(), StoreFailure>;
}

/// Small values under secret names, each with an end: sessions, sign-ins under way, tokens.
#[async_trait]
pub trait Vault: Send + Sync {
    /// Keeps a value for as long as `ttl`, in place of what was there.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<(), StoreFailure>;

    /// Keeps a value if there is none under this name; says whether there was none.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn put_new(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<bool, StoreFailure>;

    /// Keeps `value` in the place of `expected`, if that is what is there; says whether it was.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn replace(
        &self,
        key: &str,
        expected: &[u8],
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StoreFailure>;

    /// The value, if its time is not over.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure>;

    /// The value, to one taker only.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure>;
}

/// What processes tell each other besides the log. It may be lost, and is said again.
#[async_trait]
pub trait Signals: Send + Sync {
    /// Says who is in a nest by way of this process, in place of what it said before. It holds for
    /// `ttl`, and is said again well before.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn say_present(&self, nest: &NestId, present: &Present, ttl: Duration) -> Result<(), StoreFailure>;

    /// Who is in a nest by way of other processes.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn present_elsewhere(&self, nest: &NestId) -> Result<Present, StoreFailure>;

    /// Tells when other processes may have said something new.
    fn changes(&self, nest: &NestId) -> watch::Receiver<u64>;
}

/// What processes tell each other of who may no longer be here. It may be lost: whoever relies on it
/// looks into the vault now and then.
#[async_trait]
pub trait Endings: Send + Sync {
    /// Says to all processes, this one too, that some passes are over: one, or all of a person's.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn say_ended(&self, passes: &str) -> Result<(), StoreFailure>;

    /// Hears which passes are over.
    fn ended(&self) -> broadcast::Receiver<String>;
}

/// How many endings may wait until a process hears of them. Whoever misses some looks for itself.
pub const ENDINGS_MAX: usize = 256;

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

/// Seals what is stored, so that whoever reads or changes the store gains nothing.
pub trait Seal: Send + Sync {
    /// The value, sealed together with the name it will be kept under.
    fn seal(&self, name: &str, value: &[u8]) -> Vec<u8>;

    /// What was sealed under this name; `None` where that is not what this is.
    fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>>;
}

/// Somebody is to be sent to another service's page.
#[derive(Debug, Clone)]
pub struct SentAway {
    /// The address of that page.
    pub url: String,
    /// What the service sends them back with.
    pub state: Hidden,
    /// What its word about them has to repeat; empty where it gives none.
    pub nonce: Hidden,
    /// What proves that whoever comes back was sent away by us.
    pub verifier: Hidden,
}

/// Who somebody is, as a provider vouches for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The person, as the provider names them for ever.
    pub subject: String,
    /// Their e-mail address. It never leaves the server.
    pub email: String,
    /// Whether the provider knows that the address is theirs.
    pub is_verified: bool,
    /// What they are called there.
    pub name: Option<String>,
}

/// Why another service did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceFailure {
    /// It says no, and will say no again: the code, the token or its word about somebody does not hold.
    #[error("the service refuses: {0}")]
    Refused(String),
    /// It could not be asked, or gave no answer that makes sense.
    #[error("the service has no answer: {0}")]
    Unavailable(String),
    /// It does not take our client's id, secret or address: the set-up is wrong.
    #[error("the service does not take this client: {0}")]
    Misconfigured(String),
}

/// A provider that vouches for people.
#[async_trait]
pub trait Identities: Send + Sync {
    /// Where to send somebody who wants to sign in; they come back to `back`.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn send_away(&self, back: &str) -> Result<SentAway, ServiceFailure>;

    /// Who came back with this code. All that the provider says is checked.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn identify(
        &self,
        code: &Hidden,
        verifier: &Hidden,
        nonce: &Hidden,
        back: &str,
    ) -> Result<Identity, ServiceFailure>;
}

/// What somebody's consent gives.
#[derive(Debug, Clone)]
pub struct Grant {
    /// What opens the service, for a while.
    pub access: Hidden,
    /// For how long.
    pub access_for: Duration,
    /// What brings the next access, once; where the service gave a new one.
    pub refresh: Option<Hidden>,
    /// What was consented to, where the service says so.
    pub scopes: Option<String>,
}

/// Who somebody is at the music service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Their id there.
    pub id: String,
    /// Their name there. Shown as text.
    pub name: Option<String>,
}

/// The music service's accounts: who consents to what.
#[async_trait]
pub trait Consents: Send + Sync {
    /// Where to send somebody to consent to `scopes` for the app `client_id`; they come back to `back`.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn send_away(
        &self,
        client_id: &str,
        scopes: &[&str],
        back: &str,
    ) -> Result<SentAway, ServiceFailure>;

    /// What the consent behind this code gives.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn redeem(
        &self,
        client_id: &str,
        code: &Hidden,
        verifier: &Hidden,
        back: &str,
    ) -> Result<Grant, ServiceFailure>;

    /// The next access. `Refused`: the consent is over, and asking again would not help.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn refresh(&self, client_id: &str, refresh: &Hidden) -> Result<Grant, ServiceFailure>;

    /// Who this access belongs to. `Refused`: the app's owner has not put them on its list.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn profile(&self, access: &Hidden) -> Result<Profile, ServiceFailure>;
}

/// Writes down what clients are told, once for all of them.
pub trait Scribe: Send + Sync {
    /// What happened in a commit that people see.
    fn commit(&self, commit: &Commit) -> Bytes;

    /// Who came and went.
    fn people(&self, news: &PeopleNews) -> Bytes;
}

/// The time.
pub trait Clock: Send + Sync {
    /// Epoch milliseconds. Never goes backwards inside a process.
    fn now_ms(&self) -> u64;
}

/// Chance.
pub trait Dice: Send + Sync {
    /// 64 random bits, from a source nobody can guess.
    fn roll(&self) -> u64;
}
