//! Why a client that follows a nest has to leave.
//!
//! Must never: let anybody stay whose pass is over, or who was removed.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::broadcast::{
    Receiver,
    error::RecvError::{Closed, Lagged},
};

use super::{site::Site, visitor::Visitor};
use crate::app::nest_task::{Goodbye, NestHandle};

/// Why a client has to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Farewell {
    /// The process ends.
    Restarting,
    /// The pass is over.
    SignedOut,
    /// The person was removed from the nest.
    Removed,
    /// The nest is over.
    NestGone,
    /// It cannot be said: so many had to leave at once that some were not told. Whoever comes back is
    /// asked who they are.
    Unknown,
}

impl Farewell {
    /// What the client is told, if anything.
    #[must_use]
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::Restarting => Some("restarting"),
            Self::SignedOut => Some("signed_out"),
            Self::Removed => Some("removed"),
            Self::NestGone => Some("nest_gone"),
            Self::Unknown => None,
        }
    }
}

/// Hears whether a client has to leave.
pub struct Farewells {
    visitor: Visitor,
    closed: BoxFuture<'static, ()>,
    over: BoxFuture<'static, ()>,
    passes: Receiver<String>,
    goodbyes: Receiver<Goodbye>,
}

impl Farewells {
    /// Begins to hear. It is to be done before it is looked whether the visitor may come in, so that
    /// nothing is missed in between.
    #[must_use]
    pub fn of(site: &Arc<Site>, nest: &NestHandle, visitor: &Visitor) -> Self {
        let closing = Arc::clone(site);
        Self {
            visitor: visitor.clone(),
            closed: Box::pin(async move { closing.closed().await }),
            over: Box::pin(visitor.clone().over(Arc::clone(site))),
            passes: site.ended.subscribe(),
            goodbyes: nest.goodbyes(),
        }
    }

    /// Waits until the client has to leave.
    pub async fn next(&mut self) -> Farewell {
        let mut is_open = true;
        loop {
            tokio::select! {
                biased;
                () = &mut self.closed => return Farewell::Restarting,
                passes = self.passes.recv() => match passes {
                    Ok(passes) if self.visitor.is_ended_by(&passes) => return Farewell::SignedOut,
                    Err(Lagged(_)) => return Farewell::Unknown,
                    Ok(_) | Err(Closed) => {}
                },
                goodbye = self.goodbyes.recv(), if is_open => match goodbye {
                    Ok(Goodbye::Everyone) => return Farewell::NestGone,
                    Ok(Goodbye::Person(person)) if self.visitor.is_or_was(&person) => return Farewell::Removed,
                    Err(Lagged(_)) => return Farewell::Unknown,
                    Ok(Goodbye::Person(_)) => {}
                    Err(Closed) => is_open = false,
                },
                () = &mut self.over => return Farewell::SignedOut,
            }
        }
    }
}
