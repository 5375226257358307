//! Looking back: the history, a night's recap, and what the room played on this day.
//!
//! Must never: name somebody who wants to be left out, or show one nest's past to another.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{api::find, problem::Problem, site::Site, visitor::Visitor, wire::past};
use crate::{
    app::{
        history::{
            calendar,
            left_out::LeftOut,
            recap::{self, Honour},
            remembered::{Place, Remembered},
            tally::Asked,
        },
        nest_task::NestHandle,
    },
    domain::{day::Day, setting_values::TimeZone},
};

/// Plays of an answer: a long evening's.
const PAGE_MAX: usize = 50;
/// Tracks of "on this day": more than anybody scrolls through.
const MEMORIES_MAX: usize = 100;
/// Nights that are listed beside a recap: a year of them, and a few. Older ones can be asked for by their date.
const NIGHTS_MAX: usize = 400;

/// From where on to look back.
#[derive(Deserialize)]
pub struct Before {
    before: Option<String>,
    /// Only what whoever asks queued.
    #[serde(default)]
    mine: bool,
}

/// Which night.
#[derive(Deserialize)]
pub struct Night {
    night: Option<String>,
}

/// What was played, newest first.
///
/// # Errors
/// [`Problem`].
pub async fn history(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    Query(Before { before, mine }): Query<Before>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let nest = find(&site, &name, &visitor).await?;
    let before = place_of(before.as_deref())?;
    let left_out = LeftOut::read(&site.doors.vault).await;
    let page = if mine {
        site.history.page_by(&visitor.id, nest.id(), before, PAGE_MAX, &left_out)
    } else {
        site.history.page(nest.id(), before, PAGE_MAX, &left_out)
    };
    let plays = page.plays.iter().map(past::PastPlay::from).collect();
    Ok(Json(past::History { plays, next: page.next.map(|next| next.to_string()) }).into_response())
}

/// What the room played on this weekday in the past.
///
/// # Errors
/// [`Problem`].
pub async fn on_this_day(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let nest = find(&site, &name, &visitor).await?;
    let zone = calendar::rules_of(&zone_of(&nest).await?);
    let today = calendar::day_at(site.clock.now_ms(), zone);
    let left_out = LeftOut::read(&site.doors.vault).await;
    let asked = Asked { nest: nest.id(), today, catalogue: site.catalogue.name(), left_out: &left_out };
    let memories = site.history.memories(&asked, MEMORIES_MAX);
    let memories = memories.into_iter().map(past::Memory::from).collect();
    Ok(Json(past::OnThisDay { day: today.to_string(), memories }).into_response())
}

/// A night in a few lines: the newest one, where none is asked for.
///
/// # Errors
/// [`Problem`].
pub async fn recap(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    Query(Night { night }): Query<Night>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let nest = find(&site, &name, &visitor).await?;
    let night = day_of(night.as_deref())?;
    let zone = calendar::rules_of(&zone_of(&nest).await?);
    let nights = site.history.nights(nest.id(), NIGHTS_MAX);
    let tonight = || calendar::night_at(site.clock.now_ms(), zone);
    let night = night.or(nights.first().copied()).unwrap_or_else(tonight);
    let left_out = LeftOut::read(&site.doors.vault).await;
    let plays = site.history.evening(nest.id(), night, &left_out);
    Ok(Json(told(night, &nights, &plays)).into_response())
}

async fn zone_of(nest: &NestHandle) -> Result<TimeZone, Problem> {
    let view = nest.look().await.ok_or_else(|| Problem::not_found("This nest"))?;
    Ok(view.nest.settings.time_zone.clone())
}

fn place_of(before: Option<&str>) -> Result<Option<Place>, Problem> {
    let wrong = |_| Problem::bad_request("This is not where a page of the history ended.");
    before.map(str::parse).transpose().map_err(wrong)
}

fn day_of(night: Option<&str>) -> Result<Option<Day>, Problem> {
    let wrong = |why| Problem::bad_request(format!("This is no night: {why}."));
    night.map(str::parse).transpose().map_err(wrong)
}

fn told(night: Day, nights: &[Day], plays: &[Remembered]) -> past::Recap {
    let recap = recap::recap(plays);
    let honours = |honours: &[Honour]| {
        honours.iter().map(|(place, count)| past::Honour::of(&plays[*place], *count)).collect()
    };
    past::Recap {
        night: night.to_string(),
        nights: nights.iter().filter(|other| **other != night).map(Day::to_string).collect(),
        plays: plays.iter().map(past::PastPlay::from).collect(),
        most_jammed: honours(&recap.most_jammed),
        most_people: honours(&recap.most_people),
        opened_by: recap.opened_by.map(past::PastPerson::from),
        longest_run: recap.longest_run,
        people: recap.people,
        skipped: recap.skipped,
        music_ms: recap.music_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_a_bad_request_and_nothing_is_nothing() {
        for bad in ["", "tomorrow", "2019-02-29", "1-2"] {
            assert_eq!(place_of(Some(bad)).map_err(|problem| problem.code()), Err("bad_request"), "{bad:?}");
            assert_eq!(day_of(Some(bad)).map_err(|problem| problem.code()), Err("bad_request"), "{bad:?}");
        }
        assert_eq!((place_of(None), day_of(None)), (Ok(None), Ok(None)));
        assert!(place_of(Some("1520424000000-00ab12cd")).is_ok_and(|place| place.is_some()));
        assert!(day_of(Some("2018-03-07")).is_ok_and(|day| day.is_some()));
    }

    #[test]
    fn a_night_without_plays_is_an_empty_recap_beside_the_other_nights() {
        let [night, other] = ["2018-03-07", "2018-03-08"].map(|day| day.parse().unwrap());
        let told = told(night, &[other, night], &[]);
        assert_eq!((told.night.as_str(), told.nights), ("2018-03-07", vec!["2018-03-08".to_owned()]));
        assert!(told.plays.is_empty() && told.most_jammed.is_empty() && told.opened_by.is_none());
    }
}
