//! The directory that backups are made in.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use echonest::backup::{manifest::Counts, names, writing::Writing};

use crate::{
    house::{self, at, back_up, does, echonest, said, text},
    support::server::Server,
};

const MADE_MS: u64 = 1_795_292_100_000;

fn names_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("it is there").flatten();
    let mut names: Vec<_> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

#[test]
fn nothing_is_ever_overwritten() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join(names::name_of(MADE_MS));
    let begin = || Writing::begin(directory.path(), MADE_MS, "embedded", &[], 7);
    let writing = begin().expect("there is none yet");
    fs::write(&path, "made meanwhile").expect("it is written");
    assert!(writing.end(Counts::default()).is_err());
    assert!(begin().is_err());
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "made meanwhile");
    assert_eq!(names_in(directory.path()).len(), 1, "a draft was left");
}

#[test]
fn old_backups_go_and_nothing_else_and_only_the_owner_reads_the_new_one() {
    let directory = tempfile::tempdir().expect("a directory");
    drop(Server::start(directory.path()));
    let folder = directory.path().join("backups");
    fs::create_dir(&folder).expect("it is made");
    let stays = ["echonest-2020-01-01.tar.gz", "notes.txt", "old-echonest-2020-01-01T00-00-00Z.tar.gz"];
    for name in stays.iter().chain(&["echonest-2020-01-01T00-00-00Z.tar.gz"]) {
        fs::write(folder.join(name), "x").expect("it is written");
    }
    let out = does(&at(directory.path()), &["backup", text(&folder), "--keep", "7"]);
    assert!(out.contains("1 old backup removed."), "{out}");
    let mut names = names_in(&folder);
    names.retain(|name| !stays.contains(&name.as_str()));
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(names::made_ms(&names[0]).is_some_and(|made_ms| made_ms > MADE_MS / 2), "{names:?}");
    let mode = folder.join(&names[0]).metadata().expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    does(&[], &["verify", text(&folder.join(&names[0]))]);
}

#[test]
fn a_full_disk_leaves_no_file_and_ends_with_1() {
    let directory = tempfile::tempdir().expect("a directory");
    // It hands over the store, so that only the backup itself is written.
    let _server = Server::start(directory.path());
    house::some_plays(directory.path());
    // Digits that hardly become fewer.
    let mut digits = String::new();
    for n in 0..200_000_u64 {
        digits += &n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_string();
    }
    fs::write(directory.path().join("play_logs/play_log_2020_01_01.json"), digits).expect("it is written");
    let folder = directory.path().join("backups");
    fs::create_dir(&folder).expect("it is made");
    let mut shell = Command::new("sh");
    // Blocks of 512 bytes: more than the store's part takes, less than the backup.
    shell.args(["-c", "trap '' XFSZ; ulimit -f 1000; exec \"$0\" \"$@\""]);
    shell.args([env!("CARGO_BIN_EXE_echonest"), "backup", text(&folder), "--keep", "1"]);
    let said = said(shell.env_clear().envs(at(directory.path())));
    assert_eq!(said.code, Some(1), "{}", said.out);
    assert!(said.err.contains("play_log_2020_01_01.json cannot be copied"), "{}", said.err);
    assert!(names_in(&folder).is_empty(), "{:?}", names_in(&folder));
}

#[test]
fn cron_can_tell_what_makes_no_sense_from_what_went_wrong() {
    let directory = tempfile::tempdir().expect("a directory");
    let settings = at(directory.path());
    let here = text(directory.path());
    for args in [
        &["backup"][..],
        &["backup", here, "--keep", "0"],
        &["backup", here, "--keep", "a week"],
        &["verify"],
    ] {
        assert_eq!(echonest(&settings, args).code, Some(2), "{args:?}");
    }
    let nothing = echonest(&settings, &["backup", here]);
    assert_eq!(nothing.code, Some(1), "nothing was taken for something");
    assert!(nothing.err.contains("there is no store in"), "{}", nothing.err);
    assert_eq!(echonest(&settings, &["backup", "/nowhere/at/all"]).code, Some(1));
    assert!(names_in(directory.path()).is_empty(), "{:?}", names_in(directory.path()));
}

#[test]
fn the_socket_for_backups_is_its_owners_alone_and_an_old_one_is_in_nobodys_way() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let socket = directory.path().join("data/backup.sock");
    let mode = socket.metadata().expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    server.kill();
    back_up(&at(directory.path()), directory.path(), "dead");
    let _server = Server::start(directory.path());
    back_up(&at(directory.path()), directory.path(), "alive");
}
