//! Disks and directories that say no.

use std::{fs, path::Path, process::Command};

use echonest::{app::ports::PlayLog, playlog::PlayLogFiles};

use crate::plays::{assert_whole, first_file, nest, plays, write, zone};

/// Tells a copy of this program that its files cannot grow.
const NARROW: &str = "PLAYLOG_NARROW";
/// How long a file may be in it, in bytes.
const ROOM: u64 = 10_000;

/// From now on a file of this process may have so many bytes.
fn limit(bytes: &str) {
    let this = format!("--pid={}", std::process::id());
    let status = Command::new("prlimit").args([&format!("--fsize={bytes}:"), &this]).status();
    assert!(status.is_ok_and(|status| status.success()), "prlimit failed");
}

#[tokio::test]
async fn a_writer_goes_on_where_it_was_when_there_is_room_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = PlayLogFiles::new(directory.path().to_owned());
    if std::env::var_os(NARROW).is_some() {
        limit(&ROOM.to_string());
        let mut written = 0;
        let failure = loop {
            match log.write(&nest(), &zone("UTC"), &plays([written])).await {
                Ok(()) => written += 1,
                Err(failure) => break failure,
            }
        };
        let said = failure.to_string();
        assert!(
            said.contains("play_log_2018_03_07.json cannot be written") && said.contains("large"),
            "{said}"
        );
        assert!(written > 3);
        assert_whole(directory.path(), written);
        let many = log.write(&nest(), &zone("UTC"), &plays(0..200)).await;
        assert!(many.is_err());
        limit("unlimited");
    }
    write(&log, &plays(0..200)).await;
    assert_whole(directory.path(), 200);
}

#[test]
fn on_a_full_disk_nothing_is_torn_and_nothing_lost() {
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    shell.arg(std::env::current_exe().expect("this program"));
    shell.args(["--exact", "full::a_writer_goes_on_where_it_was_when_there_is_room_again"]);
    let output = shell.env(NARROW, "1").output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

async fn refused(directory: &Path) -> String {
    let log = PlayLogFiles::new(directory.to_owned());
    log.write(&nest(), &zone("UTC"), &plays(0..1)).await.expect_err("it cannot be written").to_string()
}

#[tokio::test]
async fn what_is_in_the_way_is_named_and_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("file");
    fs::write(&file, "mine").expect("it is written");
    assert!(refused(&file).await.contains("file"));
    assert!(refused(&file.join("logs")).await.contains("logs"));
    assert!(refused(Path::new("/proc/play_logs")).await.contains("/proc/play_logs cannot be locked"));
    let logs = directory.path().join("logs");
    fs::create_dir_all(first_file(&logs)).expect("it is made");
    assert!(refused(&logs).await.contains("not a plain file"));
    fs::remove_dir(first_file(&logs)).expect("it is there");
    std::os::unix::fs::symlink(&file, first_file(&logs)).expect("it is made");
    assert!(refused(&logs).await.contains("not a plain file"));
    assert_eq!(fs::read_to_string(&file).expect("it is there"), "mine");
    fs::remove_file(first_file(&logs)).expect("it is there");
    write(&PlayLogFiles::new(logs.clone()), &plays(0..2)).await;
    assert_whole(&logs, 2);
}

#[tokio::test]
async fn only_its_owner_can_look_into_what_is_made() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().expect("a directory");
    let logs = directory.path().join("new/logs");
    write(&PlayLogFiles::new(logs.clone()), &plays(0..1)).await;
    let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&logs), mode(&first_file(&logs))), (0o700, 0o600));
}
