//! Secrets among the settings, given themselves or in a file.
//!
//! Must never: show one, not even to whoever debugs.

use std::{fmt, fs, path::Path, str::FromStr};

use anyhow::{Context, Result, bail};

/// A text that is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("(not shown)")
    }
}

/// Puts what stands in `file` in the place of a secret that is not given itself. Spaces and the end
/// of the line around it do not count; a secret of nothing else is none.
pub(super) fn fill(name: &str, secret: &mut Option<Secret>, file: Option<&Path>) -> Result<()> {
    let is_nothing = |secret: &mut Secret| secret.0.trim().is_empty();
    secret.take_if(is_nothing);
    let Some(file) = file.filter(|file| !file.as_os_str().is_empty()) else { return Ok(()) };
    if secret.is_some() {
        bail!("{name} and {name}_FILE are both given; remove one of them");
    }
    let text = fs::read_to_string(file)
        .with_context(|| format!("{name}_FILE names {}, which cannot be read; correct it", file.display()))?;
    *secret = Some(Secret(text.trim().to_owned()));
    secret.take_if(is_nothing);
    if secret.is_none() {
        bail!("{name}_FILE names {}, which is empty; write the secret into it", file.display());
    }
    Ok(())
}
