//! Reading a backup, and telling whether it is whole.
//!
//! Must never: call a backup whole before its last byte was seen.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, ErrorKind, Read},
    path::Path,
};

use flate2::bufread::GzDecoder;

use super::{
    MANIFEST, PLAY_LOGS, SECRET, STORE,
    manifest::{FORMAT, Manifest, Part},
    pieces::{self, Counting},
    sealing::{self, Identities},
    writing::Hashing,
};
use crate::app::ports::Piece;

/// How long a manifest may be, in bytes: room for the play logs of three hundred years.
const MANIFEST_BYTES_MAX: u64 = 32 << 20;

/// Why a file is no whole backup. The sentence is meant for an operator.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be opened.
    #[error("it cannot be opened ({0})")]
    Closed(io::Error),
    /// It ends before its end.
    #[error("it is cut short")]
    CutShort,
    /// It says something else than was written.
    #[error("it is damaged ({0})")]
    Damaged(String),
    /// Only others can tell.
    #[error(
        "it is encrypted to {}; its head and length look right, and whether the rest is only an identity of \
         theirs can tell: say --identity FILE",
        if *.0 == 1 { "1 recipient".to_owned() } else { format!("{} recipients", .0) }
    )]
    Sealed(usize),
    /// It is not for us.
    #[error("it is encrypted to somebody else: no identity that was given opens it")]
    Foreign,
    /// A newer version made it.
    #[error("it has format {0}, and this program knows {FORMAT}; use the version that made it")]
    Unknown(u32),
    /// Whoever took the parts could not go on.
    #[error("{0}")]
    Taking(String),
}

/// Given a part's name and content; says why it cannot go on.
pub type Take<'a> = dyn FnMut(&str, &mut dyn Read) -> Result<(), String> + 'a;

/// Reads a backup from its beginning to its end, and checks every part of it.
///
/// # Errors
/// [`Unusable`]; what was taken until then is not to be trusted.
pub fn read(path: &Path, identities: &Identities, take: &mut Take<'_>) -> Result<Manifest, Unusable> {
    let file = File::open(path).map_err(Unusable::Closed)?;
    let file_bytes = file.metadata().map_err(Unusable::Closed)?.len();
    let mut file = BufReader::new(file);
    if sealing::is_sealed(file.fill_buf().map_err(Unusable::Closed)?) {
        let opened = sealing::open(file, file_bytes, identities)?;
        return read_archive(BufReader::new(opened), take);
    }
    read_archive(file, take)
}

fn read_archive(from: impl BufRead, take: &mut Take<'_>) -> Result<Manifest, Unusable> {
    let mut archive = tar::Archive::new(GzDecoder::new(from));
    let (mut parts, mut manifest) = (Vec::<Part>::new(), None);
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if manifest.is_some() || !entry.header().entry_type().is_file() {
            return Err(Unusable::Damaged(format!("{name} does not belong there")));
        }
        if name == MANIFEST {
            let mut json = Vec::new();
            entry.by_ref().take(MANIFEST_BYTES_MAX).read_to_end(&mut json).map_err(broken)?;
            manifest = Some(read_manifest(&json)?);
            continue;
        }
        if !is_part(&name) {
            return Err(Unusable::Damaged(format!("{name} does not belong there")));
        }
        let mut hashing = Hashing::of(&mut entry);
        take(&name, &mut hashing).map_err(Unusable::Taking)?;
        io::copy(&mut hashing, &mut io::sink()).map_err(broken)?;
        parts.push(hashing.end(&name));
    }
    let mut rest = archive.into_inner();
    io::copy(&mut rest, &mut io::sink()).map_err(broken)?;
    if !rest.into_inner().fill_buf().map_err(broken)?.is_empty() {
        return Err(Unusable::Damaged("something stands behind its end".into()));
    }
    let manifest = manifest.ok_or(Unusable::CutShort)?;
    if manifest.parts != parts {
        return Err(Unusable::Damaged("its parts are not those that were written".into()));
    }
    Ok(manifest)
}

/// Checks a whole backup: that every part is as it was written, and that the store's can be understood.
///
/// # Errors
/// [`Unusable`].
pub fn verify(path: &Path, identities: &Identities) -> Result<Manifest, Unusable> {
    let mut counting = Counting::default();
    let manifest = read(path, identities, &mut |name, from| match name {
        STORE => read_pieces(from, &mut |piece| counting.add(&piece)),
        _ => Ok(()),
    })?;
    if manifest.counts != counting.counts() {
        return Err(Unusable::Damaged("it does not hold as much as it says".into()));
    }
    Ok(manifest)
}

/// Reads what a store kept.
///
/// # Errors
/// A sentence.
pub fn read_pieces(from: &mut dyn Read, each: &mut dyn FnMut(Piece)) -> Result<(), String> {
    let mut lines = BufReader::new(from);
    let mut line = Vec::new();
    loop {
        line.clear();
        match lines.read_until(b'\n', &mut line) {
            Ok(0) => return Ok(()),
            Ok(_) => each(pieces::read(&line)?),
            Err(error) => return Err(broken(error).to_string()),
        }
    }
}

fn is_part(name: &str) -> bool {
    let is_log = name.strip_prefix(PLAY_LOGS).is_some_and(|file| !file.is_empty() && !file.contains('/'));
    name == STORE || name == SECRET || is_log
}

fn read_manifest(json: &[u8]) -> Result<Manifest, Unusable> {
    let damaged = |error: serde_json::Error| Unusable::Damaged(error.to_string());
    // Another format may say everything else in other words.
    let any: serde_json::Value = serde_json::from_slice(json).map_err(damaged)?;
    match any["format"].as_u64().and_then(|format| u32::try_from(format).ok()) {
        Some(FORMAT) => serde_json::from_value(any).map_err(damaged),
        Some(other) => Err(Unusable::Unknown(other)),
        None => Err(Unusable::Damaged("it says no format".into())),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn broken(error: io::Error) -> Unusable {
    match error.kind() {
        ErrorKind::UnexpectedEof => Unusable::CutShort,
        _ => Unusable::Damaged(error.to_string()),
    }
}
