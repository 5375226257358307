//! Whom backups are encrypted to.
//!
//! Must never: show what may be somebody's secret half.

use age::x25519::Recipient;
use anyhow::{Result, anyhow, bail};

use super::Config;

impl Config {
    /// Whom backups are encrypted to; nobody where none is named.
    ///
    /// # Errors
    /// A sentence about one that nobody can be.
    pub fn backup_recipients(&self) -> Result<Vec<Recipient>> {
        let place = (1..).zip(&self.backup_encrypt_to);
        place.map(|(place, text)| recipient(place, text)).collect()
    }
}

fn recipient(place: usize, text: &str) -> Result<Recipient> {
    if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") {
        bail!(
            "BACKUP_ENCRYPT_TO holds an identity, which is to stay away from here; name its age1… in place of it, \
             which `age-keygen -y` prints"
        );
    }
    text.parse().map_err(|_| {
        anyhow!(
            "BACKUP_ENCRYPT_TO cannot be read from its recipient {place} on; each is age1… as `age-keygen` prints it"
        )
    })
}
