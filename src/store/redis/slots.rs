//! Which node of a cluster has which keys.
//!
//! Must never: guess. Where nobody has a slot, nobody is asked.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
};

use redis::{Value, cluster_routing::Slot};

/// How many slots a cluster has.
const SLOTS: u16 = 16_384;

/// A node's address, as the cluster tells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node {
    pub(super) host: String,
    pub(super) port: u16,
}

impl Node {
    /// Reads `host:port`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (host, port) = text.rsplit_once(':')?;
        let port = port.parse().ok()?;
        (!host.is_empty()).then(|| Self { host: host.to_owned(), port })
    }
}

impl fmt::Display for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

/// A cluster's slots and nodes, as one of them sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Slots {
    masters: HashMap<Slot, Node>,
    nodes: BTreeSet<Node>,
}

impl Slots {
    /// Reads what `CLUSTER SLOTS` answered to whoever asked `asked`. A node that knows no name of its own is
    /// where it was found.
    pub(super) fn read(answer: Value, asked: &str) -> Option<Self> {
        let ranges: Vec<(u16, u16, Vec<Value>)> = ranges(answer)?;
        let mut slots = Self::default();
        for (first, last, nodes) in ranges {
            let mut nodes = nodes.into_iter().filter_map(|node| read_node(node, asked));
            let master = nodes.next()?;
            for slot in (first..=last.min(SLOTS - 1)).filter_map(Slot::new) {
                slots.masters.insert(slot, master.clone());
            }
            slots.nodes.insert(master);
            slots.nodes.extend(nodes);
        }
        (!slots.masters.is_empty()).then_some(slots)
    }

    /// The node that answers for a slot.
    pub(super) fn master_of(&self, slot: Slot) -> Option<Node> {
        self.masters.get(&slot).cloned()
    }

    /// Somebody was told that this node answers for a slot now.
    pub(super) fn learn(&mut self, slot: Slot, node: Node) {
        self.nodes.insert(node.clone());
        self.masters.insert(slot, node);
    }

    /// Every node that answers for anything.
    pub(super) fn masters(&self) -> BTreeSet<Node> {
        self.masters.values().cloned().collect()
    }

    /// Every node, replicas too.
    pub(super) const fn nodes(&self) -> &BTreeSet<Node> {
        &self.nodes
    }
}

fn ranges(answer: Value) -> Option<Vec<(u16, u16, Vec<Value>)>> {
    let Value::Array(ranges) = answer else { return None };
    let range = |range| {
        let Value::Array(mut range) = range else { return None };
        let nodes = range.split_off(range.len().min(2));
        let mut ends = range.into_iter().map(|end| redis::from_redis_value(end).ok());
        Some((ends.next()??, ends.next()??, nodes))
    };
    ranges.into_iter().map(range).collect()
}

fn read_node(node: Value, asked: &str) -> Option<Node> {
    let Value::Array(node) = node else { return None };
    let mut node = node.into_iter();
    let host: Option<String> = redis::from_redis_value(node.next()?).ok()?;
    let port = redis::from_redis_value(node.next()?).ok()?;
    let host = host.filter(|host| !host.is_empty() && host != "?").unwrap_or_else(|| asked.to_owned());
    Some(Node { host, port })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Slots> {
        let value = redis::parse_redis_value(text.replace(' ', "\r\n").as_bytes()).expect("it parses");
        Slots::read(value, "here")
    }

    #[test]
    fn each_slot_has_its_master_and_replicas_are_known() {
        let two = "*2 *4 :0 :8191 *2 $1 a :7000 *2 $1 b :7001 *3 :8192 :16383 *2 $0  :7002 ";
        let slots = read(two).expect("it is read");
        let at = |slot| slots.master_of(Slot::new(slot).expect("a slot")).map(|node| node.to_string());
        assert_eq!((at(0), at(8_191)), (Some("a:7000".into()), Some("a:7000".into())));
        assert_eq!((at(8_192), at(16_383)), (Some("here:7002".into()), Some("here:7002".into())));
        assert_eq!((slots.masters().len(), slots.nodes().len()), (2, 3));
    }

    #[test]
    fn a_slot_that_nobody_has_is_nobodys() {
        let slots = read("*1 *3 :0 :1 *2 $1 a :7000 ").expect("it is read");
        assert_eq!(slots.master_of(Slot::new(2).expect("a slot")), None);
        assert_eq!(read("*0 "), None);
    }

    #[test]
    fn all_of_a_nest_is_in_one_slot() {
        let slot = |key: &str| Slot::for_key(key);
        assert_eq!(slot("{nest:main}:log"), slot("{nest:main}:snap"));
        assert_eq!(slot("{nest:main}:log"), slot("{nest:main}:here"));
        assert_ne!(slot("{nest:main}:log"), slot("{nest:other}:log"));
    }
}
