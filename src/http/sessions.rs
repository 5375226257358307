//! Sessions: who holds which cookie, kept in the vault.
//!
//! Must never: keep a session's id where whoever reads the store could use it. Only its hash is a key.

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha512};
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::{Key, SameSite, time},
    service::SignedCookie,
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::app::ports::{StoreFailure, Vault};

/// How long a session lasts after its last renewal.
pub const SESSION_DAYS: i64 = 30;

/// Sessions over a vault.
#[derive(Clone)]
pub struct VaultSessions {
    vault: Arc<dyn Vault>,
}

impl fmt::Debug for VaultSessions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("VaultSessions")
    }
}

/// What is kept of a session: all but its id.
#[derive(Serialize, Deserialize)]
struct Kept {
    data: std::collections::HashMap<String, serde_json::Value>,
    ends: i64,
}

impl VaultSessions {
    fn key(id: &Id) -> String {
        let hash = Sha256::digest(id.0.to_le_bytes());
        hash.iter().fold("session:".to_owned(), |key, byte| format!("{key}{byte:02x}"))
    }

    fn kept(record: &Record) -> Result<(Vec<u8>, Duration)> {
        let kept = Kept { data: record.data.clone(), ends: record.expiry_date.unix_timestamp() };
        let bytes = serde_json::to_vec(&kept).map_err(|error| Error::Encode(error.to_string()))?;
        Ok((bytes, Duration::from_secs(u64::try_from(SESSION_DAYS).unwrap_or_default() * 86_400)))
    }
}

#[async_trait]
impl SessionStore for VaultSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let (kept, ttl) = Self::kept(record)?;
        while !self
            .vault
            .put_new(&Self::key(&record.id), kept.clone(), ttl)
            .await
            .map_err(|failure| backend(&failure))?
        {
            record.id = Id::default();
        }
        Ok(())
    }

    /// Does nothing where the session is not there any more: whoever left meanwhile stays out.
    async fn save(&self, record: &Record) -> Result<()> {
        let (kept, ttl) = Self::kept(record)?;
        let key = Self::key(&record.id);
        while let Some(before) = self.vault.get(&key).await.map_err(|failure| backend(&failure))? {
            let replaced = self.vault.replace(&key, &before, kept.clone(), ttl).await;
            if replaced.map_err(|failure| backend(&failure))? {
                break;
            }
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(bytes) = self.vault.get(&Self::key(id)).await.map_err(|failure| backend(&failure))? else {
            return Ok(None);
        };
        let kept: Kept = serde_json::from_slice(&bytes).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(kept.ends)
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data: kept.data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.vault.take(&Self::key(id)).await.map(drop).map_err(|failure| backend(&failure))
    }
}

fn backend(failure: &StoreFailure) -> Error {
    Error::Backend(failure.to_string())
}

/// The layer that reads and writes the cookie. `secret` signs it, so that a forged one is told from
/// ours without looking anything up.
#[must_use]
pub fn layer(
    vault: Arc<dyn Vault>,
    secret: &[u8],
    is_https: bool,
) -> SessionManagerLayer<VaultSessions, SignedCookie> {
    let mut hash = Sha512::new();
    hash.update(b"echonest session cookie ");
    hash.update(secret);
    SessionManagerLayer::new(VaultSessions { vault })
        .with_name(if is_https { "__Host-echonest" } else { "echonest" })
        .with_path("/")
        .with_http_only(true)
        .with_secure(is_https)
        // Strict would lose the session on the way back from another site's sign-in page.
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(time::Duration::days(SESSION_DAYS)))
        .with_signed(Key::from(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_reads_the_store_cannot_take_over_a_session() {
        let id = Id::default();
        let key = VaultSessions::key(&id);
        let shown = format!("{key:?}");
        assert!(!shown.contains(&id.to_string()), "{shown}");
        assert_ne!(format!("{:?}", VaultSessions::key(&Id(id.0.wrapping_add(1)))), shown);
    }
}
