//! The tracks that pasted links name, page by page.
//!
//! Must never: look up what is not on the page that was asked for.

use std::sync::Arc;

use super::{albums::Albums, budget::Priority, links::Link, tracks::Tracks};
use crate::app::ports::{CatalogueUnavailable, Found};

/// Places of one page. Each may cost a call, so no more than a search shows.
const PAGE: usize = 10;

/// The tracks from the `offset`th place on. A link to a track has one place, whether there is such a
/// track or not; a link to an album has as many as the album has tracks.
///
/// What cannot be looked up is left out where there is something else to show.
pub(super) async fn find(
    tracks: &Arc<Tracks>,
    albums: &Arc<Albums>,
    links: &[Link],
    offset: usize,
) -> Result<Found, CatalogueUnavailable> {
    let end = offset.saturating_add(PAGE);
    let (mut place, mut found, mut failed) = (0, Vec::new(), None);
    for link in links {
        if place > end {
            break;
        }
        match link {
            Link::Playable(uri) => {
                if (offset..end).contains(&place) {
                    match tracks.track(Priority::Search, uri).await {
                        Ok(track) => found.extend(track),
                        Err(failure) => failed = Some(failure),
                    }
                }
                place += 1;
            }
            Link::Album(id) if place < end => match albums.tracks(Priority::Search, id).await {
                Ok(named) => {
                    let (skip, take) = (offset.saturating_sub(place), end - place.max(offset));
                    found.extend(named.iter().skip(skip).take(take).cloned());
                    place += named.len();
                }
                Err(failure) => failed = Some(failure),
            },
            // There may be nothing on it; the next page will tell.
            Link::Album(_) => place += 1,
            Link::Playlist | Link::Other => {}
        }
    }
    match failed {
        Some(failure) if found.is_empty() => Err(failure),
        _ => Ok(Found { tracks: found, next_offset: (place > end).then_some(end) }),
    }
}
