//! Secrets among the settings, given themselves or in a file, and what else stands in files that settings name.
//!
//! Must never: show one, not even to whoever debugs.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::app::access::hidden::Hidden as Secret;

/// What a file says that is there because something has to be, where no secret is meant.
const NONE: &str = "none";

/// Puts what stands in `file` in the place of a secret that is not given itself. Spaces and the end
/// of the line around it do not count; a secret of nothing else is none. A file that says [`NONE`] gives none either.
pub(super) fn fill(name: &str, secret: &mut Option<Secret>, file: Option<&Path>) -> Result<()> {
    let is_nothing = |secret: &mut Secret| secret.reveal().trim().is_empty();
    secret.take_if(is_nothing);
    let Some(file) = file.filter(|file| !file.as_os_str().is_empty()) else { return Ok(()) };
    let bytes = fs::read(file)
        .with_context(|| format!("{name}_FILE names {}, which cannot be read; correct it", file.display()))?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // The secret that a process made for itself is no text, and can be given to others all the same.
        Err(error) if name.starts_with("SECRET_KEY") => crate::secret::text_of(error.as_bytes()),
        Err(_) => bail!("{name}_FILE names {}, which is no text; correct it", file.display()),
    };
    if text.trim() == NONE {
        return Ok(());
    }
    if secret.is_some() {
        bail!("{name} and {name}_FILE are both given; remove one of them");
    }
    *secret = Some(Secret::from(text.trim().to_owned()));
    secret.take_if(is_nothing);
    if secret.is_none() {
        bail!("{name}_FILE names {}, which is empty; write the secret into it", file.display());
    }
    Ok(())
}

/// The authorities in the file that `REDIS_CA` names, as PEM.
pub(super) fn authorities(file: &Path) -> Result<String> {
    let todo = "name a file of certificates";
    let text = fs::read_to_string(file)
        .with_context(|| format!("REDIS_CA names {}, which cannot be read; {todo}", file.display()))?;
    if !text.contains("-----BEGIN CERTIFICATE-----") {
        bail!("REDIS_CA names {}, which holds no certificate; {todo}", file.display());
    }
    Ok(text)
}
