//! What clients send over a socket.
//!
//! Must never: keep a socket waiting for an answer. Answers come when they are ready, in any order.

use std::sync::Arc;

use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{Message as Frame, protocol::frame::coding::CloseCode};

use super::{End, Socket, frame, frames};
use crate::{
    app::asking::{self, Ask},
    domain::ids::CommandId,
    http::{
        problem::{self, Problem},
        wire::{
            messages,
            requests::{self, Nonsense, Wish},
        },
    },
};

impl Socket {
    /// Hears one frame; says how the socket ends, if it does.
    pub(super) async fn hear(&mut self, frame: Frame) -> Option<End> {
        self.heard = Instant::now();
        match frame {
            Frame::Text(message) => self.hear_text(message.as_str()).await,
            Frame::Binary(_) => Some(End::Close(CloseCode::Unsupported, "messages are text")),
            // The library answers pings and closes; its answers went out already.
            Frame::Ping(_) | Frame::Pong(_) | Frame::Close(_) | Frame::Frame(_) => None,
        }
    }

    async fn hear_text(&mut self, message: &str) -> Option<End> {
        match requests::read(message) {
            Ok(Wish::Command(id, ask)) => self.ask(id, ask),
            Ok(Wish::Ping(t)) => {
                let now_ms = self.following.site().clock.now_ms();
                self.outlet.say(frames::text(messages::pong(t, now_ms)));
            }
            Ok(Wish::Sync(since)) => {
                self.outlet.hold();
                let missed = self.following.resume(&since).await;
                let Some(missed) = missed else { return Some(End::Left) };
                self.outlet.begin(self.following.reader(), missed.into_iter().map(frame));
            }
            Err(Nonsense { id, why }) => {
                let refused = Problem::bad_request(why).about(id).to_refused();
                self.outlet.say(frames::text(refused));
            }
        }
        None
    }

    fn ask(&mut self, id: CommandId, ask: Ask) {
        let site = Arc::clone(self.following.site());
        // Only people have sockets.
        let Some(asker) = self.following.asker() else { return };
        let ticket = match site.admission.command(&asker.id) {
            Ok(ticket) => ticket,
            Err(denied) => {
                let problem = Problem::from(denied).about(Some(id.as_str().to_owned()));
                self.outlet.say(frames::text(problem.to_refused()));
                return;
            }
        };
        let nest = self.following.nest().clone();
        self.answers.push(Box::pin(async move {
            let outcome =
                asking::carry_out(&site.nests, &nest, &site.catalogue, asker, id.clone(), ask).await;
            drop(ticket);
            problem::answer(&id, outcome).map(|answer| answer.unwrap_or_else(|problem| problem.to_refused()))
        }));
    }
}
