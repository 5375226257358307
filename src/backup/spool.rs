//! What the store keeps, on its way into a backup: an archive has to know how long a part is before it begins.
//!
//! Must never: leave anything behind. The file has no name any more once it is open, and where the backup is to be
//! encrypted, what is in it is encrypted to a key that ends with this process.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use super::{
    manifest::Counts,
    pieces::{self, Counting},
    sealing::{Own, Sink},
};
use crate::app::ports::Piece;

/// A file without a name that pieces are written to.
pub struct Spool {
    file: Sink<BufWriter<File>>,
    key: Option<Own>,
    bytes: u64,
    counting: Counting,
}

impl Spool {
    /// An empty one, on the disk of that directory, encrypted or not; `mark` tells it from those of others.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn begin(directory: &Path, is_sealed: bool, mark: u64) -> io::Result<Self> {
        let path = directory.join(format!(".echonest-{mark:016x}.part"));
        let mut open = OpenOptions::new();
        let file = open.read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        fs::remove_file(&path)?;
        let key = is_sealed.then(Own::new);
        let file = Sink::to(key.as_ref().map(Own::recipient).as_slice(), BufWriter::new(file))?;
        Ok(Self { file, key, bytes: 0, counting: Counting::default() })
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
    pub fn end(self) -> io::Result<(Box<dyn Read>, u64, Counts)> {
        let mut file = self.file.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        let from: Box<dyn Read> = match &self.key {
            Some(key) => Box::new(key.open(BufReader::new(file))?),
            None => Box::new(file),
        };
        Ok((from, self.bytes, self.counting.counts()))
    }
}
