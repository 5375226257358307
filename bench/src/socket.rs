//! One socket: how it is opened, and how it listens.
//!
//! All sockets are tasks of one thread and read into one buffer, so that an idle one costs nothing.
//!
//! Must never: read a frame further than its [`Dialect`] does.

use std::{cell::RefCell, future::poll_fn, pin::Pin, rc::Rc, time::Duration};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc::UnboundedSender,
    time::timeout,
};

use crate::{
    board::Board,
    dialect::{Dialect, Heard},
    frames::{CLOSE, Frame, Frames, PING, PONG, TEXT, masked},
};

/// What is read at a time, in bytes.
const BUFFER_BYTES: usize = 64 * 1_024;
/// The longest answer to an upgrade.
const ANSWER_MAX_BYTES: usize = 16 * 1_024;
const OPENS_WITHIN: Duration = Duration::from_secs(30);

thread_local! {
    static BUFFER: RefCell<Box<[u8]>> = RefCell::new(vec![0; BUFFER_BYTES].into_boxed_slice());
}

/// What a driver's action came to: the number of its commit, or what the server said against it.
pub type Answer = Result<u64, String>;

/// An open socket that nobody listens to yet.
pub struct Socket {
    reading: OwnedReadHalf,
    writing: Rc<OwnedWriteHalf>,
    /// What arrived right behind the upgrade.
    early: Vec<u8>,
    dialect: Dialect,
}

impl Socket {
    /// Opens a socket at an address like `127.0.0.1:80` and a path there; `headers` are further lines of the request.
    ///
    /// # Errors
    /// A sentence about what the server said instead.
    pub async fn open(address: &str, path: &str, dialect: Dialect, headers: &str) -> Result<Self> {
        timeout(OPENS_WITHIN, Self::open_patiently(address, path, dialect, headers))
            .await
            .with_context(|| format!("{address} did not open a socket in {} s", OPENS_WITHIN.as_secs()))?
    }

    async fn open_patiently(address: &str, path: &str, dialect: Dialect, headers: &str) -> Result<Self> {
        let mut stream =
            TcpStream::connect(address).await.with_context(|| format!("{address} cannot be reached"))?;
        stream.set_nodelay(true)?;
        // The key is the protocol's own example: nobody here checks what becomes of it.
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{headers}\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::with_capacity(1_024);
        let end = loop {
            ensure!(stream.read_buf(&mut answer).await? > 0, "{address} closed instead of an upgrade");
            if let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            ensure!(answer.len() <= ANSWER_MAX_BYTES, "{address} answers an upgrade without end");
        };
        if !answer.starts_with(b"HTTP/1.1 101") {
            bail!("{address} answered an upgrade with {}", String::from_utf8_lossy(&answer));
        }
        let early = answer.split_off(end);
        let (reading, writing) = stream.into_split();
        Ok(Self { reading, writing: Rc::new(writing), early, dialect })
    }

    /// What a driver writes on.
    pub fn writing(&self) -> Rc<OwnedWriteHalf> {
        Rc::clone(&self.writing)
    }

    /// Listens for ever, as the board's socket number `ear`; a driver's answers go to `answers`.
    pub async fn listen(mut self, ear: usize, board: Rc<Board>, answers: Option<UnboundedSender<Answer>>) {
        let mut listener =
            Listener { ear, board: Rc::clone(&board), answers, socket: Rc::clone(&self.writing) };
        let ended = self.listen_with(&mut listener).await;
        board
            .broke(ended.map_or_else(|error| format!("{error:#}"), |()| "the server closed a socket".into()));
    }

    async fn listen_with(&mut self, listener: &mut Listener) -> Result<()> {
        let mut frames = Frames::default();
        let dialect = self.dialect;
        frames.take(&std::mem::take(&mut self.early), |frame| listener.hear(dialect, frame))?;
        loop {
            let reading = &mut self.reading;
            let is_open = poll_fn(|context| {
                BUFFER.with_borrow_mut(|buffer| {
                    let mut buffer = ReadBuf::new(buffer);
                    Pin::new(&mut *reading).poll_read(context, &mut buffer).map(|read| {
                        read.context("a socket cannot be read")?;
                        frames.take(buffer.filled(), |frame| listener.hear(dialect, frame))?;
                        Ok::<_, anyhow::Error>(!buffer.filled().is_empty())
                    })
                })
            });
            if !is_open.await? {
                return Ok(());
            }
        }
    }
}

struct Listener {
    ear: usize,
    board: Rc<Board>,
    answers: Option<UnboundedSender<Answer>>,
    socket: Rc<OwnedWriteHalf>,
}

impl Listener {
    fn hear(&mut self, dialect: Dialect, frame: Frame<'_>) -> Result<()> {
        let (ear, board) = (self.ear, &self.board);
        board.frame(ear, frame.wire_bytes);
        match frame.opcode {
            TEXT => {}
            PING => return write(&self.socket, &masked(PONG, frame.payload)),
            CLOSE => bail!("the server closed a socket: {}", String::from_utf8_lossy(frame.payload)),
            _ => return Ok(()),
        }
        match dialect.read(frame.payload) {
            Heard::Commit(seq) => board.commit(ear, seq, frame.payload.len(), board.now()),
            Heard::Hello(seq) => board.hello(ear, seq),
            Heard::Ok(seq) => self.answer(Ok(seq)),
            Heard::Refused(why) => self.answer(Err(String::from_utf8_lossy(why).into_owned())),
            Heard::Expects(text) => write(&self.socket, &masked(TEXT, text.as_bytes()))?,
            Heard::Bye => bail!("the server said goodbye"),
            Heard::Other => {}
        }
        Ok(())
    }

    fn answer(&self, answer: Answer) {
        if let Some(answers) = &self.answers {
            // A driver that is gone needs no answer.
            let _ = answers.send(answer);
        }
    }
}

/// Writes a short frame at once.
///
/// # Errors
/// The server reads so slowly that there is no room for it, or is gone.
pub fn write(socket: &OwnedWriteHalf, frame: &[u8]) -> Result<()> {
    let written = socket.try_write(frame).context("a frame cannot be written")?;
    ensure!(written == frame.len(), "the server does not read what it is sent");
    Ok(())
}
