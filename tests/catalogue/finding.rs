//! Searches, and how little they cost.

use std::{collections::BTreeSet, sync::Arc};

use echonest::{
    app::ports::Catalogue,
    music::spotify::budget::{CALLS_MAX, Priority, WINDOW_MS},
};
use tokio::task::{JoinSet, yield_now};

use crate::stand_in::{StandIn, status, uri, usual};

#[tokio::test]
async fn a_search_finds_tracks_page_by_page() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue_with(|settings| settings.market = Some("DE".into()));
    let (mut titles, mut next) = (Vec::new(), Some(0));
    while let Some(offset) = next {
        let found = catalogue.search("Something Nice", offset).await.unwrap();
        titles.extend(found.tracks.iter().map(|track| track.title.clone()));
        next = found.next_offset;
    }
    assert_eq!(titles, (0..25).map(|number| format!("Track {number}")).collect::<Vec<_>>());
    let asked = [0, 10, 20]
        .map(|offset| format!("search?q=something+nice&type=track&limit=10&offset={offset}&market=DE"));
    assert_eq!(stand_in.asked(), asked);
    assert_eq!(stand_in.tokens_asked(), 1);
}

#[tokio::test]
async fn two_hundred_people_who_look_for_the_same_cost_one_call() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = Arc::new(stand_in.catalogue());
    stand_in.hold(true);
    let mut asking = JoinSet::new();
    for number in 0..200 {
        let catalogue = catalogue.clone();
        let query = if number % 2 == 0 { "Daft  Punk " } else { "daft punk" };
        asking.spawn(async move { catalogue.search(query, 0).await.unwrap().tracks.len() });
    }
    while stand_in.tokens_asked() == 0 {
        yield_now().await;
    }
    stand_in.hold(false);
    assert_eq!(asking.join_all().await, [10; 200]);
    assert_eq!((stand_in.asked().len(), stand_in.tokens_asked()), (1, 1));
}

#[tokio::test]
async fn what_was_found_is_found_again_without_a_call_until_it_is_old() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    let first = catalogue.search("abba", 0).await.unwrap();
    stand_in.clock.advance(9 * 60_000);
    assert_eq!(catalogue.search(" ABBA", 0).await.unwrap(), first);
    assert_eq!(stand_in.asked().len(), 1);
    stand_in.clock.advance(60_000);
    assert_eq!(catalogue.search("abba", 0).await.unwrap(), first);
    assert_eq!(stand_in.asked().len(), 2);
}

#[tokio::test]
async fn a_track_that_was_found_is_added_without_a_call() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    let found = catalogue.search("abba", 0).await.unwrap();
    for track in &found.tracks {
        let added = catalogue.track(track.link.as_ref().unwrap()).await.unwrap();
        assert_eq!(added.as_ref(), Some(track));
        assert!(track.isrc.is_some());
    }
    assert_eq!(stand_in.asked().len(), 1);
}

#[tokio::test]
async fn two_hundred_different_searches_never_exceed_the_budget_and_leave_room_for_adds() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = Arc::new(stand_in.catalogue());
    let mut asking = JoinSet::new();
    for number in 0..200 {
        let catalogue = catalogue.clone();
        asking.spawn(async move { catalogue.search(&format!("words {number}"), 0).await });
    }
    let answers = asking.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), Priority::Search.share());
    assert!(answers.iter().filter_map(|answer| answer.as_ref().err()).all(|no| no.retry_after.is_some()));
    assert_eq!(stand_in.asked().len(), Priority::Search.share());
    assert!(catalogue.track(&uri(777)).await.unwrap().is_some());
    assert_eq!(catalogue.budget().state().spent, Priority::Search.share() + 1);
    assert!(catalogue.budget().state().spent < CALLS_MAX);
    let refused = answers.iter().position(Result::is_err).unwrap();
    stand_in.clock.advance(WINDOW_MS);
    assert!(catalogue.search(&format!("words {refused}"), 0).await.is_ok(), "nothing is refused for long");
}

#[tokio::test]
async fn no_words_and_no_more_pages_cost_no_call() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    for (query, offset) in [("", 0), ("  \n", 0), ("abba", 991), ("abba", usize::MAX)] {
        let found = catalogue.search(query, offset).await.unwrap();
        assert_eq!((found.tracks.len(), found.next_offset), (0, None), "{query:?} {offset}");
    }
    assert_eq!(stand_in.calls().len(), 0);
}

#[tokio::test]
async fn a_token_that_is_no_longer_taken_is_renewed_once_for_all() {
    let stand_in =
        StandIn::start(
            |call| {
                if call.authorization == "Bearer app-token-1" { status(401) } else { usual(call) }
            },
        )
        .await;
    let catalogue = Arc::new(stand_in.catalogue());
    let mut asking = JoinSet::new();
    for number in 0..20 {
        let catalogue = catalogue.clone();
        asking.spawn(async move { catalogue.search(&format!("words {number}"), 0).await.is_ok() });
    }
    assert_eq!(asking.join_all().await, [true; 20]);
    assert_eq!(stand_in.tokens_asked(), 2);
    assert!(stand_in.asked().len() <= 40);
}

#[tokio::test]
async fn a_token_that_is_never_taken_is_not_tried_for_ever() {
    let stand_in =
        StandIn::start(|call| if call.target == "/api/token" { usual(call) } else { status(401) }).await;
    let failure = stand_in.catalogue().search("abba", 0).await.unwrap_err();
    assert!(failure.why.contains("token"), "{failure}");
    assert_eq!((stand_in.asked().len(), stand_in.tokens_asked()), (2, 2));
}

#[tokio::test]
async fn a_token_is_renewed_before_its_end() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    for minutes in [0, 58, 1, 58, 1] {
        stand_in.clock.advance(minutes * 60_000);
        catalogue.check().await.unwrap();
    }
    let used: BTreeSet<_> = stand_in.calls().into_iter().map(|call| call.authorization).collect();
    let tokens = ["Bearer app-token-1", "Bearer app-token-2", "Bearer app-token-3"];
    assert!(tokens.iter().all(|token| used.contains(*token)), "{used:?}");
    assert_eq!(stand_in.tokens_asked(), 3);
}
