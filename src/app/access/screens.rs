//! Passes of screens: a TV across the room may see one nest, and do nothing.
//!
//! They are listed by nest, in [`listing`]. A pass follows the nest's id, so another code does not end
//! it; it ends when a host ends it, when the nest does, or after a year without being used.
//!
//! Must never: keep a pass itself, or stand for a person.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    hidden::Hidden,
    listing::{self, Kind, Listing},
};
use crate::{
    app::ports::{Clock, Dice, StoreFailure, Vault},
    domain::{
        ids::{NestId, ScreenId},
        text::Name,
    },
};

/// Screens of one nest: more than any house has walls, few enough for one value.
pub const SCREENS_MAX: usize = 20;
/// How long a pass holds after it was last used: a year.
pub const SCREEN_TTL: Duration = Duration::from_hours(365 * 24);
/// How exactly it is known when a screen was last there.
pub const SEEN_EVERY: Duration = Duration::from_mins(1);

const KIND: Kind = Kind { pass: "screen", list: "screens", used: "screen-seen", max: SCREENS_MAX };

/// A screen as hosts see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its id, which is no secret.
    pub id: ScreenId,
    /// Who paired it.
    pub by: Name,
    /// When it was paired.
    pub paired_ms: u64,
    hash: String,
}

impl listing::Listed for Listed {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn hash(&self) -> &str {
        &self.hash
    }
}

/// A screen that shows its pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// Its id.
    pub id: ScreenId,
    /// The one nest it shows.
    pub nest: NestId,
}

/// The screens of all nests.
#[derive(Clone)]
pub struct Screens {
    listing: Listing,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
}

impl Screens {
    /// Those kept in this vault.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>, clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        Self { listing: Listing { vault, kind: &KIND }, clock, dice }
    }

    /// Makes a pass for a nest. What is given back is told to the screen alone; nothing, where the nest has
    /// [`SCREENS_MAX`].
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn make(&self, nest: &NestId, by: Name) -> Result<Option<Hidden>, StoreFailure> {
        let pass = format!("{}{}", super::random(&*self.dice), super::random(&*self.dice));
        let id = ScreenId::parse(&super::random(&*self.dice)).expect("because it has 32 digits");
        let listed = Listed { id: id.clone(), by, paired_ms: self.clock.now_ms(), hash: super::hash(&pass) };
        let screen = Screen { id, nest: nest.clone() };
        let has_room = self.listing.add(nest.as_str(), &listed, &screen, SCREEN_TTL).await?;
        Ok(has_room.then(|| pass.into()))
    }

    /// All screens of a nest, oldest first, each with when it was last there.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn list(&self, nest: &NestId) -> Result<Vec<(Listed, Option<u64>)>, StoreFailure> {
        self.listing.list(nest.as_str()).await
    }

    /// Ends one; says whether there was one.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn end(&self, nest: &NestId, id: &str) -> Result<bool, StoreFailure> {
        self.listing.end::<Listed>(nest.as_str(), id).await
    }

    /// Forgets all of a nest that is over.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn end_all(&self, nest: &NestId) -> Result<(), StoreFailure> {
        self.listing.end_all::<Listed>(nest.as_str()).await
    }

    /// The screen that holds this pass, if it is one.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn of(&self, pass: &str) -> Result<Option<Screen>, StoreFailure> {
        self.listing.read(&self.listing.key_of(pass)).await
    }

    /// Notes that the screen with this pass is there; says whether the pass holds still.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn see(&self, screen: &Screen, pass: &str) -> Result<bool, StoreFailure> {
        if !self.listing.prolong(&self.listing.key_of(pass), SCREEN_TTL).await? {
            return Ok(false);
        }
        self.listing.note_use(screen.id.as_str(), self.clock.now_ms(), SCREEN_TTL).await?;
        Ok(true)
    }
}
