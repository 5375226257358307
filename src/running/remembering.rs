//! What the room remembers, and who sees to it: the history, the play log, and Bender, who draws from it.
//!
//! Must never: keep the music waiting for a disk.

use std::{sync::Arc, thread};

use tokio::sync::{broadcast, watch};

use super::{music::Music, parts::Parts};
use crate::{
    app::{
        bender::{
            runner::Bender,
            strategies::{Kin, Strategist, Throwback},
        },
        history::{History, keeping},
        nest_task::{Ended, NestHandle},
        nests::Nests,
        ports::{Clock, PlayLog},
        recorder::{self, Trouble},
    },
    config::Config,
    playlog::PlayLogFiles,
};

/// What the room remembers.
#[derive(Clone)]
pub(super) struct Remembering {
    /// What was played.
    pub history: Arc<History>,
    /// Why the play log cannot be written, if it cannot.
    pub trouble: Arc<Trouble>,
    log: Arc<dyn PlayLog>,
}

impl Remembering {
    /// Begins to listen, before anything can end.
    pub(super) fn begin(config: &Config, ended: broadcast::Receiver<Ended>) -> Self {
        let history = Arc::new(History::default());
        tokio::spawn(keeping::keep(Arc::clone(&history), ended));
        let log = Arc::new(PlayLogFiles::new(config.play_log_dir.clone()));
        Self { history, trouble: Arc::default(), log }
    }

    /// Reads all that was ever written. Says when that is done.
    pub(super) async fn read(&self, nest: &NestHandle, clock: Arc<dyn Clock>) -> watch::Receiver<bool> {
        let (done, is_read) = watch::channel(false);
        let Some(view) = nest.look().await else { return is_read };
        let (history, log) = (Arc::clone(&self.history), Arc::clone(&self.log));
        // Not one of the runtime's own threads: nobody waits for it when the process ends.
        thread::spawn(move || {
            keeping::load(&history, &*log, &view.nest.settings.time_zone, &*clock);
            // Whoever waited may have gone.
            let _ = done.send(true);
        });
        is_read
    }

    /// Writes down what ends in each nest, and lets Bender see to it that something does.
    pub(super) fn see_to_all(
        &self,
        nests: &Nests,
        parts: &Parts,
        music: &Music,
        is_read: watch::Receiver<bool>,
    ) {
        let (remembering, parts, music) = (self.clone(), parts.clone(), music.clone());
        nests.keep(move |nest| remembering.see_to(nest, &parts, &music, is_read.clone()));
    }

    fn see_to(&self, nest: &NestHandle, parts: &Parts, music: &Music, mut is_read: watch::Receiver<bool>) {
        let (log, trouble) = (Arc::clone(&self.log), Arc::clone(&self.trouble));
        tokio::spawn(recorder::record(nest.clone(), log, trouble));
        let throwback = Throwback {
            history: Arc::clone(&self.history),
            vault: Arc::clone(&parts.vault),
            catalogue: Arc::clone(&music.catalogue),
        };
        let kin = Kin::all(&music.catalogue).into_iter().map(|kin| Box::new(kin) as Box<dyn Strategist>);
        let bender = Bender {
            nest: nest.clone(),
            strategists: kin.chain([Box::new(throwback) as Box<dyn Strategist>]).collect(),
            catalogue: Arc::clone(&music.catalogue),
            vault: Arc::clone(&parts.vault),
            clock: Arc::clone(&parts.clock),
            dice: Arc::clone(&parts.dice),
        };
        tokio::spawn(async move {
            // Else the first picks would be made by a room that remembers nothing.
            let _ = is_read.wait_for(|is_read| *is_read).await;
            bender.run().await;
        });
    }
}
