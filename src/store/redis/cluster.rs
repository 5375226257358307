//! A cluster of Redis: each key at the node that has its slot, and on to another one when that moves.
//!
//! The library has a client for clusters, too. It answers everything that is under way with the error of a
//! look at the slots that failed, be it sent or not, and sends again what a broken connection may have carried
//! already. Then nobody could tell "nothing was changed" from "nobody knows". Here each node has a connection of
//! its own, as a single server has, and a call is sent to another node, or again, only after a refusal:
//! - *moved*, *ask*: this node does not have the key, that one does;
//! - *try again*, *cluster down*, *read only* and the like: in a moment, or elsewhere;
//! - no connection: somebody else may have taken over.
//!
//! Whatever was sent and not refused is in doubt, exactly as with one server. Several commands go as one
//! transaction, so that a refusal of one of them is a refusal of all.
//!
//! The slots are looked at every two seconds and whenever anything hints that they moved. When another node answers
//! for anything, everyone is told to look: a replica that took over may lack the last moments.
//!
//! Must never: send anything a second time that was not refused.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use redis::{Client, ConnectionAddr, ErrorKind, RedisError, Value, cluster_routing::Slot};
use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout},
};

use super::{
    connection::{Connection, Signs},
    fault::{Detour, Fault, unreachable},
    finding::{self, Patience, Way},
    lines::Ask,
    slots::{Node, Slots},
};
use crate::app::ports::StoreFailure;

/// How long to wait before the next attempt: from the first to the last of these.
const RETRY_FIRST: Duration = Duration::from_millis(5);
const RETRY_LAST: Duration = Duration::from_millis(100);
/// How often the slots are looked at where nothing hints at anything.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// A cluster's nodes and how to reach them.
pub(super) struct Cluster {
    seeds: Vec<Client>,
    patience: Patience,
    slots: Mutex<Slots>,
    lines: Mutex<HashMap<Node, Arc<Connection>>>,
    look: Arc<Notify>,
    signs: Signs,
}

impl Cluster {
    /// Finds the nodes, and keeps an eye on them for as long as the value lives.
    pub(super) async fn open(
        seeds: Vec<Client>,
        patience: Patience,
        signs: Signs,
    ) -> Result<Arc<Self>, StoreFailure> {
        let slots = first_of(&seeds, patience).await.map_err(|error| unreachable(&error))?;
        let look = Arc::clone(&signs.suspicion);
        let (slots, lines) = (Mutex::new(slots), Mutex::default());
        let cluster = Arc::new(Self { seeds, patience, slots, lines, look: Arc::clone(&look), signs });
        tokio::spawn(keep_looking(Arc::downgrade(&cluster), look));
        Ok(cluster)
    }

