//! Exporting a night to a playlist of one's own.
//!
//! Must never: write to anybody's Spotify but the asker's; do it for another site's page, or for a program.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{api, problem::Problem, site::Site, visitor::Visitor, wire::past::Exported};
use crate::{
    app::{
        admission::Denied,
        asking::Failure,
        exporting::{NotExported, night::Night},
        ports::CatalogueUnavailable,
    },
    domain::{day::Day, ids::NestId, text::Name},
};

/// Which night.
#[derive(Deserialize)]
pub struct Wanted {
    night: String,
}

/// Exports a night. Asked again, it fills the same playlist.
///
/// # Errors
/// [`Problem`].
pub async fn export(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
    Json(Wanted { night }): Json<Wanted>,
) -> Result<Response, Problem> {
    visitor.demand_session()?;
    let day = night.parse().map_err(|wrong| Problem::bad_request(format!("Say which night: {wrong}.")))?;
    let nest = api::find(&site, &name, &visitor).await?;
    let spotify = site.doors.spotify.as_ref().ok_or_else(|| Problem::not_found("Spotify"))?;
    let ticket = site.admission.export(&visitor.id).map_err(|denied| match denied {
        Denied::TooManyAtOnce => problem(&visitor, NotExported::Busy),
        Denied::TooFast(_) => denied.into(),
    })?;
    let view = nest.look().await.ok_or_else(|| Problem::not_found("This nest"))?;
    let night = night_of(&site, nest.id(), view.nest.settings.name.clone(), day);
    let (exporting, person) = (spotify.exporting.clone(), visitor.id.clone());
    // It goes on to its end, whether or not its page stays open.
    let task = tokio::spawn(async move {
        let _held_until_it_is_done = ticket;
        exporting.export(&person, &night).await
    });
    let exported = task.await.map_err(|_| Problem::ours())?.map_err(|why| problem(&visitor, why))?;
    let tracks = exported.tracks;
    tracing::info!(person.id = %visitor.id, nest.id = %nest.id(), night = %day, tracks, "Somebody exported a night.");
    let told = Exported { link: exported.link, name: exported.title, tracks };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(told)).into_response())
}

fn night_of(site: &Site, nest: &NestId, nest_name: Name, day: Day) -> Night {
    let played = site.history.night(nest, day).into_iter().map(|play| play.uri).collect();
    Night { nest: nest.clone(), nest_name, day, played, from: site.house.public_url.clone() }
}

fn needs(what: &str, message: &str) -> Problem {
    Problem::forbidden(message).with("needs", what)
}

/// What to do about it, in one sentence.
fn problem(visitor: &Visitor, why: NotExported) -> Problem {
    match why {
        NotExported::Nothing => Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Nothing that played that night is on Spotify, so there is nothing to export. Choose another night.",
        ),
        NotExported::NotConnected => {
            needs("connect", "Connect Spotify to have this night as a playlist there.")
        }
        NotExported::Again => needs("connect", "Spotify no longer lets us in: connect it again."),
        NotExported::NotAllowed => needs(
            "connect",
            "Spotify does not have you on this app's list. Ask for a place on it, or connect by an app of your own.",
        ),
        NotExported::NotAgreed => {
            needs("export", "Spotify has to ask you first whether we may make a private playlist for you.")
        }
        NotExported::MayNotLook => needs(
            "playlists",
            "Spotify may have made this playlist already. Let us look at your playlists, so that you do not get two.",
        ),
        NotExported::Busy => {
            let message = "You are exporting already. Wait until that is done.";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message)
        }
        NotExported::MustWait(until) => wait(&until),
        NotExported::Unavailable(why) => {
            tracing::warn!(person.id = %visitor.id, why, "A night could not be exported.");
            silent("Spotify does not answer. Export again in a while: it goes to the same playlist.")
        }
        NotExported::NotSaved(_) => Failure::NotSaved.into(),
    }
}

fn silent(message: &str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "catalogue_unavailable", message)
}

fn wait(until: &CatalogueUnavailable) -> Problem {
    let wait = until.retry_after.unwrap_or_default().max(Duration::from_secs(1));
    let seconds = wait.as_millis().div_ceil(1_000);
    let pause = match seconds {
        ..=90 => format!("{seconds} seconds"),
        91..=5_400 => format!("{} minutes", seconds.div_ceil(60)),
        _ => format!("{} hours", seconds.div_ceil(3_600)),
    };
    silent(&format!("Spotify wants a pause of {pause}. Export again then: it goes to the same playlist."))
        .with("retry_after_ms", u64::try_from(wait.as_millis()).unwrap_or(u64::MAX))
}
