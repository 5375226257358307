//! What can go wrong, by the names that `make chaos KIND=…` takes.

use std::time::Duration;

use crate::{network::Weather, party::Guests};

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The network between the program and Redis.
    Store(Weather),
    /// The network between clients and the program.
    Clients(Weather),
    KillWeb,
    KillPlayer,
    KillRedis,
    /// The one process of a house with a store in a file.
    KillAlone,
    LostTail,
    DiskRedis,
    DiskAlone,
    Clock,
    BusyMachine,
    SlowClients,
    Storm,
}

/// All of them, with their names, and what is measured from which moment on.
pub const ALL: [(Kind, &str, &str); 21] = [
    (Kind::Store(Weather::Cut), "store-cut", "the network is back"),
    (Kind::Store(Weather::Reset), "store-reset", "the network is back"),
    (Kind::Store(Weather::Vanish), "store-half-open", "the network is back"),
    (Kind::Store(Weather::Delay), "store-delay", "the network is fast again"),
    (Kind::Store(Weather::Slow), "store-slow", "the network is fast again"),
    (Kind::Clients(Weather::Cut), "clients-cut", "the network is back"),
    (Kind::Clients(Weather::Reset), "clients-reset", "the network is back"),
    (Kind::Clients(Weather::Vanish), "clients-half-open", "the network is back"),
    (Kind::Clients(Weather::Delay), "clients-delay", "the network is fast again"),
    (Kind::Clients(Weather::Slow), "clients-slow", "the network is fast again"),
    (Kind::KillWeb, "kill-web", "the kill"),
    (Kind::KillPlayer, "kill-player", "the kill"),
    (Kind::KillRedis, "kill-redis", "the kill"),
    (Kind::KillAlone, "kill-alone", "the kill"),
    (Kind::LostTail, "lost-tail", "the replica takes over"),
    (Kind::DiskRedis, "disk-redis", "there is room again"),
    (Kind::DiskAlone, "disk-alone", "there is room again"),
    (Kind::Clock, "clock", "the last step"),
    (Kind::BusyMachine, "busy-machine", "the machine is free again"),
    (Kind::SlowClients, "slow-clients", "they are gone"),
    (Kind::Storm, "storm", "everybody is cut off"),
];

impl Kind {
    /// Whether the house is one process with a file.
    pub fn is_alone(self) -> bool {
        matches!(self, Self::KillAlone | Self::DiskAlone)
    }

    /// Whether it disturbs whoever is measured beside it.
    pub fn is_loud(self) -> bool {
        matches!(self, Self::BusyMachine | Self::Storm)
    }

    /// Who comes. `crowd` is for the storm.
    pub fn guests(self, crowd: usize) -> Guests {
        let few = Guests { lively: 24, pace: Duration::from_millis(100), crowd: 0, songs: 12 };
        match self {
            // News of a vote go to everybody: what a few hundred are told costs more than what they ask for.
            Self::Storm => Guests { lively: 8, pace: Duration::from_millis(800), crowd, songs: 3 },
            // Songs end while there is music, and something has to be left to vote on.
            Self::Clock => Guests { songs: 60, ..few },
            _ => few,
        }
    }
}

#[test]
fn the_document_names_every_kind() {
    let text = include_str!("../../docs/reliability.md");
    for (_, name, _) in ALL {
        assert!(text.contains(&format!("`{name}`")), "docs/reliability.md says nothing of {name}");
    }
}
