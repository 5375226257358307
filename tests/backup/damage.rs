//! Backups that are not whole.

use std::{fs, path::PathBuf};

use echonest::backup::{reading, sealing::Identities};
use tempfile::TempDir;

use crate::{
    house::{self, Party, at, back_up, does, echonest, text},
    support::server::Server,
};

async fn a_backup() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    house::some_plays(directory.path());
    Party::begin(&server).await;
    drop(server);
    // Nobody runs, so it is made of the file itself.
    let backup = back_up(&at(directory.path()), directory.path(), "backup");
    (directory, backup)
}

#[tokio::test]
async fn one_that_is_cut_short_at_any_byte_is_recognised() {
    let (directory, backup) = a_backup().await;
    let said = does(&[], &["verify", text(&backup)]);
    assert!(said.contains("is whole: 1 nest"), "{said}");
    let whole = fs::read(&backup).expect("it can be read");
    let cut = directory.path().join("cut.tar.gz");
    for length in 0..whole.len() {
        fs::write(&cut, &whole[..length]).expect("it is written");
        assert!(
            reading::verify(&cut, &Identities::default()).is_err(),
            "{length} bytes of {} were taken for a backup",
            whole.len()
        );
    }
    for length in [0, 1, whole.len() / 2, whole.len() - 1] {
        fs::write(&cut, &whole[..length]).expect("it is written");
        let said = echonest(&[], &["verify", text(&cut)]);
        assert_eq!(said.code, Some(1));
        assert!(said.err.contains("cannot be restored from"), "{}", said.err);
    }
    let new = directory.path().join("new");
    let said = echonest(&at(&new), &["restore", text(&cut)]);
    assert_eq!((said.code, new.exists()), (Some(1), false), "something was put back: {}", said.err);
}

#[tokio::test]
async fn one_in_which_a_bit_is_another_is_recognised() {
    let (directory, backup) = a_backup().await;
    let whole = fs::read(&backup).expect("it can be read");
    let other = directory.path().join("other.tar.gz");
    let as_it_was = reading::verify(&backup, &Identities::default()).expect("it is whole");
    let mut said_nothing = 0;
    // The first ten bytes are a header, of which some say nothing.
    for place in (10..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        fs::write(&other, &bytes).expect("it is written");
        // A few bits say nothing, such as those behind the last word of the compressed text.
        if let Ok(manifest) = reading::verify(&other, &Identities::default()) {
            assert_eq!(manifest, as_it_was, "byte {place} says something else, and nobody noticed");
            said_nothing += 1;
        }
    }
    assert!(said_nothing < 8, "{said_nothing} bytes of {} say nothing", whole.len());
    fs::write(&other, [whole.as_slice(), b"x"].concat()).expect("it is written");
    assert!(reading::verify(&other, &Identities::default()).is_err(), "something stands behind it");
}

#[test]
fn what_is_no_backup_at_all_is_told_in_a_sentence() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("notes.txt");
    fs::write(&file, "milk, bread").expect("it is written");
    for path in [file.as_path(), directory.path(), &directory.path().join("nothing")] {
        let said = echonest(&[], &["verify", text(path)]);
        assert_eq!(said.code, Some(1), "{}", said.out);
        assert!(said.err.starts_with("EchoNest cannot go on: "), "{}", said.err);
    }
}
