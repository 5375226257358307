//! What the store keeps, on its way into a backup: an archive has to know how long a part is before it begins.
//!
//! Must never: leave anything behind; the file has no name any more once it is open.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use super::{
    manifest::Counts,
    pieces::{self, Counting},
};
use crate::app::ports::Piece;

/// A file without a name that pieces are written to.
pub struct Spool {
    file: BufWriter<File>,
    bytes: u64,
    counting: Counting,
}

impl Spool {
    /// An empty one, on the disk of that directory; `mark` tells it from those of others.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn begin(directory: &Path, mark: u64) -> io::Result<Self> {
        let path = directory.join(format!(".echonest-{mark:016x}.part"));
        let mut open = OpenOptions::new();
        let file = open.read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        fs::remove_file(&path)?;
        Ok(Self { file: BufWriter::new(file), bytes: 0, counting: Counting::default() })
    }

    /// One more piece.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn add(&mut self, piece: &Piece) -> io::Result<()> {
        let line = pieces::write(piece);
        self.file.write_all(&line)?;
        self.bytes += line.len() as u64;
        self.counting.add(piece);
        Ok(())
    }

    /// That was all: to be read from the beginning, how long it is, and what is in it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn end(self) -> io::Result<(File, u64, Counts)> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        Ok((file, self.bytes, self.counting.counts()))
    }
}
