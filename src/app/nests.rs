//! The nests that are open in this process.
//!
//! Must never: open a nest twice.

use std::sync::Arc;

use super::{
    nest_task::{self, NestHandle, Tools},
    player,
    ports::{Clock, StoreFailure},
};
use crate::domain::{ids::NestId, setting_values::Code};

/// The nests of this process.
#[derive(Clone)]
pub struct Nests {
    main: NestHandle,
}

/// The id of the nest that always exists.
#[must_use]
pub fn main_id() -> NestId {
    NestId::parse("main").expect("because it has four letters")
}

impl Nests {
    /// Opens the main nest.
    ///
    /// # Errors
    /// [`StoreFailure`]: its log cannot be read, or is not ours.
    pub async fn open(tools: Tools) -> Result<Self, StoreFailure> {
        Ok(Self { main: nest_task::open(main_id(), tools).await? })
    }

    /// The nest that always exists.
    #[must_use]
    pub const fn main(&self) -> &NestHandle {
        &self.main
    }

    /// Those that this process holds open.
    #[must_use]
    pub fn all(&self) -> Vec<NestHandle> {
        vec![self.main.clone()]
    }

    /// The nest of this id, code or short address.
    pub async fn find(&self, name: &str) -> Option<NestHandle> {
        if name == self.main.id().as_str() {
            return Some(self.main.clone());
        }
        let view = self.main.look().await?;
        let code = Code::parse(&name.to_ascii_uppercase()).ok();
        let is_code = code.is_some() && code == view.nest.code;
        let is_slug = view.nest.settings.slug.as_ref().is_some_and(|slug| slug.as_str() == name);
        (is_code || is_slug).then(|| self.main.clone())
    }

    /// Keeps time for every nest, for as long as the process runs.
    pub fn keep_time(&self, clock: &Arc<dyn Clock>) {
        tokio::spawn(player::keep_time(self.main.clone(), Arc::clone(clock)));
    }
}
