//! What is to go wrong, and when.
//!
//! Must never: fail anything that a test did not ask to fail.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use crate::{calls::Service, spotify::problem::Problem};

/// So many faults and limits wait at once, more than a test can mean.
pub const PLANNED_MAX: usize = 1_000;

/// Something that goes wrong with the next answers. What is not given is as it would be.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// Whose answers; either's where none is given.
    pub service: Option<Service>,
    /// To which method; any where none is given.
    pub method: Option<String>,
    /// To which paths: those that begin so.
    pub path: String,
    /// To how many requests; one where nothing is given, 0 for all of them.
    pub times: Option<u32>,
    /// The answer waits until whoever planned this lets it go.
    pub held: bool,
    /// The answer waits so long first.
    pub delay_ms: u64,
    /// The connection is cut instead of an answer.
    pub drop: bool,
    /// With `drop`, or with an answer given below: what was asked for happens all the same.
    pub carried_out: bool,
    /// This status instead of an answer.
    pub status: Option<u16>,
    /// These headers too.
    pub headers: BTreeMap<String, String>,
    /// This text instead of an answer.
    pub body: Option<String>,
    /// This JSON instead of an answer.
    pub json: Option<Value>,
    /// On to this address instead of an answer.
    pub redirect: Option<String>,
    /// So many bytes instead of an answer.
    pub huge_bytes: Option<u64>,
    /// The answer breaks off in the middle.
    pub truncate: bool,
    /// The answer comes byte by byte, with this pause between them.
    pub drip_ms: Option<u64>,
    /// Fields of these names are missing, however deep.
    pub without: Vec<String>,
    /// Values in the answer that are others, by JSON pointer: `{"/tracks/items/0/name": "<b>"}`.
    pub set: BTreeMap<String, Value>,
}

impl Fault {
    /// Whether there is an answer here that stands instead of the real one.
    pub fn answers(&self) -> bool {
        let is_given = self.status.is_some() || self.body.is_some() || self.json.is_some();
        is_given || self.redirect.is_some() || self.huge_bytes.is_some()
    }

    fn concerns(&self, service: Service, method: &str, path: &str) -> bool {
        self.service.is_none_or(|wanted| wanted == service)
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && path.starts_with(&self.path)
    }
}

/// For a while, everything under a path is too much.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limit {
    /// Of which paths: those that begin so.
    pub path: String,
    /// For how long.
    pub seconds: u64,
    /// What `Retry-After` says; what is left of those seconds where nothing is given.
    pub retry_after: Option<u64>,
    /// Whether the body gives `QUOTA_EXCEEDED` as its reason.
    pub is_quota: bool,
    /// Set when it is planned.
    #[serde(skip_deserializing)]
    pub until_ms: u64,
}

/// All that is planned.
#[derive(Debug, Default)]
pub struct Faults {
    /// Those that wait, the first one first.
    pub waiting: VecDeque<Fault>,
    /// Those that hold for a while.
    pub limits: Vec<Limit>,
    /// Tells held answers to go. They go, too, when this is no more.
    pub let_go: watch::Sender<()>,
}

impl Faults {
    /// What is to go wrong with a request, if anything; it is used up by that.
    pub fn take(&mut self, service: Service, method: &str, path: &str) -> Option<Fault> {
        let place = self.waiting.iter().position(|fault| fault.concerns(service, method, path))?;
        let fault = self.waiting.get_mut(place)?;
        let taken = fault.clone();
        match fault.times {
            Some(0) => {}
            Some(times) if times > 1 => fault.times = Some(times - 1),
            _ => drop(self.waiting.remove(place)),
        }
        Some(taken)
    }

    /// Whether a path is too much for now.
    pub fn limited(&mut self, path: &str, now_ms: u64) -> Option<Problem> {
        self.limits.retain(|limit| limit.until_ms > now_ms);
        let limit = self.limits.iter().find(|limit| path.starts_with(&limit.path))?;
        let left = (limit.until_ms - now_ms).div_ceil(1_000);
        let retry_after = limit.retry_after.unwrap_or(left);
        Some(Problem::TooMany { retry_after, is_quota: limit.is_quota })
    }
}
