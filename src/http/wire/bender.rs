//! What Bender has in mind, and why it has nothing.
//!
//! Must never: say who someone is of whom only a name is to be shown.

use serde::Serialize;
use ts_rs::TS;

use super::entries::Track;
use crate::domain::{
    bender::{self, RestsBecause},
    setting_values,
};

/// Who queued a throwback here first, and the day it played.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Provenance<'a> {
    name: &'a str,
    day: String,
}

impl<'a> From<&'a bender::Provenance> for Provenance<'a> {
    fn from(provenance: &'a bender::Provenance) -> Self {
        Self { name: provenance.name.as_str(), day: provenance.day.to_string() }
    }
}

/// The exact next pick.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Preview<'a> {
    track: Track<'a>,
    #[ts(type = "Strategy")]
    strategy: setting_values::Strategy,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    provenance: Option<Provenance<'a>>,
}

impl<'a> From<&'a bender::Preview> for Preview<'a> {
    fn from(preview: &'a bender::Preview) -> Self {
        Self {
            track: Track::from(&*preview.track),
            strategy: preview.strategy,
            provenance: preview.provenance.as_deref().map(Provenance::from),
        }
    }
}

/// Bender looked in vain, and looks again later.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Rest {
    #[ts(type = "'nothing_left' | 'unavailable'")]
    because: RestsBecause,
    until_ms: u64,
}

impl From<bender::Rest> for Rest {
    fn from(rest: bender::Rest) -> Self {
        Self { because: rest.because, until_ms: rest.until_ms }
    }
}

/// The ways in which Bender picks: for the page's types only.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the contract names and explains them")]
pub enum Strategy {
    Throwback,
    Genre,
    Artist,
    Discography,
    Album,
}
