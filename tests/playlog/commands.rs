//! `echonest log` as an operator types it.

use std::{
    fs,
    io::Read,
    path::Path,
    process::{Command, Stdio},
};

use echonest::playlog::PlayLogFiles;

use crate::plays::{old_line, plays, write};

/// What the program said and how it ended.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// `echonest log …` with this play log and no other setting.
pub fn command(directory: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_echonest"));
    command.arg("log").args(args).env_clear().env("PLAY_LOG_DIR", directory).stdin(Stdio::null());
    command
}

pub fn log(directory: &Path, args: &[&str]) -> Said {
    let output = command(directory, args).output().expect("the program can be started");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    let said = Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
    assert!(!said.err.contains("panicked"), "{}", said.err);
    said
}

async fn some_logs(directory: &Path) {
    write(&PlayLogFiles::new(directory.to_owned()), &plays(0..8)).await;
    let old = [
        old_line("=SUM(A1:A9)", "ann@example.org", "2017-11-05T21:00:00"),
        old_line("Two", "Ann@Example.org", "2017-11-05T21:04:00"),
        old_line("Three", "the@echonest.com", "2017-11-05T21:08:00"),
        old_line("Three", "the@echonest.com", "2017-11-05T21:08:00"),
    ];
    fs::write(directory.join("play_log_2017_11_05.json"), old.join("\n")).expect("it is written");
}

