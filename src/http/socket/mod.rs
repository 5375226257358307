//! The socket: a client follows its nest, and asks for things.
//!
//! One task a socket, which owns both directions. It writes what is waiting in one go and reads on
//! meanwhile, so a client that reads slowly is still heard, and holds nothing but its last bite.
//!
//! - [`upgrade`]: who may open one.
//! - [`hearing`]: what clients send.
//!
//! Must never: close an upgrade that was accepted at once; write anything the log has not accepted.

mod hearing;
mod upgrade;

pub use upgrade::{open, open_main};

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::{
    io::AsyncWriteExt,
    time::{Instant, MissedTickBehavior, interval, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Error, Message as Frame, Utf8Bytes,
        error::CapacityError,
        protocol::{
            CloseFrame, Role, WebSocketConfig,
            frame::{
                Frame as RawFrame,
                coding::{CloseCode, Data, OpCode},
            },
        },
    },
};

use super::{
    following::{Following, Message},
    wire::messages,
};

/// The longest message from a client, in bytes.
pub const MESSAGE_MAX: usize = 16_384;
/// What is read from a client at a time, in bytes. The library's default would cost 128 KiB a socket.
const READ_BUFFER: usize = 4_096;
/// What is gathered before it is written unasked, in bytes: more than a bite of the feed, so that
/// gathering never waits for the network.
const WRITE_BUFFER: usize = 128 * 1_024;
/// How often a client is asked whether it is still there, and after how long a silent one is not.
const PING_EVERY: Duration = Duration::from_secs(20);
const SILENT_MAX: Duration = Duration::from_secs(60);
/// Messages to one client that may wait to be written before nothing more is read from it.
const WAITING_MAX: usize = 64;
/// How long to wait for a client to answer a close.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

type Stream = WebSocketStream<TokioIo<Upgraded>>;

/// An answer under way. `None` where nobody knows the outcome: then the socket closes without one.
type Answer = BoxFuture<'static, Option<String>>;

