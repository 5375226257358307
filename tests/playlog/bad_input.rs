//! Everything that lies in a directory of old logs.

use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

use chrono_tz::Tz;
use echonest::playlog::{
    aliases::Aliases,
    lines::LINE_MAX,
    walking::{Met, walk},
};

use crate::plays::{old_line, read};

/// How many of each kind there are; every line is one of them.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    files: u64,
    plays: u64,
    repeated: u64,
    unreadable: Vec<u64>,
    closed: u64,
    others: Vec<String>,
}

fn tally(directory: &Path) -> Tally {
    let mut tally = Tally::default();
    walk(directory, Tz::Europe__Berlin, &Aliases::default(), &mut |met| {
        match met {
            Met::File(_) => tally.files += 1,
            Met::Play(_) => tally.plays += 1,
            Met::Repeated(_) => tally.repeated += 1,
            Met::Unreadable(line, _) => tally.unreadable.push(line),
            Met::Closed(_) => tally.closed += 1,
            Met::Other(path) => {
                tally.others.push(path.file_name().expect("a name").to_string_lossy().into_owned());
            }
        }
        true
    })
    .expect("it can be looked into");
    tally
}

fn good(title: &str) -> String {
    old_line(title, "ann@example.org", "2018-03-07T21:00:00")
}

#[test]
fn every_line_of_a_file_is_a_play_repeated_or_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    let mut line = |line: &[u8]| {
        bytes.extend(line);
        bytes.push(b'\n');
    };
    line(good("one").as_bytes());
    line(b"");
    line(format!("{}\r", good("two")).as_bytes());
    line(good("one").as_bytes());
    line(b"not JSON at all");
    line(
        &good("Caf\u{e9}").chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect::<Vec<_>>(),
    );
    line(good("three").replace("\"1\"", "{\"odd\": true}").as_bytes());
    line(&good("four").encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>());
    line(&vec![b'x'; LINE_MAX + 1]);
    line(good("leap").replace("2018-03-07T", "2020-02-29T").as_bytes());
    line(good("no leap").replace("2018-03-07T", "2019-02-29T").as_bytes());
    line(good("night").replace("2018-03-07T20", "2018-03-25T02").as_bytes());
    line(&[0; 600]);
    bytes.extend(b"{\"title\": \"cut of");
    fs::write(directory.path().join("play_log_2018_03_07.json"), &bytes).expect("it is written");
    let found = tally(directory.path());
    assert_eq!(found.unreadable, [5, 7, 8, 9, 11, 13, 14], "{found:?}");
    assert_eq!((found.plays, found.repeated, found.closed), (5, 1, 0));
    assert_eq!(read(directory.path()).len(), 5);
}

#[test]
fn dates_may_be_out_of_order_and_days_are_read_in_order() {
    let directory = tempfile::tempdir().expect("a directory");
    for (day, ends) in [("2018_03_09", ["09T21", "08T21"]), ("2018_03_08", ["08T23", "08T21"])] {
        let lines = ends.map(|end| old_line(end, "ann@example.org", &format!("2018-03-{end}:00:00")));
        let path = directory.path().join(format!("play_log_{day}.json"));
        fs::write(path, lines.join("\n")).expect("it is written");
    }
    let titles: Vec<_> = read(directory.path()).into_iter().map(|play| play.title).collect();
    assert_eq!(titles, ["08T23", "08T21", "09T21", "08T21"]);
}

#[test]
fn other_files_are_named_and_never_opened() {
    let directory = tempfile::tempdir().expect("a directory");
    let at = |name: &str| directory.path().join(name);
    fs::write(at("play_log_2018_03_07.json"), good("one")).expect("it is written");
    fs::write(at("package.json"), "{}").expect("it is written");
    fs::write(at("notes.txt"), good("not a log")).expect("it is written");
    fs::create_dir(at("play_log_2018_03_01.json")).expect("it is made");
    symlink(at("play_log_2018_03_07.json"), at("play_log_2018_03_02.json")).expect("it is made");
    symlink("/nowhere", at("play_log_2018_03_03.json")).expect("it is made");
    // Whoever opened it would wait for ever.
    let made = Command::new("mkfifo").arg(at("play_log_2018_03_04.json")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let found = tally(directory.path());
    assert_eq!((found.files, found.plays), (1, 1));
    assert_eq!(found.others.len(), 6, "{:?}", found.others);
    assert_eq!(read(directory.path()).len(), 1);
}

#[test]
fn a_directory_of_other_json_holds_no_play() {
    let directory = tempfile::tempdir().expect("a directory");
    for number in 0..30 {
        fs::write(directory.path().join(format!("{number}.json")), "[{\"title\":\"x\"}]").expect("written");
    }
    fs::write(directory.path().join("play_log_2018_03_07.json"), "{\n  \"title\": \"x\"\n}\n")
        .expect("written");
    let found = tally(directory.path());
    assert_eq!((found.plays, found.others.len(), found.unreadable), (0, 30, vec![1, 2, 3]));
}

#[test]
fn a_file_without_lines_is_a_file_without_plays() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("play_log_2018_03_07.json"), "").expect("it is written");
    fs::write(directory.path().join("play_log_2018_03_08.json"), "\n \n\r\n").expect("it is written");
    assert_eq!(tally(directory.path()), Tally { files: 2, ..Tally::default() });
}