#[tokio::test]
async fn check_counts_days_and_people() {
    let directory = tempfile::tempdir().expect("a directory");
    some_logs(directory.path()).await;
    let said = log(directory.path(), &["check"]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    for line in [
        "2017-11-05      3",
        "2018-03-07      8",
        "    2  ann",
        "    1  Bender",
        "    2  Person p0",
        "11 plays on 2 days by 9 people in 2 files; 1 repeated line, 0 unreadable lines, 0 other files.",
        "All lines can be read.",
    ] {
        assert!(said.out.lines().any(|said| said == line), "no {line:?} in:\n{}", said.out);
    }
}

#[tokio::test]
async fn check_names_lines_that_cannot_be_read_and_ends_with_1() {
    let directory = tempfile::tempdir().expect("a directory");
    some_logs(directory.path()).await;
    fs::write(directory.path().join("play_log_2017_11_06.json"), "nonsense\n".repeat(1_254))
        .expect("written");
    fs::write(directory.path().join("other.json"), "{}").expect("it is written");
    let said = log(Path::new("/nowhere"), &["check", directory.path().to_str().expect("text")]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("play_log_2017_11_06.json:20: it is not JSON"), "{}", said.out);
    assert!(!said.out.contains("2017_11_06.json:21:"), "{}", said.out);
    assert!(said.out.contains("play_log_2017_11_06.json: and 1,234 more"), "{}", said.out);
    assert!(said.out.contains("other.json: it is no file of a day"), "{}", said.out);
    assert!(said.out.contains("1,254 lines cannot be read"), "{}", said.out);
    assert!(!said.out.contains("nonsense"), "{}", said.out);
}

#[test]
fn a_directory_that_is_not_there_is_said() {
    let said = log(Path::new("/nowhere/at/all"), &["check"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("/nowhere/at/all is no directory"), "{}", said.err);
}

#[tokio::test]
async fn an_export_has_a_header_and_nothing_that_a_spreadsheet_would_carry_out() {
    let directory = tempfile::tempdir().expect("a directory");
    some_logs(directory.path()).await;
    let said = log(directory.path(), &["export", "--zone", "Europe/Berlin"]);
    assert_eq!((said.code, said.out.lines().count()), (Some(0), 12), "{}", said.out);
    assert!(said.out.starts_with("day,starttime,endtime,title,"), "{}", said.out);
    assert!(said.out.contains(",'=SUM(A1:A9),"), "{}", said.out);
    assert!(said.out.contains("2017-11-05,2017-11-05T20:08:00.000+01:00,"), "{}", said.out);
    let later = log(directory.path(), &["export", "--from", "2018-01-01"]);
    assert_eq!(later.out.lines().count(), 9);
    let earlier = log(directory.path(), &["export", "--until", "2017-11-05", "--format", "jsonl"]);
    let lines: Vec<serde_json::Value> =
        earlier.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["user"], serde_json::json!({"name": "ann"}));
    assert_eq!(lines[2]["user"], serde_json::json!({"id": "bender", "name": "Bender"}));
}

#[tokio::test]
async fn whoever_stops_reading_an_export_hears_no_complaint() {
    let directory = tempfile::tempdir().expect("a directory");
    write(&PlayLogFiles::new(directory.path().to_owned()), &plays(0..1_000)).await;
    for format in ["csv", "jsonl"] {
        let mut export = command(directory.path(), &["export", "--format", format]);
        let mut child = export.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut some = [0; 10];
        child.stdout.take().expect("an output").read_exact(&mut some).expect("there is some");
        let ended = child.wait_with_output().expect("it is over");
        assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
    }
}

#[tokio::test]
async fn an_alias_is_what_people_are_called_until_it_is_removed() {
    let directory = tempfile::tempdir().expect("a directory");
    some_logs(directory.path()).await;
    let set = log(directory.path(), &["alias", "ANN@example.org", "Anna Lee", "--person", "p0"]);
    assert_eq!(set.code, Some(0), "{}", set.err);
    let listed = log(directory.path(), &["alias"]);
    assert_eq!(listed.out, "ann@example.org  Anna Lee (p0)\n1 alias.\n");
    let check = log(directory.path(), &["check"]);
    assert!(check.out.contains("    4  Person p0") && !check.out.contains("  ann"), "{}", check.out);
    let export = log(directory.path(), &["export", "--until", "2017-12-31"]);
    assert!(export.out.contains(",Anna Lee,p0,"), "{}", export.out);
    assert_eq!(log(directory.path(), &["alias", "--remove", "ann@EXAMPLE.org"]).code, Some(0));
    let again = log(directory.path(), &["alias", "--remove", "ann@example.org"]);
    assert_eq!(again.code, Some(1), "it was gone already");
    assert_eq!(log(directory.path(), &["alias"]).out, "0 aliases.\n");
}

#[tokio::test]
async fn no_address_is_shown_but_by_the_list_of_aliases() {
    let directory = tempfile::tempdir().expect("a directory");
    some_logs(directory.path()).await;
    fs::write(directory.path().join("play_log_2017_11_07.json"), "{\"user\": \"ann@example.org\", ").unwrap();
    let other = tempfile::tempdir().expect("a directory");
    let here = directory.path().to_str().expect("text");
    for (log_directory, args) in [
        (directory.path(), vec!["check"]),
        (directory.path(), vec!["export"]),
        (directory.path(), vec!["export", "--format", "jsonl"]),
        (other.path(), vec!["import", here]),
        (directory.path(), vec!["alias", "bo@example.org", "Bo"]),
        (directory.path(), vec!["alias", "--remove", "cy@example.org"]),
    ] {
        let said = log(log_directory, &args);
        let all = said.out + &said.err;
        assert!(!all.contains("@example.org") && !all.contains("the@"), "{args:?}: {all}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_done() {
    let directory = tempfile::tempdir().expect("a directory");
    for args in [
        &["export", "--from", "yesterday"][..],
        &["export", "--format", "xml"],
        &["check", "--zone", "Middle/Earth"],
        &["alias", "ann@example.org"],
        &["alias", "ann@example.org", " "],
        &["import"],
    ] {
        assert_eq!(log(directory.path(), args).code, Some(2), "{args:?}");
    }
    assert_eq!(log(directory.path(), &["alias", "ann", "Ann"]).code, Some(1));
    fs::write(directory.path().join("aliases.json"), "[]").expect("it is written");
    assert_eq!(log(directory.path(), &["check"]).code, Some(1));
}
