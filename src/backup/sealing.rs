//! Backups that only some can open: encrypted by the standard of `age`, so that its own program opens them, too.
//!
//! Must never: show an identity, or take what is encrypted for whole before its last byte was seen.

use std::{
    fs,
    io::{self, BufRead, Read, Write},
    iter,
    path::Path,
};

use age::{
    DecryptError, Decryptor, Encryptor,
    stream::{StreamReader, StreamWriter},
    x25519::{Identity, Recipient},
};

use super::reading::Unusable;

/// How every encrypted file begins.
const BEGINS: &[u8] = b"age-encryption.org/v1\n";
/// How the last line before what is encrypted begins.
const HEAD_ENDS: &[u8] = b"---";
/// What precedes what is encrypted, in bytes.
const NONCE_BYTES: u64 = 16;
/// It is encrypted piece by piece, each of which is so many bytes then.
const PIECE_BYTES: u64 = 65_536 + TAG_BYTES;
/// By so many bytes a piece is longer than what it holds.
const TAG_BYTES: u64 = 16;

/// Where a backup is written to.
pub enum Sink<W: Write> {
    /// As it is.
    Open(W),
    /// Encrypted.
    Sealed(StreamWriter<W>),
}

impl<W: Write> Sink<W> {
    /// Encrypts what is written to these recipients; to nobody where there are none.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn to(recipients: &[Recipient], to: W) -> io::Result<Self> {
        if recipients.is_empty() {
            return Ok(Self::Open(to));
        }
        let all = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
        let encrypting = Encryptor::with_recipients(all).map_err(io::Error::other)?;
        encrypting.wrap_output(to).map(Self::Sealed)
    }

    /// That was all.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Open(to) => Ok(to),
            Self::Sealed(to) => to.finish(),
        }
    }
}

impl<W: Write> Write for Sink<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Open(to) => to.write(bytes),
            Self::Sealed(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Open(to) => to.flush(),
            Self::Sealed(to) => to.flush(),
        }
    }
}

/// A key that nobody but this process ever has, for what it puts aside.
pub struct Own(Identity);

impl Own {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        Self(Identity::generate())
    }

    /// Whom to encrypt to.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        self.0.to_public()
    }

    /// Reads what was encrypted to it.
    ///
    /// # Errors
    /// It was not.
    pub fn open<R: Read>(&self, from: R) -> io::Result<StreamReader<R>> {
        let opened =
            Decryptor::new(from).and_then(|it| it.decrypt(iter::once(&self.0 as &dyn age::Identity)));
        opened.map_err(io::Error::other)
    }
}

impl Default for Own {
    fn default() -> Self {
        Self::new()
    }
}

/// Whoever can open encrypted backups.
#[derive(Default)]
pub struct Identities(Vec<Identity>);

impl From<Own> for Identities {
    fn from(own: Own) -> Self {
        Self(vec![own.0])
    }
}

impl Identities {
    /// Those in a file as `age-keygen` writes it: one on a line, and lines that begin with #.
    ///
    /// # Errors
    /// A sentence, which shows none of it.
    pub fn read(file: &Path) -> Result<Self, String> {
        let bytes = fs::read(file).map_err(|error| format!("{} cannot be read ({error})", file.display()))?;
        if is_sealed(&bytes) {
            return Err(format!(
                "{} is encrypted itself; open it first, like: age -d {} | echonest … --identity /dev/stdin",
                file.display(),
                file.display()
            ));
        }
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().map(str::trim).zip(1..).filter(|(line, _)| !line.is_empty());
        let identities: Result<Vec<_>, _> = lines
            .filter(|(line, _)| !line.starts_with('#'))
            .map(|(line, number)| line.parse().map_err(|_| number))
            .collect();
        match identities {
            Ok(identities) if identities.is_empty() => Err(format!("{} holds no identity", file.display())),
            Ok(identities) => Ok(Self(identities)),
            Err(line) => Err(format!(
                "line {line} of {} is no identity, which begins with AGE-SECRET-KEY-1; `age-keygen` makes one",
                file.display()
            )),
        }
    }
}

/// Whether what begins like this is encrypted.
#[must_use]
pub fn is_sealed(beginning: &[u8]) -> bool {
    beginning.starts_with(BEGINS)
}

/// Reads what is encrypted, of which the whole file has so many bytes.
///
/// # Errors
/// [`Unusable`]: it is for somebody else, or not whole as far as can be told.
pub fn open<R: BufRead>(
    mut from: R,
    file_bytes: u64,
    identities: &Identities,
) -> Result<StreamReader<impl BufRead>, Unusable> {
    let head = read_head(&mut from)?;
    let head_bytes = head.len() as u64;
    let recipients = head.split(|byte| *byte == b'\n').filter(|line| is_recipient(line)).count();
    let sealed = Decryptor::new_buffered(io::Cursor::new(head).chain(from)).map_err(wrong)?;
    let pieces_bytes = file_bytes.saturating_sub(head_bytes + NONCE_BYTES);
    // The last piece holds something, unless it is the only one.
    let last_bytes = pieces_bytes % PIECE_BYTES;
    if pieces_bytes < TAG_BYTES || (1..=TAG_BYTES).contains(&last_bytes) && pieces_bytes != TAG_BYTES {
        return Err(Unusable::CutShort);
    }
    if identities.0.is_empty() {
        return Err(Unusable::Sealed(recipients));
    }
    sealed.decrypt(identities.0.iter().map(|identity| identity as &dyn age::Identity)).map_err(wrong)
}

/// Whether a line of a head begins what is for a recipient. Some begin what is for nobody, so that readers stay lenient.
fn is_recipient(line: &[u8]) -> bool {
    let kind = line.strip_prefix(b"-> ").and_then(|said| said.split(|byte| *byte == b' ').next());
    kind.is_some_and(|kind| !kind.ends_with(b"-grease"))
}

/// How long a head may be, in bytes: room for a thousand recipients.
const HEAD_BYTES_MAX: u64 = 128 << 10;

fn read_head(from: &mut impl BufRead) -> Result<Vec<u8>, Unusable> {
    let mut head = Vec::new();
    loop {
        let begins = head.len();
        let room = HEAD_BYTES_MAX.saturating_sub(begins as u64);
        let read = from.by_ref().take(room).read_until(b'\n', &mut head);
        if read.map_err(Unusable::Closed)? == 0 || !head.ends_with(b"\n") {
            return Err(Unusable::CutShort);
        }
        if head[begins..].starts_with(HEAD_ENDS) {
            return Ok(head);
        }
    }
}

fn wrong(error: DecryptError) -> Unusable {
    match error {
        DecryptError::NoMatchingKeys => Unusable::Foreign,
        DecryptError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => Unusable::CutShort,
        error => Unusable::Damaged(error.to_string()),
    }
}
