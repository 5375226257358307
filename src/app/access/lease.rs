//! One at a time: of all tasks of all processes, one does something that two would only repeat.
//!
//! Must never: be what correctness rests on. A lease ends by itself, even while its holder still works.

use std::{sync::Arc, time::Duration};

use crate::app::ports::{Dice, StoreFailure, Vault};

/// The right to do something for a while.
pub struct Lease {
    vault: Arc<dyn Vault>,
    key: String,
    mark: Vec<u8>,
}

impl Lease {
    /// Takes the lease of `what` for `ttl`, if nobody has it.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn take(
        vault: &Arc<dyn Vault>,
        dice: &dyn Dice,
        what: &str,
        ttl: Duration,
    ) -> Result<Option<Self>, StoreFailure> {
        let (key, mark) = (format!("lease:{what}"), super::random(dice).into_bytes());
        let is_ours = vault.put_new(&key, mark.clone(), ttl).await?;
        Ok(is_ours.then(|| Self { vault: Arc::clone(vault), key, mark }))
    }

    /// Takes it for another `ttl` from now; says whether it still was ours.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn renew(&self, ttl: Duration) -> Result<bool, StoreFailure> {
        self.vault.replace(&self.key, &self.mark, self.mark.clone(), ttl).await
    }

    /// Gives it back. Where that fails, it ends by itself.
    pub async fn give_back(self) {
        // Only if it is still ours: it may have ended, and be somebody else's by now.
        let _ = self.vault.replace(&self.key, &self.mark, Vec::new(), Duration::from_millis(1)).await;
    }
}
