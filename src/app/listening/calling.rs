//! Carrying out a driver's call: with a token that works, at the app that its person agreed to.
//!
//! Must never: call twice for one call, or keep a token.

use std::sync::Arc;

use super::heard::{Answer, Call, Said};
use crate::{
    app::{
        access::{
            hidden::Hidden,
            spotify::{Connections, NoAccess},
        },
        ports::{Apps, Dice, PlayerFailure, Players, Vault},
    },
    domain::ids::PersonId,
};

/// How calls are made.
#[derive(Clone)]
pub struct Calling {
    /// Everybody's connections.
    pub connections: Connections,
    /// Everybody's players.
    pub apps: Arc<dyn Apps>,
}

/// What came of a call.
pub(super) struct Called {
    /// How it ended; nothing where there is no token any more.
    pub answer: Option<Answer>,
    /// The token, where it was not taken.
    pub refused: Option<Hidden>,
}

impl Calling {
    pub(super) fn now_ms(&self) -> u64 {
        self.connections.clock.now_ms()
    }

    pub(super) fn vault(&self) -> &Arc<dyn Vault> {
        &self.connections.vault
    }

    pub(super) fn dice(&self) -> &dyn Dice {
        &*self.connections.dice
    }

    /// A token of a person's, in the place of one that was not taken where one is given, and the players to use
    /// it with.
    ///
    /// # Errors
    /// [`NoAccess`].
    pub async fn access(
        &self,
        person: &PersonId,
        refused: Option<&Hidden>,
    ) -> Result<(Hidden, Arc<dyn Players>), NoAccess> {
        let access = match refused {
            Some(refused) => self.connections.access_instead_of(person, refused).await?,
            None => self.connections.access(person).await?,
        };
        let own_client = self.connections.own_client(person).await?;
        Ok((access, self.apps.players(own_client.as_deref())))
    }

    /// Makes a call that was asked for at `asked_ms`, in epoch milliseconds.
    pub(super) async fn call(
        &self,
        person: &PersonId,
        refused: Option<Hidden>,
        call: Call,
        asked_ms: u64,
    ) -> Called {
        let access = self.access(person, refused.as_ref()).await;
        let sent_ms = self.now_ms();
        let (outcome, refused) = match access {
            Err(NoAccess::NotConnected | NoAccess::Again) => return Called { answer: None, refused: None },
            Err(NoAccess::NotAllowed) => (Err(PlayerFailure::NotAllowed), None),
            Err(NoAccess::Unavailable(why)) => (Err(PlayerFailure::Unavailable(why)), refused),
            Ok((access, players)) => {
                let outcome = ask(&*players, &access, call, sent_ms.saturating_sub(asked_ms)).await;
                let is_refused = outcome == Err(PlayerFailure::SignedOut);
                (outcome, is_refused.then_some(access))
            }
        };
        Called { answer: Some(Answer { sent_ms, answered_ms: self.now_ms(), outcome }), refused }
    }
}

/// What was to be played `late_ms` ago is further on by now.
async fn ask(
    players: &dyn Players,
    access: &Hidden,
    call: Call,
    late_ms: u64,
) -> Result<Said, PlayerFailure> {
    match call {
        Call::Look => players.look(access).await.map(Said::Report),
        Call::Devices => players.devices(access).await.map(Said::Devices),
        Call::Play { device, uris, position_ms } => {
            players.play(access, &device, &uris, position_ms + late_ms).await.map(|()| Said::Done)
        }
        Call::Pause { device } => players.pause(access, &device).await.map(|()| Said::Done),
        Call::ShuffleOff { device } => players.shuffle_off(access, &device).await.map(|()| Said::Done),
    }
}
