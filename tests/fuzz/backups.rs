//! Files that somebody takes for a backup, and for an identity.

use std::{fs, path::PathBuf};

use echonest::{
    app::ports::Piece,
    backup::{
        STORE, pieces,
        reading::{self, Unusable},
        sealing::{Identities, Own},
        spool::Spool,
        writing::Writing,
    },
};
use proptest::prelude::*;
use tempfile::TempDir;

const MADE_MS: u64 = 1_795_292_100_000;

/// A whole backup of these values, encrypted to whoever has the key.
fn made(directory: &TempDir, values: &[(String, Vec<u8>)], key: Option<&Own>) -> PathBuf {
    let mut spool = Spool::begin(directory.path(), key.is_some(), 7).expect("it can be made");
    for (key, value) in values {
        let piece = Piece::Secret { key: key.clone(), value: value.clone(), end_ms: 9 };
        spool.add(&piece).expect("it is written");
    }
    let (mut store, bytes, counts) = spool.end().expect("it is written");
    let recipients: Vec<_> = key.iter().map(|key| key.recipient()).collect();
    let writing = Writing::begin(directory.path(), MADE_MS, "embedded", &recipients, 7);
    let mut writing = writing.expect("there is none yet");
    writing.add(STORE, &mut *store, bytes).expect("it is written");
    writing.end(counts).expect("it is written").1
}

proptest! {
    #![proptest_config(crate::cases(64))]

    #[test]
    fn no_bytes_are_a_backup_that_were_not_made(bytes in prop::collection::vec(any::<u8>(), 0..2_000), begins in 0..3_usize) {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("x");
        let beginning: [&[u8]; 3] = [b"", b"\x1f\x8b\x08\x00", b"age-encryption.org/v1\n-> X25519 "];
        fs::write(&path, [beginning[begins], &bytes].concat()).expect("it is written");
        prop_assert!(reading::verify(&path, &Identities::default()).is_err());
        let _ = Identities::read(&path);
        let _ = pieces::read(&bytes);
    }

    #[test]
    fn a_backup_holds_what_was_put_into_it_and_a_changed_one_nothing_else(
        values in prop::collection::vec((".{0,20}", prop::collection::vec(any::<u8>(), 0..60)), 0..6),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        is_sealed in any::<bool>(),
    ) {
        let directory = tempfile::tempdir().expect("a directory");
        let key = is_sealed.then(Own::new);
        let path = made(&directory, &values, key.as_ref());
        let ours = key.map_or_else(Identities::default, Identities::from);
        let read = |path: &PathBuf| {
            let mut read = Vec::new();
            let outcome = reading::read(path, &ours, &mut |_, from| {
                reading::read_pieces(from, &mut |piece| {
                    if let Piece::Secret { key, value, .. } = piece {
                        read.push((key, value));
                    }
                })
            });
            outcome.map(|_| read)
        };
        prop_assert_eq!(read(&path).ok(), Some(values.clone()));
        if is_sealed {
            let sealed = matches!(reading::verify(&path, &Identities::default()), Err(Unusable::Sealed(1)));
            prop_assert!(sealed, "somebody without a key was told more");
        }
        let mut bytes = fs::read(&path).expect("it can be read");
        let at = at.index(bytes.len());
        bytes[at] = byte;
        fs::write(&path, bytes).expect("it is written");
        prop_assert!(read(&path).ok().is_none_or(|read| read == values));
    }
}
