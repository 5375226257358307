//! When somebody was last in a nest, kept so that a restart does not make it forgotten.
//!
//! Must never: be what anything but Bender goes by. It is as old as a minute.

use std::sync::Arc;

use crate::{
    app::ports::{StoreFailure, Vault},
    domain::{ids::NestId, limits::BENDER_ALONE_MS},
};

/// How old what is kept may be, in milliseconds, while somebody is there.
const NOTE_EVERY_MS: u64 = 60_000;

/// When somebody was last in one nest.
pub struct Attendance {
    vault: Arc<dyn Vault>,
    key: String,
    /// When this was noted last, in epoch milliseconds.
    noted_ms: u64,
}

impl Attendance {
    /// Of this nest.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>, nest: &NestId) -> Self {
        Self { vault, key: format!("attended:{nest}"), noted_ms: 0 }
    }

    /// Until when Bender goes on, in epoch milliseconds, given whether somebody is there now; `None` where
    /// nobody is known to have been there lately.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn until_ms(&mut self, is_attended: bool, now_ms: u64) -> Result<Option<u64>, StoreFailure> {
        if is_attended {
            if now_ms >= self.noted_ms + NOTE_EVERY_MS {
                self.note(now_ms).await?;
            }
            return Ok(Some(now_ms + BENDER_ALONE_MS));
        }
        let kept = self.vault.get(&self.key).await?;
        let last_ms: Option<u64> =
            kept.and_then(|kept| String::from_utf8(kept).ok()).and_then(|text| text.parse().ok());
        Ok(last_ms.map(|last_ms| last_ms + BENDER_ALONE_MS).filter(|until_ms| now_ms < *until_ms))
    }

    /// Notes that the last person has just left.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn note(&mut self, now_ms: u64) -> Result<(), StoreFailure> {
        let ttl = std::time::Duration::from_millis(BENDER_ALONE_MS);
        self.vault.put(&self.key, now_ms.to_string().into_bytes(), ttl).await?;
        self.noted_ms = now_ms;
        Ok(())
    }
}
