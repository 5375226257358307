//! From waiting requests to commits in the log.
//!
//! A batch is decided together on a copy and appended in one step. What can happen then:
//! - *in*: it is folded and told, and everyone is answered;
//! - *conflict*: others were faster, so what they did is folded and the batch decided again;
//! - *unavailable*: nothing was written, so everyone is told "not saved";
//! - *in doubt*: nobody knows. The requests stay in hand and are decided again before any other.
//!   Should the lost append have come in, or come in yet, the nest remembers their ids or the log
//!   finds a conflict, so none is done twice. As soon as the log has moved on from the commit they
//!   were decided on, the doubt is over; if that takes too long, they are let go unanswered.
//!
//! Must never: answer before the log has accepted everything the answer rests on.

use std::{mem, sync::Arc};

use metrics::{counter, histogram};
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};
use tracing::{Instrument, Span, trace_span};

use super::{APPEND_ATTEMPTS, DOUBT_WITHIN, Job, LOOK_AGAIN, NestTask, Reply};
use crate::{
    app::{
        measures,
        ports::{Appended, StoreFailure},
        view::View,
    },
    domain::{
        command::Request,
        commit::Commit,
        decide::Context,
        people::Actor,
        propose::{Proposal, propose},
    },
};

type Lookers = mpsc::Receiver<oneshot::Sender<Arc<View>>>;

impl NestTask {
    /// Decides and appends what is in doubt and then `fresh`, and answers.
    pub(super) async fn work(&mut self, fresh: Vec<Job>, lookers: &mut Lookers) {
        let mut jobs = mem::take(&mut self.doubtful);
        jobs.extend(fresh);
        for attempt in 0_u32..APPEND_ATTEMPTS {
            // What the log has is answered on its own: it must not share the fate of the rest.
            jobs = self.answer_known(jobs);
            let (commits, replies) = self.plan(&jobs);
            if commits.is_empty() {
                return answer(jobs, replies);
            }
            // A batch is a part of what asked first.
            let part_of = jobs.first().map_or_else(Span::none, |job| job.span.clone());
            let span = trace_span!(parent: &part_of, "append", nest.id = %self.nest.id, commits = commits.len(), attempt);
            match self.append(&commits, lookers).instrument(span).await {
                Ok(Appended::In) => {
                    self.note_recovery();
                    count(&commits, attempt);
                    part_of.in_scope(|| self.take_in(&commits));
                    self.turns.got_in(attempt);
                    return answer(jobs, replies);
                }
                Ok(Appended::Conflict) => match self.catch_up().await {
                    // The log has moved on from what these were decided on: no lost append of
                    // them can come in any more.
                    Ok(()) => jobs.iter_mut().for_each(|job| job.in_doubt_since = None),
                    Err(failure) => return self.put_off(jobs, &failure),
                },
                Err(failure) => return self.put_off(jobs, &failure),
            }
        }
        self.turns.gave_up();
        tracing::warn!(nest.id = %self.nest.id, requests = jobs.len(), "Others were faster every time.");
        for job in jobs {
            drop(job.reply.send(Reply::Busy));
        }
    }

    /// Answers the requests whose ids the nest remembers, and returns the others.
    fn answer_known(&self, jobs: Vec<Job>) -> Vec<Job> {
        let now_ms = self.tools.clock.now_ms();
        let known = |job: &Job| match &job.request {
            Request::Ask { asker, id: Some(id), .. } => self.nest.answer_to(&asker.id, id, now_ms).cloned(),
            _ => None,
        };
        let mut unknown = Vec::with_capacity(jobs.len());
        for job in jobs {
            match known(&job) {
                Some(first) => drop(job.reply.send(Reply::Answer(first))),
                None => unknown.push(job),
            }
        }
        unknown
    }

