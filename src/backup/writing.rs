//! Writing a backup: under another name until it is whole and on the disk.
//!
//! Must never: overwrite anything, or leave half a backup under a backup's name.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, ErrorKind, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use age::x25519::Recipient;
use chrono::{DateTime, SecondsFormat};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use super::{
    MANIFEST,
    manifest::{Counts, FORMAT, Manifest, Part},
    names,
    sealing::Sink,
};

/// A backup in the making. One that is dropped before its end is removed.
pub struct Writing {
    draft: Draft,
    path: PathBuf,
    archive: tar::Builder<GzEncoder<Sink<Hashing<BufWriter<File>>>>>,
    manifest: Manifest,
}

/// A file that goes away with this value.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        // Nobody takes it for a backup, should it stay.
        let _ = fs::remove_file(&self.0);
    }
}

impl Writing {
    /// Begins a backup of that moment in a directory, of that kind of store, encrypted to these recipients if there
    /// are any; `mark` tells it from what others begin at the same time.
    ///
    /// # Errors
    /// There is a backup of that moment already, or it cannot be written there.
    pub fn begin(
        directory: &Path,
        made_ms: u64,
        store: &str,
        recipients: &[Recipient],
        mark: u64,
    ) -> io::Result<Self> {
        let name =
            if recipients.is_empty() { names::name_of(made_ms) } else { names::sealed_name_of(made_ms) };
        let path = directory.join(&name);
        if fs::symlink_metadata(&path).is_ok() {
            return Err(is_there());
        }
        let draft = directory.join(names::draft_of(&name, mark));
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        let draft = Draft(draft);
        let sink = Sink::to(recipients, Hashing::of(BufWriter::new(file)))?;
        let archive = tar::Builder::new(GzEncoder::new(sink, Compression::default()));
        let moment = i64::try_from(made_ms).ok().and_then(DateTime::from_timestamp_millis);
        let manifest = Manifest {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            made_ms,
            made_at: moment.unwrap_or_default().to_rfc3339_opts(SecondsFormat::Secs, true),
            store: store.to_owned(),
            counts: Counts::default(),
            parts: Vec::new(),
        };
        Ok(Self { draft, path, archive, manifest })
    }

    /// One more part of so many bytes.
    ///
    /// # Errors
    /// It cannot be read or written, or is shorter than that.
    pub fn add(&mut self, name: &str, from: &mut dyn Read, bytes: u64) -> io::Result<()> {
        let mut hashing = Hashing::of(from.take(bytes));
        append(&mut self.archive, self.manifest.made_ms, name, &mut hashing, bytes)?;
        if hashing.bytes != bytes {
            return Err(io::Error::new(ErrorKind::UnexpectedEof, format!("{name} became shorter meanwhile")));
        }
        self.manifest.parts.push(hashing.end(name));
        Ok(())
    }

    /// Brings it to the disk under its name, and says what the whole file is.
    ///
    /// # Errors
    /// It cannot be written, or somebody made a file of that name meanwhile.
    pub fn end(mut self, counts: Counts) -> io::Result<(Part, PathBuf, Manifest)> {
        self.manifest.counts = counts;
        let manifest = serde_json::to_vec_pretty(&self.manifest).expect("because it has text keys only");
        let mut from = manifest.as_slice();
        append(&mut self.archive, self.manifest.made_ms, MANIFEST, &mut from, manifest.len() as u64)?;
        let written = self.archive.into_inner()?.finish()?.finish()?;
        let (file, whole) = written.split(&self.path.display().to_string());
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        // Unlike a renamed file, a second name never takes the place of another file.
        fs::hard_link(&self.draft.0, &self.path).or_else(|error| match error.kind() {
            ErrorKind::AlreadyExists => Err(is_there()),
            // Some disks know no second names.
            _ if fs::symlink_metadata(&self.path).is_ok() => Err(is_there()),
            _ => fs::rename(&self.draft.0, &self.path),
        })?;
        drop(self.draft);
        let directory = self.path.parent().filter(|above| !above.as_os_str().is_empty());
        File::open(directory.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok((whole, self.path, self.manifest))
    }
}

/// Whether the disk still says what was written, where nobody here can open that.
///
/// # Errors
/// It does not, or cannot be read.
pub fn is_as_written(path: &Path, whole: &Part) -> io::Result<()> {
    let mut hashing = Hashing::of(File::open(path)?);
    io::copy(&mut hashing, &mut io::sink())?;
    if hashing.end(&whole.name) == *whole {
        return Ok(());
    }
    Err(io::Error::new(ErrorKind::InvalidData, "the disk says something else than was written"))
}

fn is_there() -> io::Error {
    io::Error::new(ErrorKind::AlreadyExists, "there is a file of that name already")
}

fn append<W: Write>(
    archive: &mut tar::Builder<W>,
    made_ms: u64,
    name: &str,
    from: &mut dyn Read,
    bytes: u64,
) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(made_ms / 1_000);
    archive.append_data(&mut header, name, from)
}

/// Counts and hashes what is read or written through it.
pub(super) struct Hashing<T> {
    through: T,
    hash: Sha256,
    bytes: u64,
}

impl<T> Hashing<T> {
    pub(super) fn of(through: T) -> Self {
        Self { through, hash: Sha256::new(), bytes: 0 }
    }

    /// What that was, as a part of that name.
    pub(super) fn end(self, name: &str) -> Part {
        self.split(name).1
    }

    fn split(self, name: &str) -> (T, Part) {
        let digits = |text: String, byte: &u8| format!("{text}{byte:02x}");
        let sha256 = self.hash.finalize().iter().fold(String::new(), digits);
        (self.through, Part { name: name.to_owned(), bytes: self.bytes, sha256 })
    }

    fn count(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.through.read(into)?;
        self.count(&into[..count]);
        Ok(count)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        let count = self.through.write(from)?;
        self.count(&from[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.through.flush()
    }
}
