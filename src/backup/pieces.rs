//! Pieces of a store as lines of JSON: the same whichever store they are of.
//!
//! Must never: lose a field. What is written here is read by every later version.

use std::{collections::HashSet, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};

use super::manifest::Counts;
use crate::{
    app::ports::{Piece, Snapshot},
    domain::{
        commit::Commit,
        ids::{NestId, Position},
    },
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Snapshot { nest: NestId, position: Position, json: String },
    Commit { nest: NestId, commit: Arc<Commit> },
    Secret { key: String, end_ms: u64, value: String },
}

/// A piece as a line, with its end.
#[must_use]
pub fn write(piece: &Piece) -> Vec<u8> {
    let line = match piece.clone() {
        Piece::Snapshot(nest, Snapshot { position, json }) => Line::Snapshot { nest, position, json },
        Piece::Commit(nest, commit) => Line::Commit { nest, commit },
        Piece::Secret { key, value, end_ms } => {
            Line::Secret { key, end_ms, value: BASE64_STANDARD.encode(value) }
        }
    };
    let mut bytes = serde_json::to_vec(&line).expect("because a piece has text keys and finite numbers only");
    bytes.push(b'\n');
    bytes
}

/// A piece from a line.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn read(line: &[u8]) -> Result<Piece, String> {
    let line = serde_json::from_slice(line).map_err(|error| format!("a line that is no piece ({error})"))?;
    Ok(match line {
        Line::Snapshot { nest, position, json } => Piece::Snapshot(nest, Snapshot { position, json }),
        Line::Commit { nest, commit } => Piece::Commit(nest, commit),
        Line::Secret { key, end_ms, value } => {
            let value = BASE64_STANDARD.decode(value).map_err(|error| format!("a value ({error})"))?;
            Piece::Secret { key, value, end_ms }
        }
    })
}

/// Counts pieces as they come by.
#[derive(Debug, Default)]
pub struct Counting {
    nests: HashSet<NestId>,
    counts: Counts,
}

impl Counting {
    /// One more.
    pub fn add(&mut self, piece: &Piece) {
        match piece {
            Piece::Snapshot(nest, _) => drop(self.nests.insert(nest.clone())),
            Piece::Commit(nest, _) => {
                if !self.nests.contains(nest) {
                    self.nests.insert(nest.clone());
                }
                self.counts.commits += 1;
            }
            Piece::Secret { .. } => self.counts.secrets += 1,
        }
    }

    /// How many there were.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts { nests: self.nests.len() as u64, ..self.counts }
    }
}
