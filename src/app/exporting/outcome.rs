//! What comes of an export, and why nothing does.
//!
//! Must never: hold a token, or a word that a service said.

use crate::app::{
    access::spotify::NoAccess,
    ports::{CatalogueUnavailable, NotWritten, StoreFailure},
};

/// A night that was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Where its playlist can be looked at.
    pub link: String,
    /// What that is called.
    pub title: String,
    /// How many tracks are on it.
    pub tracks: usize,
}

/// Why a night was not exported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotExported {
    /// Nothing of what was played can be on a playlist of the service.
    #[error("nothing of that night can be on a playlist")]
    Nothing,
    /// The person has not connected, or disconnected.
    #[error("the service is not connected")]
    NotConnected,
    /// The person's consent is over.
    #[error("the consent is over")]
    Again,
    /// The person is not on the app's list.
    #[error("the person is not on the app's list")]
    NotAllowed,
    /// The person did not agree to playlists being written.
    #[error("the person did not agree to playlists being written")]
    NotAgreed,
    /// There may be a playlist already, and the person did not agree to its being looked for.
    #[error("the person did not agree to playlists being read")]
    MayNotLook,
    /// Another export of the same person's takes too long.
    #[error("another export of the same person is under way")]
    Busy,
    /// The service may not be called for a while.
    #[error(transparent)]
    MustWait(CatalogueUnavailable),
    /// The service has no answer.
    #[error("there is no answer: {0}")]
    Unavailable(String),
    /// The store has none.
    #[error(transparent)]
    NotSaved(#[from] StoreFailure),
}

impl From<NoAccess> for NotExported {
    fn from(none: NoAccess) -> Self {
        match none {
            NoAccess::NotConnected => Self::NotConnected,
            NoAccess::Again => Self::Again,
            NoAccess::NotAllowed => Self::NotAllowed,
            NoAccess::Unavailable(why) => Self::Unavailable(why),
        }
    }
}

impl From<NotWritten> for NotExported {
    fn from(failure: NotWritten) -> Self {
        match failure {
            NotWritten::SignedOut => Self::Again,
            NotWritten::NotAllowed => Self::NotAllowed,
            NotWritten::NotAgreed => Self::NotAgreed,
            NotWritten::MustWait(until) => Self::MustWait(until),
            failure => Self::Unavailable(failure.to_string()),
        }
    }
}
