//! How a copy of the embedded store is had while a process runs on it: the file belongs to that process, so it
//! is asked, by a socket file beside the store that only its owner can open.
//!
//! Whoever connects is sent the pieces, a line each, and then a line that says whether those were all.
//!
//! Must never: take a copy that broke off for a whole one.

use std::{
    fs::{self, DirBuilder, Permissions},
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter},
    net::{UnixListener, UnixStream},
    sync::mpsc,
    time::timeout,
};

use super::pieces;
use crate::app::ports::{Copies, PIECES_MAX, Piece};

/// The socket's name inside the data directory.
const SOCKET: &str = "backup.sock";
/// The last line, where those were all.
const ALL: &str = "all\n";
/// How long whoever asked may take for a line: as long as a busy disk takes, but not for ever, since what is
/// being copied cannot be tidied up meanwhile.
const TAKE_WITHIN: Duration = Duration::from_secs(30);

/// The socket file, which goes away with this value.
pub struct Door {
    path: PathBuf,
    number: u64,
}

impl Drop for Door {
    fn drop(&mut self) {
        // Somebody who came after us may have put another one there.
        if fs::metadata(&self.path).is_ok_and(|about| about.ino() == self.number) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Listens in `directory`, in the place of whoever did before.
///
/// # Errors
/// It cannot be listened there.
pub fn listen(directory: &Path) -> io::Result<(UnixListener, Door)> {
    // Nobody else can look into this folder, so nobody connects before the socket is closed to them.
    let folder = directory.join(".backup");
    match DirBuilder::new().mode(0o700).create(&folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let draft = folder.join(SOCKET);
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&draft)?;
    fs::set_permissions(&draft, Permissions::from_mode(0o600))?;
    let door = Door { path: directory.join(SOCKET), number: fs::metadata(&draft)?.ino() };
    fs::rename(&draft, &door.path)?;
    fs::remove_dir(&folder)?;
    Ok((listener, door))
}

/// Gives a copy to whoever asks, one after the other.
pub async fn answer(listener: UnixListener, store: Arc<dyn Copies>) {
    loop {
        let Ok((asker, _)) = listener.accept().await else { return };
        match give(asker, &store).await {
            Ok(()) => tracing::info!("A backup was given a copy of the store."),
            Err(error) => tracing::warn!(%error, "A backup was not given a copy of the store."),
        }
    }
}

async fn give(asker: UnixStream, store: &Arc<dyn Copies>) -> io::Result<()> {
    let (give, mut pieces) = mpsc::channel(PIECES_MAX);
    let store = Arc::clone(store);
    let copying = tokio::spawn(async move { store.copy(give).await });
    let mut asker = BufWriter::new(asker);
    while let Some(piece) = pieces.recv().await {
        timeout(TAKE_WITHIN, asker.write_all(&pieces::write(&piece))).await??;
    }
    let copied = copying.await.map_err(io::Error::other)?;
    let last = copied.as_ref().map_or_else(|failure| format!("failed {failure}\n"), |()| ALL.to_owned());
    timeout(TAKE_WITHIN, asker.write_all(last.as_bytes())).await??;
    timeout(TAKE_WITHIN, asker.shutdown()).await??;
    copied.map_err(io::Error::other)
}

/// Where a running process can be asked for the store in `directory`.
#[must_use]
pub fn socket_of(directory: &Path) -> PathBuf {
    directory.join(SOCKET)
}

/// Connects to the process that runs on the store in `directory`; `None` where nobody answers.
pub async fn connect(directory: &Path) -> Option<UnixStream> {
    UnixStream::connect(socket_of(directory)).await.ok()
}

/// Takes the copy that a running process gives.
///
/// # Errors
/// A sentence about why it is not whole.
pub async fn take(from: UnixStream, pieces: mpsc::Sender<Piece>) -> Result<(), String> {
    let mut lines = BufReader::new(from);
    let mut line = Vec::new();
    loop {
        line.clear();
        match lines.read_until(b'\n', &mut line).await {
            Ok(0) => return Err("the running EchoNest broke off".into()),
            Ok(_) if line == ALL.as_bytes() => return Ok(()),
            Ok(_) if line.starts_with(b"failed ") => {
                return Err(String::from_utf8_lossy(&line[b"failed ".len()..]).trim_end().to_owned());
            }
            Ok(_) => {}
            Err(error) => return Err(format!("the running EchoNest broke off ({error})")),
        }
        if pieces.send(pieces::read(&line)?).await.is_err() {
            return Ok(());
        }
    }
}
