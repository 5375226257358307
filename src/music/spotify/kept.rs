//! Answers that are kept: fresh for a while, and longer for when there is no other.
//!
//! Must never: ask the same thing twice at once, or forget an answer that was paid for because nobody
//! waits for it any more.

use std::{hash::Hash, sync::Arc, time::Duration};

use moka::{future::Cache, ops::compute::Op, policy::EvictionPolicy};

use crate::app::ports::{CatalogueUnavailable, Clock};

/// Answers by what was asked.
pub(super) struct Kept<K, V> {
    answers: Cache<K, Answer<V>>,
    clock: Arc<dyn Clock>,
}

#[derive(Clone)]
struct Answer<V> {
    value: V,
    fresh_until_ms: u64,
}

impl<V> Answer<V> {
    fn new(value: V, fresh_for: Duration, clock: &dyn Clock) -> Self {
        let fresh_for_ms = u64::try_from(fresh_for.as_millis()).unwrap_or(u64::MAX);
        Self { value, fresh_until_ms: clock.now_ms().saturating_add(fresh_for_ms) }
    }

    fn is_fresh(&self, clock: &dyn Clock) -> bool {
        self.fresh_until_ms > clock.now_ms()
    }
}

impl<K, V> Kept<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Keeps so many answers, each so long; those that were not used for longest go first.
    pub fn new(answers_max: u64, kept_for: Duration, clock: Arc<dyn Clock>) -> Self {
        let answers = Cache::builder().max_capacity(answers_max).time_to_live(kept_for);
        // The default would rather keep what was often used than take what is new; but what was
        // found a moment ago is what is added next.
        let answers = answers.eviction_policy(EvictionPolicy::lru()).build();
        Self { answers, clock }
    }

    /// Keeps what another answer told by the way.
    pub async fn put(&self, key: K, value: V, fresh_for: Duration) {
        self.answers.insert(key, Answer::new(value, fresh_for, &*self.clock)).await;
    }

    /// Keeps half of an answer, for when the whole cannot be had.
    pub async fn put_stale_if_new(&self, key: K, value: V) {
        self.answers.entry(key).or_insert(Answer { value, fresh_until_ms: 0 }).await;
    }

    /// Forgets an answer that turned out to be wrong, unless there is another by now.
    pub async fn forget_if(&self, key: K, is_wrong: impl FnOnce(&V) -> bool + Send) {
        let forget = |answer: Option<moka::Entry<K, Answer<V>>>| {
            let is_wrong = answer.is_some_and(|answer| is_wrong(&answer.value().value));
            std::future::ready(if is_wrong { Op::Remove } else { Op::Nop })
        };
        self.answers.entry(key).and_compute_with(forget).await;
    }

    /// The answer, if it is kept and fresh; else what `fetch` brings, with how long that is fresh; and
    /// where that fails, the old answer. However many ask at once, it is fetched once, and to the end.
    ///
    /// # Errors
    /// What `fetch` failed with, where there is no old answer.
    pub async fn ask<F>(&self, key: K, fetch: F) -> Result<V, CatalogueUnavailable>
    where
        F: Future<Output = Result<(V, Duration), CatalogueUnavailable>> + Send + 'static,
    {
        let kept = self.answers.get(&key).await;
        if let Some(answer) = kept.as_ref().filter(|answer| answer.is_fresh(&*self.clock)) {
            return Ok(answer.value.clone());
        }
        let (answers, clock) = (self.answers.clone(), Arc::clone(&self.clock));
        let asked = tokio::spawn(async move {
            let fetch_clock = Arc::clone(&clock);
            let fetch = async move {
                let (value, fresh_for) = fetch.await?;
                Ok(Answer::new(value, fresh_for, &*fetch_clock))
            };
            let Some(old) = kept else {
                // A failure is told to all who wait, and not kept: it would push out an answer.
                let answer = answers.try_get_with(key, fetch).await;
                return answer
                    .map(|answer| answer.value)
                    .map_err(|failure: Arc<CatalogueUnavailable>| (*failure).clone());
            };
            let fetch = async move { fetch.await.unwrap_or(old) };
            let answer = answers.entry(key).or_insert_with_if(fetch, |answer| !answer.is_fresh(&*clock));
            Ok(answer.await.into_value().value)
        });
        asked.await.unwrap_or_else(|_| {
            Err(CatalogueUnavailable { why: "a question to Spotify was cut off".into(), retry_after: None })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

    use tokio::{sync::Notify, task::JoinSet};

    use super::*;

    struct HandClock(AtomicU64);

    impl Clock for HandClock {
        fn now_ms(&self) -> u64 {
            self.0.load(Ordering::SeqCst)
        }
    }

    const FRESH: Duration = Duration::from_secs(10);

    fn kept() -> (Arc<Kept<&'static str, u64>>, Arc<HandClock>) {
        let clock = Arc::new(HandClock(AtomicU64::new(5_000)));
        (Arc::new(Kept::new(100, Duration::from_hours(1), clock.clone())), clock)
    }

    fn down() -> CatalogueUnavailable {
        CatalogueUnavailable { why: "down".into(), retry_after: None }
    }

    #[tokio::test]
    async fn a_fresh_answer_is_not_asked_for_again_and_an_old_one_is() {
        let (kept, clock) = kept();
        assert_eq!(kept.ask("a", async { Ok((1, FRESH)) }).await, Ok(1));
        clock.0.fetch_add(9_999, Ordering::SeqCst);
        assert_eq!(kept.ask("a", async { Ok((2, FRESH)) }).await, Ok(1));
        clock.0.fetch_add(1, Ordering::SeqCst);
        assert_eq!(kept.ask("a", async { Ok((3, FRESH)) }).await, Ok(3));
    }

    #[tokio::test]
    async fn an_old_answer_stands_in_where_there_is_no_new_one_and_is_asked_for_again() {
        let (kept, clock) = kept();
        kept.put("a", 1, FRESH).await;
        clock.0.fetch_add(60_000, Ordering::SeqCst);
        assert_eq!(kept.ask("a", async { Err(down()) }).await, Ok(1));
        assert_eq!(kept.ask("a", async { Ok((2, FRESH)) }).await, Ok(2));
        assert_eq!(kept.ask("b", async { Err(down()) }).await, Err(down()));
        assert_eq!(kept.ask("b", async { Ok((3, FRESH)) }).await, Ok(3));
    }

    #[tokio::test]
    async fn half_an_answer_never_takes_the_place_of_a_whole_one() {
        let (kept, _) = kept();
        kept.put_stale_if_new("a", 1).await;
        assert_eq!(kept.ask("a", async { Err(down()) }).await, Ok(1));
        assert_eq!(kept.ask("a", async { Ok((2, FRESH)) }).await, Ok(2));
        kept.put_stale_if_new("a", 1).await;
        assert_eq!(kept.ask("a", async { Err(down()) }).await, Ok(2));
    }

    #[tokio::test]
    async fn what_is_forgotten_is_the_wrong_answer_and_not_its_successor() {
        let (kept, _) = kept();
        kept.put("a", 1, FRESH).await;
        kept.forget_if("a", |value| *value == 7).await;
        assert_eq!(kept.ask("a", async { Ok((2, FRESH)) }).await, Ok(1));
        kept.forget_if("a", |value| *value == 1).await;
        assert_eq!(kept.ask("a", async { Ok((2, FRESH)) }).await, Ok(2));
    }

    /// Asks a hundred times at once; the first to fetch is held until all have asked.
    async fn ask_at_once(
        kept: &Arc<Kept<&'static str, u64>>,
        answer: Result<u64, CatalogueUnavailable>,
    ) -> usize {
        let (fetched, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let mut asking = JoinSet::new();
        for _ in 0..100 {
            let (kept, fetched, go, answer) = (kept.clone(), fetched.clone(), go.clone(), answer.clone());
            asking.spawn(async move {
                let fetch = async move {
                    fetched.fetch_add(1, Ordering::SeqCst);
                    go.notified().await;
                    answer.map(|value| (value, FRESH))
                };
                kept.ask("a", fetch).await
            });
        }
        while fetched.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        // One thread: whoever can run has run when this comes back, and then again with their tasks.
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        go.notify_one();
        let answers = asking.join_all().await;
        assert!(answers.iter().all(|given| *given == answers[0]));
        fetched.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn who_asks_the_same_at_once_gets_one_answer_and_one_failure() {
        let (kept, clock) = kept();
        assert_eq!(ask_at_once(&kept, Err(down())).await, 1);
        assert_eq!(ask_at_once(&kept, Ok(1)).await, 1);
        clock.0.fetch_add(60_000, Ordering::SeqCst);
        assert_eq!(ask_at_once(&kept, Err(down())).await, 1, "with an old answer");
        assert_eq!(ask_at_once(&kept, Ok(2)).await, 1, "instead of an old answer");
    }

    #[tokio::test]
    async fn an_answer_is_kept_though_nobody_waits_for_it_any_more() {
        let (kept, _) = kept();
        let (asked, go, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()), Arc::new(Notify::new()));
        let fetch = {
            let (asked, go, done) = (asked.clone(), go.clone(), done.clone());
            async move {
                asked.notify_one();
                go.notified().await;
                done.notify_one();
                Ok((1, FRESH))
            }
        };
        let waiting = tokio::spawn({
            let kept = kept.clone();
            async move { kept.ask("a", fetch).await }
        });
        asked.notified().await;
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        go.notify_one();
        done.notified().await;
        assert_eq!(kept.ask("a", async { Ok((2, FRESH)) }).await, Ok(1));
    }
}
