//! How one server is reached.
//!
//! Must never: lead to a replica where sentinels say who is master.

use std::time::Duration;

use redis::{
    AsyncConnectionConfig, Client, ErrorKind, RedisError, Role,
    aio::{MultiplexedConnection, PubSub},
};

use super::Sentinels;

/// How long is waited for a Redis.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For an answer.
    pub answer: Duration,
    /// How long a call to a cluster may be refused and sent on before whoever asked is told so.
    pub detour: Duration,
}

impl Default for Patience {
    /// Long enough for a Redis that saves to a slow disk, short enough that a person waiting for a vote is told. A
    /// slot's move is over sooner, and a node that died is replaced later; then it is for people to come again.
    fn default() -> Self {
        let (connect, answer) = (Duration::from_secs(1), Duration::from_secs(3));
        Self { connect, answer, detour: Duration::from_secs(1) }
    }
}

/// How one server is reached: always the same, or whichever the sentinels name.
pub(in crate::store::redis) enum Way {
    To(Box<Client>, Patience),
    Named(Box<Sentinels>),
}

impl Way {
    /// A connection that may be used, and where it leads.
    pub(in crate::store::redis) async fn connect(
        &self,
    ) -> Result<(MultiplexedConnection, String), RedisError> {
        let client = self.client().await?;
        let mut connection = connect(&client, self.patience()).await?;
        // The sentinels may not know yet; the server itself does.
        if matches!(self, Self::Named(_)) {
            let role: Role = redis::cmd("ROLE").query_async(&mut connection).await?;
            if !matches!(role, Role::Primary { .. }) {
                return Err((ErrorKind::Client, "the sentinels name a server that is not master").into());
            }
        }
        Ok((connection, address(&client)))
    }

    /// A connection that hears messages, and where it leads.
    pub(in crate::store::redis) async fn listen(&self) -> Result<(PubSub, String), RedisError> {
        let client = self.client().await?;
        Ok((listen(&client, self.patience()).await?, address(&client)))
    }

    /// Whether it leads to another server than this one by now, for certain.
    pub(in crate::store::redis) async fn leads_away_from(&self, server: &str) -> bool {
        match self {
            Self::To(..) => false,
            Self::Named(sentinels) => sentinels.master().await.is_ok_and(|master| address(&master) != server),
        }
    }

    /// Whether it may lead elsewhere one day.
    pub(in crate::store::redis) const fn may_change(&self) -> bool {
        matches!(self, Self::Named(_))
    }

    fn patience(&self) -> Patience {
        match self {
            Self::To(_, patience) => *patience,
            Self::Named(sentinels) => sentinels.patience,
        }
    }

    async fn client(&self) -> Result<Client, RedisError> {
        match self {
            Self::To(client, _) => Ok(Client::clone(client)),
            Self::Named(sentinels) => sentinels.master().await,
        }
    }
}

/// Where a client leads.
pub(in crate::store::redis) fn address(client: &Client) -> String {
    client.get_connection_info().addr().to_string()
}

/// Connects to a server that answers.
pub(in crate::store::redis) async fn connect(
    client: &Client,
    patience: Patience,
) -> Result<MultiplexedConnection, RedisError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(patience.connect))
        .set_response_timeout(Some(patience.answer));
    let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
    // A Redis that still loads its data, or demands a password, accepts connections and nothing else.
    redis::cmd("PING").exec_async(&mut connection).await?;
    Ok(connection)
}

/// Connects to hear messages.
pub(in crate::store::redis) async fn listen(
    client: &Client,
    patience: Patience,
) -> Result<PubSub, RedisError> {
    let connected = tokio::time::timeout(patience.answer, client.get_async_pubsub()).await;
    connected.unwrap_or_else(|_| Err((ErrorKind::Io, "nobody answers there").into()))
}
