//! Searches by words.
//!
//! Only tracks are looked for: people at a party look for music, and a podcast's episodes, which Spotify
//! finds for almost any word, would push it off the page. An episode is added by its link.
//!
//! Must never: ask Spotify twice for what only looks different.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::{budget::Priority, calls::plain, kept::Kept, reading, service::Service, tracks::Tracks};
use crate::app::ports::{CatalogueUnavailable, Clock, Found};

/// Tracks of one page: since 2026 Spotify gives an app like this no more.
pub(super) const PAGE: usize = 10;
/// Where Spotify's answers end, however many there are.
const OFFSET_MAX: usize = 1_000 - PAGE;
/// Characters of a query; Spotify refuses more than 250.
const QUERY_MAX: usize = 250;
/// How many answers are kept: a long night's, in some 20 MB.
const SEARCHES_MAX: u64 = 2_000;
/// How long they are believed.
const FRESH_FOR: Duration = Duration::from_mins(10);
/// How long they stay at hand for when Spotify gives no answer. Longer than it asks anyone to wait.
const KEPT_FOR: Duration = Duration::from_hours(36);

/// All that was looked for.
pub(super) struct Searches {
    service: Arc<Service>,
    tracks: Arc<Tracks>,
    kept: Kept<Question, Arc<Found>>,
}

/// What is looked for, and from where on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    words: String,
    offset: usize,
}

impl Searches {
    pub fn new(service: &Arc<Service>, tracks: &Arc<Tracks>, clock: Arc<dyn Clock>) -> Self {
        let kept = Kept::new(SEARCHES_MAX, KEPT_FOR, clock);
        Self { service: Arc::clone(service), tracks: Arc::clone(tracks), kept }
    }

    /// Tracks that fit the words; nothing for no words.
    pub async fn find(
        self: &Arc<Self>,
        priority: Priority,
        words: &str,
        offset: usize,
    ) -> Result<Found, CatalogueUnavailable> {
        let question = Question { words: settled(words), offset };
        if question.words.is_empty() || offset > OFFSET_MAX {
            return Ok(Found::default());
        }
        let (searches, asked) = (Arc::clone(self), question.clone());
        let fetch = async move { Ok((searches.fetch(priority, &asked).await?, FRESH_FOR)) };
        Ok(Found::clone(&*self.kept.ask(question, fetch).await?))
    }

    /// Asks for a single track, and takes nothing that is kept for an answer: is there one at all?
    pub async fn try_one(&self) -> Result<(), CatalogueUnavailable> {
        self.ask(Priority::Search, "music", "1", 0).await.map(drop)
    }

    async fn fetch(
        &self,
        priority: Priority,
        question: &Question,
    ) -> Result<Arc<Found>, CatalogueUnavailable> {
        let answer = self.ask(priority, &question.words, &PAGE.to_string(), question.offset).await?;
        let page = reading::found(&answer, question.offset, &self.service.hosts);
        self.tracks.seen(&page.items).await;
        for (elsewhere, here) in reading::relinked(&answer) {
            if let Some(track) = page.items.iter().find(|track| track.uri == here) {
                self.tracks.also(elsewhere, track).await;
            }
        }
        self.tracks.told(reading::items(&answer["tracks"]), None).await;
        let next = question.offset + page.count;
        let next_offset = (page.has_more && next <= OFFSET_MAX).then_some(next);
        Ok(Arc::new(Found { tracks: page.items, next_offset }))
    }

    async fn ask(
        &self,
        priority: Priority,
        words: &str,
        limit: &str,
        offset: usize,
    ) -> Result<Value, CatalogueUnavailable> {
        let offset = offset.to_string();
        let query = [("q", words), ("type", "track"), ("limit", limit), ("offset", &*offset)];
        let answer = self.service.get(priority, &["search"], &query).await?;
        // An empty page would look as if there were no such music.
        answer.ok_or_else(|| plain("Spotify does not take a search; the market may not be one of its own"))
    }
}

/// A query as all who mean the same have typed it.
fn settled(words: &str) -> String {
    let one_form: String = words.nfc().flat_map(char::to_lowercase).take(QUERY_MAX).collect();
    one_form.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_looks_different_is_the_same_question() {
        for typed in ["Beyoncé halo", "  BEYONCÉ\t halo ", "beyonce\u{301}  Halo\n"] {
            assert_eq!(settled(typed), "beyoncé halo", "{typed:?}");
        }
        assert_ne!(settled("beyonce halo"), settled("beyoncé halo"));
    }

    #[test]
    fn no_words_are_no_question_and_too_many_are_cut() {
        assert_eq!(settled(" \t\n"), "");
        assert_eq!(settled(&"ß".repeat(9_000)).chars().count(), QUERY_MAX);
    }
}
