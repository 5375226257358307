//! A person's own player at the music service: what it does, and what it is told.
//!
//! Must never: say how it is asked, or decide when.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use crate::{app::access::hidden::Hidden, domain::track::TrackUri};

/// Something that plays music for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id; without one it cannot be told anything.
    pub id: Option<String>,
    /// What its person calls it. Shown as text.
    pub name: String,
    /// What kind of thing it is, in the service's own word. New words appear.
    pub kind: String,
    /// Whether it is the one that plays, or would.
    pub is_active: bool,
    /// Whether it takes no commands.
    pub is_restricted: bool,
}

/// What is on a player.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnAir {
    /// A track or an episode, with its recording code where it is known.
    Track {
        /// Its address as the service names it now.
        uri: TrackUri,
        /// The address it was asked for by, where the service plays another one in its place.
        asked: Option<TrackUri>,
        /// How long it is, in milliseconds; 0 where the service does not say.
        duration_ms: u64,
    },
    /// An advertisement.
    Ad,
    /// Something that cannot be named: a local file, a private session, nothing.
    Unknown,
}

/// What a player does, as the service tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where it plays, if the service says so.
    pub device: Option<Device>,
    /// What is on.
    pub on_air: OnAir,
    /// How far it is, in milliseconds, at the moment the service answered; 0 where it does not say.
    pub progress_ms: u64,
    /// Whether it plays.
    pub is_playing: bool,
    /// Whether tracks come in a random order.
    pub is_shuffled: bool,
}

/// Why a player was not asked or told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlayerFailure {
    /// The access token is not, or no longer, taken.
    #[error("the access token is not taken")]
    SignedOut,
    /// The person has no Premium.
    #[error("the service wants Premium for this")]
    PremiumNeeded,
    /// The person is not on the app's list.
    #[error("the person is not on the app's list")]
    NotAllowed,
    /// No device plays, and none was named.
    #[error("there is no active device")]
    NoDevice,
    /// The device is not there, or no longer.
    #[error("the device is gone")]
    DeviceGone,
    /// The service says that it is so already, or that this device does not do that: worth a look.
    #[error("the player does not do that now")]
    NotNow,
    /// The track is not for this person's country.
    #[error("the track is not available to this person")]
    NotHere,
    /// The budget of calls is spent, or the service wants to be left alone.
    #[error("no call may be made for {0:?}")]
    Wait(Duration),
    /// There is no answer.
    #[error("there is no answer: {0}")]
    Unavailable(String),
}

/// The players of people who listen along. Order of commands is not kept by the service: whoever tells a
/// player two things waits for the first.
#[async_trait]
pub trait Players: Send + Sync {
    /// What a player does; `None` where nothing was played for long.
    ///
    /// # Errors
    /// [`PlayerFailure`].
    async fn look(&self, access: &Hidden) -> Result<Option<Report>, PlayerFailure>;

    /// What a person could listen on.
    ///
    /// # Errors
    /// [`PlayerFailure`].
    async fn devices(&self, access: &Hidden) -> Result<Vec<Device>, PlayerFailure>;

    /// Plays `uris`, the first from `position_ms` on, on this device.
    ///
    /// # Errors
    /// [`PlayerFailure`].
    async fn play(
        &self,
        access: &Hidden,
        device: &str,
        uris: &[TrackUri],
        position_ms: u64,
    ) -> Result<(), PlayerFailure>;

    /// Stops this device where it is.
    ///
    /// # Errors
    /// [`PlayerFailure`].
    async fn pause(&self, access: &Hidden, device: &str) -> Result<(), PlayerFailure>;

    /// Plays tracks in the order they are given.
    ///
    /// # Errors
    /// [`PlayerFailure`].
    async fn shuffle_off(&self, access: &Hidden, device: &str) -> Result<(), PlayerFailure>;

    /// Makes this device the one that plays; where it is to play, it goes on with what was on, if anything was.
    ///
    /// # Errors
    /// [`PlayerFailure`].
    async fn transfer(&self, access: &Hidden, device: &str, play: bool) -> Result<(), PlayerFailure>;
}

/// The players of everyone, by the app that they agreed to.
pub trait Apps: Send + Sync {
    /// The players of those who agreed to this app of somebody's own, or to the house's where none is named.
    fn players(&self, own_client: Option<&str>) -> Arc<dyn Players>;
}