    /// Looks at the store again after it failed.
    pub(super) async fn look_again(&mut self, lookers: &mut Lookers) {
        self.look_again = None;
        if let Err(failure) = self.catch_up().await {
            self.note_failure(&failure);
        }
        // Dropping a job without an answer tells its asker that nobody knows.
        self.doubtful.retain(|job| job.in_doubt_since.is_none_or(|since| since.elapsed() < DOUBT_WITHIN));
        if !self.doubtful.is_empty() {
            self.work(Vec::new(), lookers).await;
        }
    }

    /// What the jobs would come to, one after the other, if nobody else does anything.
    fn plan(&self, jobs: &[Job]) -> (Vec<Arc<Commit>>, Vec<Reply>) {
        let mut nest = Arc::clone(&self.nest);
        let mut commits = Vec::new();
        let mut replies = Vec::with_capacity(jobs.len());
        for (index, job) in jobs.iter().enumerate() {
            let commit_id = self.tools.dice.roll();
            let proposal = self.presence.see(|present| {
                let context = Context {
                    now_ms: self.tools.clock.now_ms(),
                    present,
                    gap_ms: self.tools.gap_ms,
                    has_budgets: self.tools.has_budgets,
                };
                propose(&nest, &context, &job.request, commit_id)
            });
            match proposal {
                Proposal::Answer(answer) => replies.push(Reply::Answer(answer)),
                Proposal::Append(commit, answer) => {
                    // The last one needs no nest to stand on any more: a lone request copies nothing.
                    if index + 1 < jobs.len() {
                        Arc::make_mut(&mut nest).fold(&commit);
                    }
                    commits.push(Arc::from(commit));
                    replies.push(Reply::Answer(answer));
                }
            }
        }
        (commits, replies)
    }

    /// Appends, and lets people look at the nest meanwhile.
    async fn append(
        &mut self,
        commits: &[Arc<Commit>],
        lookers: &mut Lookers,
    ) -> Result<Appended, StoreFailure> {
        let (log, id) = (Arc::clone(&self.tools.log), self.nest.id.clone());
        let append = log.append(&id, commits);
        tokio::pin!(append);
        loop {
            tokio::select! {
                biased;
                appended = &mut append => return appended,
                Some(looker) = lookers.recv() => self.show(looker),
            }
        }
    }

    /// The store failed: whoever can be told for certain that nothing was saved is told so, and the
    /// others wait until that is known.
    fn put_off(&mut self, jobs: Vec<Job>, failure: &StoreFailure) {
        self.note_failure(failure);
        let is_in_doubt = matches!(failure, StoreFailure::InDoubt(_));
        for mut job in jobs {
            if is_in_doubt || job.in_doubt_since.is_some() {
                job.in_doubt_since.get_or_insert_with(Instant::now);
                self.doubtful.push(job);
            } else {
                drop(job.reply.send(Reply::NotSaved));
            }
        }
    }

    /// The store failed: look at it again soon. It is said once, not at every attempt.
    pub(super) fn note_failure(&mut self, failure: &StoreFailure) {
        if !mem::replace(&mut self.is_failing, true) {
            tracing::warn!(nest.id = %self.nest.id, %failure, "The store fails; the nest can only be read.");
        }
        self.look_again.get_or_insert(Instant::now() + LOOK_AGAIN);
    }

    /// The store answers.
    pub(super) fn note_recovery(&mut self) {
        if mem::replace(&mut self.is_failing, false) {
            tracing::info!(nest.id = %self.nest.id, "The store is back; the nest goes on.");
        }
    }
}

/// Counts what is in the log at the attempt of this number; the first is 0.
fn count(commits: &[Arc<Commit>], attempt: u32) {
    histogram!(measures::COMMIT_RETRIES).record(attempt);
    for commit in commits {
        let by = match commit.by {
            Actor::Person(_) => "person",
            Actor::Player => "player",
            Actor::Bender => "bender",
        };
        counter!(measures::COMMITS, "by" => by).increment(1);
    }
}

fn answer(jobs: Vec<Job>, replies: Vec<Reply>) {
    for (job, reply) in jobs.into_iter().zip(replies) {
        // Whoever asked may have gone.
        drop(job.reply.send(reply));
    }
}
