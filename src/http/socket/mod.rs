//! The socket: a client follows its nest, and asks for things.
//!
//! One task a socket hears it; a few tasks a nest write to all of them ([`crowd`]). A client that reads
//! slowly is still heard, and holds nothing but its last bite.
//!
//! - [`upgrade`]: who may open one.
//! - [`ear`] and [`hearing`]: what clients send.
//! - [`frames`], [`outlet`] and [`crowd`]: what they are sent.
//!
//! Must never: close an upgrade that was accepted at once; write anything the log has not accepted.

mod crowd;
mod ear;
mod frames;
mod hearing;
mod outlet;
mod upgrade;

pub use crowd::Crowds;
pub use upgrade::{open, open_main};

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use hyper::upgrade::Upgraded;
use hyper_util::{rt::TokioIo, server::conn::auto::upgrade::downcast};
use tokio::{
    net::TcpStream,
    time::{Instant, MissedTickBehavior, interval, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Error, Utf8Bytes,
        error::CapacityError,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

use self::{
    ear::Ear,
    outlet::{Attention, Outlet},
};
use super::{
    farewell::{Farewell, Farewells},
    following::{Following, Message},
    wire::messages,
};

/// The longest message from a client, in bytes.
pub const MESSAGE_MAX: usize = 16_384;
/// What is read from a client at a time, in bytes. The library's default would cost 128 KiB a socket,
/// and what clients say is short.
const READ_BUFFER: usize = 2_048;
/// How often a client is asked whether it is still there,.
const PING_EVERY: Duration = Duration::from_secs(20);
/// After how long a silent client is taken for gone: two questions, and time to spare.
const SILENT_MAX: Duration = Duration::from_mins(1);
/// Messages to one client that may wait to be written before nothing more is read from it.
const WAITING_MAX: usize = 64;
/// When clients of a process that ends try again, in milliseconds: at once by anybody's measure, and late
/// enough for the door to have noticed that the process is gone.
const COME_BACK_AFTER_MS: u64 = 250;
/// How long to wait for a client to answer a close.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// An answer under way. `None` where nobody knows the outcome: then the socket closes without one.
type Answer = BoxFuture<'static, Option<String>>;

/// Why a socket ends.
enum End {
    /// The client left, or the network did.
    Left,
    /// This is said and closed with.
    Close(CloseCode, &'static str),
    /// The client has to leave.
    Farewell(Farewell),
}

struct Socket {
    ear: WebSocketStream<Ear>,
    outlet: Arc<Outlet>,
    following: Following,
    answers: FuturesUnordered<Answer>,
    heard: Instant,
}

/// Follows a nest for a client until either leaves. `since` is what the client has already.
async fn serve(upgraded: Upgraded, mut following: Following, farewells: Farewells, since: Option<String>) {
    let first = match &since {
        Some(since) => following.resume(since).await,
        None => following.hello().await.map(|hello| vec![hello]),
    };
    let Some(first) = first else { return };
    let Some((stream, early)) = take_over(upgraded) else {
        tracing::error!("A socket came by something other than TCP; it cannot be served.");
        return;
    };
    let (read, write) = stream.into_split();
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_message_size(Some(MESSAGE_MAX))
        .max_frame_size(Some(MESSAGE_MAX));
    let ear = WebSocketStream::from_partially_read(Ear::new(read), early, Role::Server, Some(config)).await;
    let outlet = Arc::new(Outlet::new(write, following.reader()));
    let _place = following.site().crowds.join(following.nest(), Arc::clone(&outlet));
    outlet.begin(following.reader(), first.into_iter().map(frame));
    let mut socket =
        Socket { ear, outlet, following, answers: FuturesUnordered::new(), heard: Instant::now() };
    let end = socket.run(farewells).await.unwrap_or_else(|error| end_of(&error));
    socket.close(end).await;
}

/// The connection itself, and what the server read of it already. Its buffer stays behind.
fn take_over(upgraded: Upgraded) -> Option<(TcpStream, Vec<u8>)> {
    let parts = downcast::<TokioIo<TcpStream>>(upgraded).ok()?;
    Some((parts.io.into_inner(), parts.read_buf.to_vec()))
}

fn frame(message: Message) -> bytes::Bytes {
    frames::text(message.text)
}

impl Socket {
    async fn run(&mut self, mut farewells: Farewells) -> Result<End, Error> {
        let nest = self.following.nest().clone();
        let outlet = Arc::clone(&self.outlet);
        let mut ping = interval(PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ping.reset();
        loop {
            tokio::select! {
                biased;
                farewell = farewells.next() => return Ok(End::Farewell(farewell)),
                _ = ping.tick() => {
                    if self.heard.elapsed() >= SILENT_MAX {
                        return Ok(End::Left);
                    }
                    outlet.say(frames::ping());
                }
                Some(answer) = self.answers.next() => match answer {
                    Some(answer) => outlet.say(frames::text(answer)),
                    None => return Ok(End::Left),
                },
                attention = outlet.attend(nest.feed()) => match attention? {
                    Attention::Drained => {}
                    Attention::Behind => {
                        let Some(hello) = self.following.begin_afresh().await else { return Ok(End::Left) };
                        outlet.begin(self.following.reader(), [frame(hello)]);
                    }
                },
                heard = self.ear.next(), if outlet.waiting() < WAITING_MAX => {
                    let said = self.ear.get_mut().take_said();
                    if !said.is_empty() {
                        outlet.say(said.into());
                    }
                    let Some(heard) = heard else { return Ok(End::Left) };
                    if let Some(end) = self.hear(heard?).await {
                        return Ok(end);
                    }
                }
            }
        }
    }

    /// Says goodbye, and waits a little for the client to hear it.
    async fn close(mut self, end: End) {
        let (code, reason, bye) = match end {
            End::Left | End::Farewell(Farewell::Unknown) => return,
            End::Close(code, reason) => (code, reason, None),
            End::Farewell(Farewell::Restarting) => {
                tokio::time::sleep(self.spread()).await;
                // The goodbyes were spread already, so nobody has to wait for the others' sake.
                (
                    CloseCode::Restart,
                    "restarting",
                    Some(messages::bye("restarting", Some(COME_BACK_AFTER_MS))),
                )
            }
            End::Farewell(farewell) => {
                let code = farewell.code().unwrap_or_default();
                (CloseCode::Normal, code, Some(messages::bye(code, None)))
            }
        };
        // Nothing is to follow the goodbye.
        self.outlet.hold();
        if let Some(bye) = bye {
            self.outlet.say(frames::text(bye));
        }
        self.outlet.say(frames::close(CloseFrame { code, reason: Utf8Bytes::from_static(reason) }));
        let nest = self.following.nest().clone();
        let farewell = async {
            if self.outlet.waiting() > 0 {
                self.outlet.attend(nest.feed()).await?;
            }
            // Until the client has answered; what it still says is not heard.
            while self.ear.next().await.is_some_and(|heard| heard.is_ok_and(|frame| !frame.is_close())) {}
            Ok::<(), std::io::Error>(())
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