/// Why a socket ends.
enum End {
    /// The client left, or the network did.
    Left,
    /// This is said and closed with.
    Close(CloseCode, &'static str),
    /// The process ends.
    Restarting,
    /// The client's session ended.
    SignedOut,
}

/// What happened on a socket.
enum Step {
    /// Everything gathered is written, or cannot be.
    Flushed(Result<(), Error>),
    /// A command was answered.
    Answered(Option<String>),
    /// The client said something, or left.
    Heard(Option<Result<Frame, Error>>),
}

struct Socket {
    stream: Stream,
    following: Following,
    waiting: VecDeque<Frame>,
    answers: FuturesUnordered<Answer>,
    heard: Instant,
    is_flushed: bool,
}

/// Follows a nest for a client until either leaves. `since` is what the client has already.
async fn serve(upgraded: Upgraded, mut following: Following, since: Option<String>) {
    let first = match &since {
        Some(since) => following.resume(since).await,
        None => following.hello().await.map(|hello| vec![hello]),
    };
    let Some(first) = first else { return };
    // The first words go out past the library's buffer, which would keep their length for ever.
    let mut io = TokioIo::new(upgraded);
    let Ok(Ok(())) = timeout(SILENT_MAX, write_plainly(&mut io, first)).await else { return };
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_message_size(Some(MESSAGE_MAX))
        .max_frame_size(Some(MESSAGE_MAX));
    let mut socket = Socket {
        stream: WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await,
        following,
        waiting: VecDeque::new(),
        answers: FuturesUnordered::new(),
        heard: Instant::now(),
        is_flushed: true,
    };
    let end = socket.run().await.unwrap_or_else(|error| end_of(&error));
    socket.close(end).await;
}

async fn write_plainly(io: &mut TokioIo<Upgraded>, messages: Vec<Message>) -> std::io::Result<()> {
    for message in messages {
        let mut bytes = Vec::with_capacity(message.text.len() + 16);
        let frame = RawFrame::message(message.text, OpCode::Data(Data::Text), true);
        frame.format(&mut bytes).map_err(std::io::Error::other)?;
        io.write_all(&bytes).await?;
    }
    io.flush().await
}

impl Socket {
    async fn run(&mut self) -> Result<End, Error> {
        let site = Arc::clone(self.following.site());
        let mut signed_out = site.signed_out.subscribe();
        let mut ping = interval(PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ping.reset();
        let closed = site.closed();
        tokio::pin!(closed);
        loop {
            if self.is_flushed && !self.gather().await? {
                return Ok(End::Left);
            }
            let Self { stream, following, waiting, answers, is_flushed, .. } = self;
            tokio::select! {
                biased;
                step = poll_fn(|context| step(stream, answers, *is_flushed, waiting.len(), context)) => match step {
                    Step::Flushed(flushed) => {
                        flushed?;
                        self.is_flushed = true;
                    }
                    Step::Answered(Some(answer)) => self.waiting.push_back(text(answer.into())),
                    Step::Answered(None) | Step::Heard(None) => return Ok(End::Left),
                    Step::Heard(Some(frame)) => if let Some(end) = self.hear(frame?).await {
                        return Ok(end);
                    },
                },
                () = following.wait(), if *is_flushed => {}
                () = &mut closed => return Ok(End::Restarting),
                Ok(person) = signed_out.recv() => {
                    if person == self.following.visitor().id {
                        return Ok(End::SignedOut);
                    }
                }
                _ = ping.tick() => {
                    if self.heard.elapsed() >= SILENT_MAX {
                        return Ok(End::Left);
                    }
                    self.waiting.push_back(Frame::Ping(Bytes::new()));
                }
            }
        }
    }

    /// Takes what is waiting and what the feed has into the write buffer; `false` if the nest closed.
    async fn gather(&mut self) -> Result<bool, Error> {
        while let Some(frame) = self.waiting.pop_front() {
            self.stream.feed(frame).await?;
            self.is_flushed = false;
        }
        let Some(messages) = self.following.next().await else { return Ok(false) };
        for message in messages {
            self.stream.feed(text(message.text)).await?;
            self.is_flushed = false;
        }
        Ok(true)
    }

    /// Says goodbye, and waits a little for the client to hear it.
    async fn close(mut self, end: End) {
        let (code, reason, bye) = match end {
            End::Left => return,
            End::Close(code, reason) => (code, reason, None),
            End::SignedOut => (CloseCode::Normal, "signed out", Some(messages::bye("signed_out", None))),
            End::Restarting => {
                let wait = self.spread();
                tokio::time::sleep(wait).await;
                let after_ms = u64::try_from(wait.as_millis()).unwrap_or_default();
                (CloseCode::Restart, "restarting", Some(messages::bye("restarting", Some(after_ms))))
            }
        };
        let farewell = async {
            if let Some(bye) = bye {
                self.stream.feed(text(bye.into())).await?;
            }
            let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
            self.stream.send(Frame::Close(Some(frame))).await?;
            // Until the client has answered; what it still says is not heard.
            while let Some(Ok(_)) = self.stream.next().await {}
            Ok::<(), Error>(())
        };
        // A client that is gone already needs no goodbye.
        let _ = timeout(CLOSE_WITHIN, farewell).await;
    }

    /// When this socket's turn to leave comes, so that not all clients come back at once.
    fn spread(&self) -> Duration {
        let site = self.following.site();
        let longest = site.closing.borrow().unwrap_or_default();
        let share = site.dice.roll() % 1_000;
        longest * u32::try_from(share).unwrap_or_default() / 1_000
    }
}

/// Writes on, sees whether an answer is ready, and reads on, all at once: a client that is slow to
/// read is still heard. Nothing is read from one that does not take its answers.
fn step(
    stream: &mut Stream,
    answers: &mut FuturesUnordered<Answer>,
    is_flushed: bool,
    waiting: usize,
    context: &mut Context<'_>,
) -> Poll<Step> {
    if !is_flushed && let Poll::Ready(flushed) = stream.poll_flush_unpin(context) {
        return Poll::Ready(Step::Flushed(flushed));
    }
    if let Poll::Ready(Some(answer)) = answers.poll_next_unpin(context) {
        return Poll::Ready(Step::Answered(answer));
    }
    if waiting < WAITING_MAX
        && let Poll::Ready(frame) = stream.poll_next_unpin(context)
    {
        return Poll::Ready(Step::Heard(frame));
    }
    Poll::Pending
}

/// A text frame. What this program writes is JSON, which is UTF-8.
fn text(text: Bytes) -> Frame {
    Frame::Text(Utf8Bytes::try_from(text).unwrap_or_default())
}

/// How a socket ends on which reading or writing failed.
fn end_of(error: &Error) -> End {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { .. }) => {
            End::Close(CloseCode::Size, "a message has at most 16384 bytes")
        }
        Error::Utf8(_) => End::Close(CloseCode::Invalid, "text is UTF-8"),
        Error::Protocol(problem) if is_gone(problem) => End::Left,
        Error::Protocol(_) => End::Close(CloseCode::Protocol, "this is not how frames are made"),
        _ => End::Left,
    }
}

const fn is_gone(problem: &tungstenite::error::ProtocolError) -> bool {
    use tungstenite::error::ProtocolError::{
        ReceivedAfterClosing, ResetWithoutClosingHandshake, SendAfterClosing,
    };
    matches!(problem, ReceivedAfterClosing | ResetWithoutClosingHandshake | SendAfterClosing)
}
