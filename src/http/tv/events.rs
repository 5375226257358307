//! The stream that a screen reads: what the event stream of a nest tells, without anybody being there by that.
//!
//! Besides `hello`, `commit`, `signal` and `bye` it tells `pong`, at the beginning and now and then: what time it is
//! here, for screens whose clock is off, and that the line still stands.
//!
//! Must never: go on when the pass is over, or when the nest is.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{future::BoxFuture, stream};
use serde_json::Value;
use tokio::{
    sync::broadcast::{
        Receiver,
        error::RecvError::{Closed, Lagged},
    },
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};

use super::pass::{self, Shown};
use crate::{
    app::{access::screens::SEEN_EVERY, measures, nest_task::Goodbye},
    http::{
        events::{bye, event},
        following::{Following, Message},
        problem::Problem,
        site::Site,
        wire::messages,
    },
};

/// How often a screen is told what time it is here; it takes three times as long a silence for a line that is gone.
const PONG_EVERY: Duration = Duration::from_secs(15);

/// What ends a screen's pass, as processes tell each other.
pub(super) fn own_pass(id: &str) -> String {
    format!("screen {id}")
}

/// Follows the nest that the screen was paired with. With a known `Last-Event-ID` the missing commits come at once.
///
/// # Errors
/// [`Problem`]: the screen is not paired, or not any more.
pub async fn follow(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Problem> {
    let shown = pass::of(&site, &headers).await?.ok_or_else(unpaired)?;
    // Nothing is missed between this and the look whether the pass holds.
    let ended = site.ended.subscribe();
    let gone = || Problem::not_found("This nest");
    let nest = site.nests.get(&shown.screen.nest).await?.ok_or_else(gone)?;
    let goodbyes = nest.goodbyes();
    if !site.doors.screens.see(&shown.screen, shown.pass.reveal()).await? {
        return Err(unpaired());
    }
    if nest.look().await.ok_or_else(gone)?.nest.has_ended() {
        return Err(gone());
    }
    let mut following = Following::on_screen(Arc::clone(&site), nest, &shown.screen.id, measures::STREAMS)?;
    let since = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let first = match since {
        Some(since) => following.resume(since).await,
        None => following.hello().await.map(|hello| vec![hello]),
    };
    let first = first.ok_or_else(gone)?;
    let cookie = pass::cookie(&site.house, &shown.pass);
    let closing = Arc::clone(&site);
    let watching = Watching {
        following,
        shown,
        closed: Box::pin(async move { closing.closed().await }),
        ended,
        goodbyes: Some(goodbyes),
        pong: every(PONG_EVERY, Instant::now()),
        // It was seen just now.
        look: every(SEEN_EVERY, Instant::now() + SEEN_EVERY),
        site,
        waiting: first.into_iter().filter(|message| message.kind != "resumed").collect(),
    };
    let events = stream::unfold(Some(watching), |watching| async move {
        let mut watching = watching?;
        let told = watching.next().await?;
        // Behind `bye` nothing is told.
        let (event, goes_on) = match told {
            Told::Event(event) => (event, true),
            Told::Bye(code) => (bye(code), false),
        };
        Some((Ok::<_, Infallible>(event), goes_on.then_some(watching)))
    });
    let stream = Sse::new(events).keep_alive(KeepAlive::new().interval(PONG_EVERY));
    Ok(([(header::SET_COOKIE, cookie)], stream).into_response())
}

fn unpaired() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "signed_out",
        "This TV is not paired. Confirm the code that it shows.",
    )
}

fn every(time: Duration, first: Instant) -> Interval {
    let mut every = interval_at(first, time);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    every
}

/// What comes next.
enum Told {
    Event(Event),
    Bye(&'static str),
}

/// A screen that follows a nest, and what may end that.
struct Watching {
    site: Arc<Site>,
    following: Following,
    shown: Shown,
    closed: BoxFuture<'static, ()>,
    ended: Receiver<String>,
    /// Until the nest's task is gone.
    goodbyes: Option<Receiver<Goodbye>>,
    pong: Interval,
    look: Interval,
    /// What is to be told before anything else.
    waiting: std::collections::VecDeque<Message>,
}

impl Watching {
    /// What comes next; nothing where the screen has to come back without being told why.
    async fn next(&mut self) -> Option<Told> {
        loop {
            if let Some(message) = self.waiting.pop_front() {
                return Some(Told::Event(event(&message)));
            }
            tokio::select! {
                biased;
                () = &mut self.closed => return Some(Told::Bye("restarting")),
                passes = self.ended.recv() => match passes {
                    Ok(passes) if passes == own_pass(self.shown.screen.id.as_str()) => {
                        return Some(Told::Bye("signed_out"));
                    }
                    Err(Lagged(_)) => return None,
                    Ok(_) | Err(Closed) => {}
                },
                goodbye = heard(self.goodbyes.as_mut()) => match goodbye {
                    Ok(Goodbye::Everyone) => return Some(Told::Bye("nest_gone")),
                    Err(Lagged(_)) => return None,
                    Ok(Goodbye::Person(_)) => {}
                    Err(Closed) => self.goodbyes = None,
                },
                _ = self.pong.tick() => {
                    let text = messages::pong(Value::Null, self.site.clock.now_ms());
                    return Some(Told::Event(Event::default().event("pong").data(text)));
                }
                _ = self.look.tick() => {
                    let held = self.site.doors.screens.see(&self.shown.screen, self.shown.pass.reveal()).await;
                    // A store that does not answer ends nothing.
                    if held == Ok(false) {
                        return Some(Told::Bye("signed_out"));
                    }
                }
                () = self.following.wait() => self.waiting = self.following.next().await?.into(),
            }
        }
    }
}

/// What a nest says to everybody; never anything where there is nobody to say it.
async fn heard(
    goodbyes: Option<&mut Receiver<Goodbye>>,
) -> Result<Goodbye, tokio::sync::broadcast::error::RecvError> {
    match goodbyes {
        Some(goodbyes) => goodbyes.recv().await,
        None => std::future::pending().await,
    }
}
