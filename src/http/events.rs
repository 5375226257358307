//! The event stream: what a socket tells, for programs that only listen.
//!
//! Must never: tell more or less than the socket does.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::stream;

use super::{
    entrance,
    following::{Following, Message},
    problem::Problem,
    site::Site,
    visitor::Visitor,
    wire::messages,
};
use crate::app::measures;

/// How often a silent stream says that it is there.
const COMMENT_EVERY: Duration = Duration::from_secs(15);

/// Follows a nest. With a known `Last-Event-ID` the missing commits come at once.
///
/// # Errors
/// [`Problem`].
pub async fn follow(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (nest, farewells) = entrance::come_in(&site, &name, &visitor).await?;
    let mut following = Following::begin(Arc::clone(&site), nest, visitor, measures::STREAMS)?;
    let since = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let first = match since {
        Some(since) => following.resume(since).await,
        None => following.hello().await.map(|hello| vec![hello]),
    };
    let first = first.ok_or_else(|| Problem::not_found("This nest"))?;
    // Whoever resumes is told so by the commits themselves.
    let first: Vec<_> = first.into_iter().filter(|message| message.kind != "resumed").collect();
    let events = stream::unfold(Some((following, farewells, first)), |at| async {
        let (mut following, mut farewells, waiting) = at?;
        let mut waiting = waiting.into_iter();
        if let Some(message) = waiting.next() {
            let next = Some((following, farewells, waiting.collect()));
            return Some((Ok::<_, Infallible>(event(&message)), next));
        }
        loop {
            tokio::select! {
                biased;
                farewell = farewells.next() => {
                    return farewell.code().map(|code| (Ok(bye(code)), None));
                }
                () = following.wait() => {
                    let mut told = following.next().await?.into_iter();
                    if let Some(message) = told.next() {
                        return Some((Ok(event(&message)), Some((following, farewells, told.collect()))));
                    }
                }
            }
        }
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(COMMENT_EVERY)).into_response())
}

pub(super) fn event(message: &Message) -> Event {
    let text = String::from_utf8_lossy(&message.text);
    let event = Event::default().event(message.kind).data(text);
    match message.position {
        Some(position) => event.id(position.to_string()),
        None => event,
    }
}

pub(super) fn bye(code: &str) -> Event {
    Event::default().event("bye").data(messages::bye(code, None))
}
