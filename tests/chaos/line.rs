//! A client's socket: it notices when nothing is heard any more, as a page does, only sooner.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

use crate::support::people::Person;

/// After how much silence the server is asked for its time. The page asks every 15 s.
pub const PING_AFTER: Duration = Duration::from_secs(1);
/// How long it may be silent then. The page gives it 8 s.
pub const PONG_WITHIN: Duration = Duration::from_secs(4);
/// How long an attempt to connect may take. The page gives it 15 s.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// An open socket.
pub struct Line {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    heard_at: Instant,
    is_pinged: bool,
}

impl Line {
    /// Opens one; `None` where that fails or takes too long.
    pub async fn open(person: &Person, path: &str, within: Duration) -> Option<Self> {
        let opening = person.raw_socket(path, Some(&person.url));
        let stream = timeout(within, opening).await.ok()?.ok()?;
        Some(Self { stream, heard_at: Instant::now(), is_pinged: false })
    }

    /// Sends a message; false if the connection is gone.
    pub async fn say(&mut self, message: &Value) -> bool {
        let sent = timeout(PONG_WITHIN, self.stream.send(Message::text(message.to_string()))).await;
        matches!(sent, Ok(Ok(())))
    }

    /// The next message; `None` if the connection is gone, or silent for too long.
    pub async fn hear(&mut self) -> Option<Value> {
        loop {
            let patience = if self.is_pinged { PING_AFTER + PONG_WITHIN } else { PING_AFTER };
            match timeout_at(self.heard_at + patience, self.stream.next()).await {
                Ok(Some(Ok(message))) => {
                    (self.heard_at, self.is_pinged) = (Instant::now(), false);
                    match message {
                        Message::Text(text) => return serde_json::from_str(&text).ok(),
                        Message::Close(_) => return None,
                        _ => {}
                    }
                }
                Ok(_) => return None,
                Err(_) if self.is_pinged => return None,
                Err(_) => {
                    self.is_pinged = true;
                    if !self.say(&json!({ "type": "ping", "t": 0 })).await {
                        return None;
                    }
                }
            }
        }
    }
}
