//! What a process that plays does for every nest: keep time, and take care of it.
//!
//! Must never: be done by a process that only serves.

use std::{sync::Arc, time::Duration};

use super::parts::Parts;
use crate::{
    app::{caretaker::Caretaker, nests::Nests, player},
    config::Config,
};

/// Keeps time for every nest, and takes care of it.
pub(super) fn keep(nests: &Nests, config: &Config, parts: &Parts) {
    let clock = Arc::clone(&parts.clock);
    nests.keep(move |nest| drop(tokio::spawn(player::keep_time(nest.clone(), Arc::clone(&clock)))));
    let caretaker = Caretaker {
        nests: nests.clone(),
        clock: Arc::clone(&parts.clock),
        idle: Duration::from_mins(config.nest_idle_minutes),
        main_has_hosts: !config.host_emails.is_empty(),
    };
    nests.keep(move |nest| drop(tokio::spawn(caretaker.clone().care(nest.clone()))));
}