    /// Asks the node that has `key`.
    pub(super) async fn ask<T>(&self, key: &str, ask: Ask<'_>) -> Result<T, Fault>
    where
        T: redis::FromRedisValue,
    {
        let (slot, began) = (Slot::for_key(key), Instant::now());
        let (mut wait, mut shown) = (RETRY_FIRST, None);
        loop {
            // Whoever was just named knows better than what another node may not have heard of yet.
            let (node, is_aside) = match shown.take() {
                Some((node, is_aside)) => (Some(node), is_aside),
                None => (lock(&self.slots).master_of(slot), false),
            };
            let outcome = match &node {
                Some(node) => self.line(node).call(|line| ask.send(line, is_aside)).await,
                None => Err(Fault::Away),
            };
            let fault = match outcome {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            let Some(detour) = fault.detour().filter(|_| began.elapsed() < self.patience.detour) else {
                return Err(fault);
            };
            match detour {
                Detour::Ask(node) => shown = Some((node, true)),
                Detour::Moved(node) => {
                    lock(&self.slots).learn(slot, node.clone());
                    shown = Some((node, false));
                    self.look.notify_one();
                }
                Detour::Look => self.look.notify_one(),
                Detour::Later => {}
            }
            sleep(wait).await;
            wait = (wait * 2).min(RETRY_LAST);
        }
    }

    /// Asks one node.
    pub(super) async fn ask_at<T>(&self, node: &Node, ask: Ask<'_>) -> Result<T, Fault>
    where
        T: redis::FromRedisValue,
    {
        let line = self.line(node);
        let began = Instant::now();
        loop {
            let outcome = line.call(|line| ask.send(line, false)).await;
            if !matches!(outcome, Err(Fault::Away)) || began.elapsed() >= self.patience.detour {
                return outcome;
            }
            sleep(RETRY_LAST).await;
        }
    }

    /// Every node that answers for anything; with `replicas`, all the others too.
    pub(super) fn nodes(&self, replicas: bool) -> Vec<Node> {
        let slots = lock(&self.slots);
        if replicas { slots.nodes().iter().cloned().collect() } else { slots.masters().into_iter().collect() }
    }

    /// How long a node is waited for.
    pub(super) const fn patience(&self) -> Patience {
        self.patience
    }

    /// Clients of all nodes that may hear messages, known ones first.
    pub(super) fn clients(&self) -> Vec<Client> {
        let known = self.nodes(true).into_iter().filter_map(|node| self.client(&node).ok());
        known.chain(self.seeds.iter().cloned()).collect()
    }

    fn line(&self, node: &Node) -> Arc<Connection> {
        let begin = || {
            // An address that makes no sense is nobody's, as one where nobody answers.
            let client = self.client(node).unwrap_or_else(|_| self.seeds[0].clone());
            let signs = Signs { suspicion: Arc::default(), renewed: self.signs.renewed.clone() };
            Arc::new(Connection::begin(Arc::new(Way::To(Box::new(client), self.patience)), signs))
        };
        Arc::clone(lock(&self.lines).entry(node.clone()).or_insert_with(begin))
    }

    /// A client of a node, with the password and the certificates that the first ones have.
    fn client(&self, node: &Node) -> Result<Client, RedisError> {
        let first = self.seeds[0].get_connection_info();
        let (host, port) = (node.host.clone(), node.port);
        let address = match first.addr() {
            ConnectionAddr::TcpTls { insecure, tls_params, .. } => {
                ConnectionAddr::TcpTls { host, port, insecure: *insecure, tls_params: tls_params.clone() }
            }
            _ => ConnectionAddr::Tcp(host, port),
        };
        Client::open(first.clone().set_addr(address))
    }

    /// Looks at the slots as the first node sees them that is at one with the cluster.
    async fn look_anew(&self) {
        let mut seen = None;
        for node in self.nodes(true) {
            let line = self.line(&node);
            if !line.is_up() {
                continue;
            }
            let answer = line.call(async |mut line| view(&mut line, &node.host).await).await;
            if let Ok(slots) = answer {
                seen = Some(slots);
                break;
            }
        }
        let seen = match seen {
            Some(seen) => Ok(seen),
            None => first_of(&self.clients(), self.patience).await,
        };
        match seen {
            Ok(seen) => self.take_in(&seen),
            Err(error) => tracing::debug!(%error, "No node of the cluster tells its slots."),
        }
    }

    fn take_in(&self, seen: &Slots) {
        let before = std::mem::replace(&mut *lock(&self.slots), seen.clone());
        if before == *seen {
            return;
        }
        lock(&self.lines).retain(|node, _| seen.nodes().contains(node));
        tracing::info!(nodes = seen.nodes().len(), "Keys of the cluster moved to other nodes.");
        self.signs.renewed.send_modify(|count| *count += 1);
    }
}

async fn keep_looking(cluster: Weak<Cluster>, look: Arc<Notify>) {
    loop {
        // Either way it is time.
        let _ = timeout(LOOK_EVERY, look.notified()).await;
        let Some(cluster) = cluster.upgrade() else { return };
        cluster.look_anew().await;
        sleep(RETRY_LAST).await;
    }
}

/// What the first of these that answers makes of the slots.
async fn first_of(clients: &[Client], patience: Patience) -> Result<Slots, RedisError> {
    let mut last = (ErrorKind::Client, "no node of a cluster is named").into();
    for client in clients {
        let (ConnectionAddr::Tcp(host, _) | ConnectionAddr::TcpTls { host, .. }) =
            client.get_connection_info().addr()
        else {
            continue;
        };
        let answer = async { view(&mut finding::connect(client, patience).await?, host).await };
        match answer.await {
            Ok(slots) => return Ok(slots),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The slots as one node sees them, if it is at one with the cluster.
async fn view(line: &mut redis::aio::MultiplexedConnection, host: &str) -> Result<Slots, RedisError> {
    is_well(line).await?;
    let answer: Value = redis::cmd("CLUSTER").arg("SLOTS").query_async(line).await?;
    Slots::read(answer, host).ok_or_else(|| (ErrorKind::Client, "the cluster has no slots").into())
}

/// Whether a node is at one with the cluster: one that is cut off hears nothing, and must not be believed.
pub(super) async fn is_well(line: &mut redis::aio::MultiplexedConnection) -> Result<(), RedisError> {
    let state: String = redis::cmd("CLUSTER").arg("INFO").query_async(line).await?;
    if state.contains("cluster_state:ok") {
        return Ok(());
    }
    Err((ErrorKind::Client, "the cluster is not complete (cluster_state is not ok)").into())
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
