//! The ways to whatever keeps our keys: one server, or the nodes of a cluster.
//!
//! Must never: let whoever asks care which of the two it is, but for what is asked of every node.

use std::sync::Arc;

use futures_util::future::join;
use redis::{Cmd, FromRedisValue, Pipeline, RedisError, aio::MultiplexedConnection};

use super::{
    cluster::Cluster,
    connection::{Connection, Signs},
    ear::Ear,
    fault::Fault,
    finding::Found,
    script::Call,
    slots::Node,
};
use crate::app::ports::StoreFailure;

/// Something to ask a server for.
#[derive(Clone, Copy)]
pub(super) enum Ask<'a> {
    One(&'a Cmd),
    /// Several commands as one transaction.
    Together(&'a Pipeline),
}

impl Ask<'_> {
    /// Sends it; `aside` to a node that is only about to get the key.
    pub(super) async fn send<T: FromRedisValue>(
        self,
        line: MultiplexedConnection,
        aside: bool,
    ) -> Result<T, RedisError> {
        if !aside {
            return self.query(line).await;
        }
        // The permission holds for what comes right behind it. Should somebody else's call come between, ours is
        // refused and sent again.
        let (asking, mut same) = (redis::cmd("ASKING"), line.clone());
        join(asking.exec_async(&mut same), self.query(line)).await.1
    }

    async fn query<T: FromRedisValue>(self, mut line: MultiplexedConnection) -> Result<T, RedisError> {
        match self {
            Self::One(command) => command.query_async(&mut line).await,
            Self::Together(commands) => commands.query_async(&mut line).await,
        }
    }
}

/// One server among those that keep our keys.
#[derive(Debug, Clone)]
pub(super) enum Place {
    Only,
    Node(Node),
}

/// All of our connections, but for the one that listens.
pub(super) enum Lines {
    One(Connection),
    Cluster(Arc<Cluster>),
}

impl Lines {
    /// Connects to what was found; what it notices is told by `signs`. With them comes what can listen there.
    pub(super) async fn open(found: Found, signs: Signs) -> Result<(Self, Ear), StoreFailure> {
        Ok(match found {
            Found::Server(way) => {
                let way = Arc::new(way);
                (Self::One(Connection::open(Arc::clone(&way), signs).await?), Ear::Server(way))
            }
            Found::Cluster(seeds, patience) => {
                let cluster = Cluster::open(seeds, patience, signs).await?;
                (Self::Cluster(Arc::clone(&cluster)), Ear::cluster(cluster))
            }
        })
    }

    /// Asks for something that is about this key.
    pub(super) async fn ask<T: FromRedisValue>(&self, key: &str, command: &Cmd) -> Result<T, StoreFailure> {
        Ok(self.send(key, Ask::One(command)).await?)
    }

    /// Asks for several things at once that are about this key, or others in its slot. `commands` are a
    /// transaction.
    pub(super) async fn ask_together<T>(&self, key: &str, commands: &Pipeline) -> Result<T, StoreFailure>
    where
        T: FromRedisValue,
    {
        Ok(self.send(key, Ask::Together(commands)).await?)
    }

    /// Calls a script, and teaches it to a server that does not know it.
    pub(super) async fn invoke<T: FromRedisValue>(&self, call: &Call<'_>) -> Result<T, StoreFailure> {
        match self.send(call.key(), Ask::One(&call.by_hash())).await {
            Err(fault) if fault.is_unknown_script() => {
                Ok(self.send(call.key(), Ask::One(&call.by_text())).await?)
            }
            outcome => Ok(outcome?),
        }
    }

    /// Every server that keeps keys of ours; with `replicas`, also those that would take over.
    pub(super) fn places(&self, replicas: bool) -> Vec<Place> {
        match self {
            Self::One(_) => vec![Place::Only],
            Self::Cluster(cluster) => cluster.nodes(replicas).into_iter().map(Place::Node).collect(),
        }
    }

    /// Asks one of those servers.
    pub(super) async fn ask_at<T: FromRedisValue>(
        &self,
        at: &Place,
        command: &Cmd,
    ) -> Result<T, StoreFailure> {
        let ask = Ask::One(command);
        Ok(match (self, at) {
            (Self::Cluster(cluster), Place::Node(node)) => cluster.ask_at(node, ask).await?,
            (Self::One(connection), _) => connection.call(|line| ask.send(line, false)).await?,
            // No key of its own: any node will do.
            (Self::Cluster(cluster), Place::Only) => cluster.ask("", ask).await?,
        })
    }

    async fn send<T: FromRedisValue>(&self, key: &str, ask: Ask<'_>) -> Result<T, Fault> {
        match self {
            Self::One(connection) => connection.call(|line| ask.send(line, false)).await,
            Self::Cluster(cluster) => cluster.ask(key, ask).await,
        }
    }
}
