//! Where messages are heard. A cluster carries each to all of its nodes, so any of them will do.
//!
//! Must never: stay at a server that is not told any more.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use redis::{Client, ErrorKind, RedisError, aio::PubSub};

use super::{
    cluster::{Cluster, is_well},
    finding::{self, Way},
};

/// Where to listen.
pub(super) enum Ear {
    Server(Arc<Way>),
    /// Some node of a cluster, and another one the next time.
    Node(Arc<Cluster>, AtomicUsize),
}

/// Where somebody listens.
pub(super) enum Heard {
    Server(String),
    Node(Box<Client>),
}

impl Ear {
    pub(super) const fn cluster(cluster: Arc<Cluster>) -> Self {
        Self::Node(cluster, AtomicUsize::new(0))
    }

    /// Listens where messages are told now.
    pub(super) async fn listen(&self) -> Result<(PubSub, Heard), RedisError> {
        match self {
            Self::Server(way) => {
                way.listen().await.map(|(messages, server)| (messages, Heard::Server(server)))
            }
            Self::Node(cluster, turn) => {
                let clients = cluster.clients();
                let next = turn.fetch_add(1, Ordering::Relaxed) % clients.len().max(1);
                let none = || RedisError::from((ErrorKind::Client, "no node of the cluster is known"));
                let client = clients.get(next).ok_or_else(none)?;
                let patience = cluster.patience();
                is_well(&mut finding::connect(client, patience).await?).await?;
                Ok((finding::listen(client, patience).await?, Heard::Node(Box::new(client.clone()))))
            }
        }
    }

    /// Whether messages are still told there.
    pub(super) async fn is_told_at(&self, heard: &Heard) -> bool {
        match (self, heard) {
            (Self::Server(way), Heard::Server(server)) => !way.leads_away_from(server).await,
            (Self::Node(cluster, _), Heard::Node(client)) => {
                let connected = finding::connect(client, cluster.patience());
                let asked = async { is_well(&mut connected.await?).await };
                asked.await.is_ok()
            }
            (Self::Server(_), Heard::Node(_)) | (Self::Node(..), Heard::Server(_)) => false,
        }
    }
}
