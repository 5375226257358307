//! Logs of elsewhere come in, whatever happens meanwhile.

use std::{fs, path::Path, process::Stdio, thread};

use echonest::playlog::PlayLogFiles;
use tokio::runtime::Builder;

use crate::{
    commands::{command, log},
    plays::{files, first_file, old_line, plays, read, write},
};

const DAYS: u64 = 28;
const LINES_A_DAY: u64 = 400;

/// Logs of four weeks in February, some of them in a folder below, with some lines of other days and some
/// that are none.
fn elsewhere(directory: &Path) {
    fs::create_dir_all(directory.join("more/old")).expect("it is made");
    for day in 1..=DAYS {
        let mut text = String::new();
        for number in 0..LINES_A_DAY {
            let written = if number % 50 == 49 { (day % DAYS) + 1 } else { day };
            let end = format!("2018-02-{written:02}T21:{:02}:{:02}", number / 60, number % 60);
            text += &old_line(&format!("Song {day}.{number}"), &format!("p{}@example.org", number % 9), &end);
            text += if number % 97 == 96 { "\r\nnonsense\n" } else { "\n" };
        }
        let folder = if day % 2 == 0 { "more/old" } else { "." };
        fs::write(directory.join(folder).join(format!("play_log_2018_02_{day:02}.json")), text)
            .expect("written");
    }
    fs::write(directory.join("more/package.json"), "{}").expect("it is written");
}

fn import(from: &Path, to: &Path) -> crate::commands::Said {
    log(to, &["import", from.to_str().expect("text"), "--zone", "Europe/Berlin"])
}

#[test]
fn lines_come_in_as_they_stand_into_the_files_of_their_days() {
    let [from, to] = [(); 2].map(|()| tempfile::tempdir().expect("a directory"));
    let ours = r#"{"v":1,"nest":"n2","entry":3,"commit":7,"starttime":"2018-03-07T23:59:00+01:00","endtime":"2018-03-08T00:01:00+01:00","title":"Ours"}"#;
    let line = old_line("Theirs", "ann@example.org", "2018-03-08T21:00:00");
    let twin = ours.replace("\"Ours\"", "\"Ours, told otherwise\"");
    let text = format!("\u{feff}{line}  \r\nnonsense\n{ours}\n{line}\n{twin}");
    fs::write(first_file(from.path()), text).expect("it is written");
    let said = import(from.path(), to.path());
    assert_eq!(said.code, Some(1), "a line could not be read: {}", said.err);
    assert!(said.out.contains("play_log_2018_03_07.json:2: it is not JSON"), "{}", said.out);
    assert!(
        said.out.contains("2 lines copied into ") && said.out.contains("2 lines were there already"),
        "{}",
        said.out
    );
    assert!(said.out.contains("Restart EchoNest so that it remembers them."), "{}", said.out);
    let copied = files(to.path());
    assert_eq!(copied.keys().collect::<Vec<_>>(), ["play_log_2018_03_08.json"]);
    assert_eq!(copied["play_log_2018_03_08.json"], format!("{line}  \n{ours}\n"));
    let again = import(from.path(), to.path());
    assert!(again.out.contains("0 lines copied") && !again.out.contains("Restart"), "{}", again.out);
    assert_eq!(files(to.path()), copied);
}

#[test]
fn an_import_killed_again_and_again_ends_as_one_that_was_not() {
    let [from, clean, torn] = [(); 3].map(|()| tempfile::tempdir().expect("a directory"));
    elsewhere(from.path());
    let said = import(from.path(), clean.path());
    let whole = files(clean.path());
    assert_eq!(whole.len() as u64, DAYS, "{}{}", said.out, said.err);
    let all: u64 = whole.values().map(|text| text.len() as u64).sum();
    let size = || {
        let entries = fs::read_dir(torn.path()).into_iter().flatten().flatten();
        entries.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum::<u64>()
    };
    let mut killed = 0;
    for round in 0..9_u64 {
        let from = from.path().to_str().expect("text");
        let mut command = command(torn.path(), &["import", from, "--zone", "Europe/Berlin"]);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        // A little more each time, so that it is in the middle of something.
        let until = all * round / 10 + round * 1_237;
        while size() < until && child.try_wait().expect("it can be asked").is_none() {
            thread::yield_now();
        }
        child.kill().expect("it can be killed");
        killed += u64::from(child.wait().expect("it is over").code().is_none());
    }
    assert!(killed > 3, "it was never caught in the middle");
    import(from.path(), torn.path());
    assert!(files(torn.path()) == whole, "it is not what one run makes of it");
}

#[test]
fn an_import_beside_writers_and_other_imports_copies_nothing_twice() {
    let [from, to] = [(); 2].map(|()| tempfile::tempdir().expect("a directory"));
    elsewhere(from.path());
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    // What a server writes meanwhile is also among what is imported.
    runtime.block_on(write(&PlayLogFiles::new(from.path().to_owned()), &plays(0..400)));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| import(from.path(), to.path()));
        }
        let log = PlayLogFiles::new(to.path().to_owned());
        for number in 0..400 {
            runtime.block_on(write(&log, &plays([number])));
        }
    });
    let lines: Vec<_> = files(to.path())
        .into_values()
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let distinct: std::collections::HashSet<_> = lines.iter().collect();
    assert_eq!(lines.len() as u64, DAYS * LINES_A_DAY + 400);
    assert_eq!(distinct.len(), lines.len());
    assert_eq!(read(to.path()).len(), lines.len());
}

#[test]
fn a_log_is_not_imported_into_itself() {
    let directory = tempfile::tempdir().expect("a directory");
    let line = old_line("One", "ann@example.org", "2018-03-09T21:00:00");
    fs::write(first_file(directory.path()), &line).expect("it is written");
    let said = import(directory.path(), directory.path());
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("the play log itself"), "{}", said.err);
    // Nor where it lies below what is imported.
    let below = directory.path().join("ours");
    import(directory.path(), &below);
    import(directory.path(), &below);
    assert_eq!(files(&below).into_values().collect::<String>(), line + "\n");
}

#[test]
fn what_is_not_there_is_said() {
    let to = tempfile::tempdir().expect("a directory");
    let said = import(Path::new("/nowhere/at/all"), to.path());
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("/nowhere/at/all cannot be read"), "{}", said.err);
}

#[test]
fn on_a_full_disk_it_stops_and_goes_on_when_there_is_room() {
    let [from, clean, full] = [(); 3].map(|()| tempfile::tempdir().expect("a directory"));
    elsewhere(from.path());
    import(from.path(), clean.path());
    let largest = files(clean.path()).into_values().map(|text| text.len()).max().expect("there are some");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec prlimit --fsize=$0: \"$@\"", &(largest / 2).to_string()]);
    shell.arg(env!("CARGO_BIN_EXE_echonest")).args(["log", "import"]).arg(from.path());
    let output = shell.env("PLAY_LOG_DIR", full.path()).output().expect("it starts");
    let said = String::from_utf8(output.stderr).expect("it prints text");
    assert!(output.status.code() == Some(1) && said.contains("cannot be written"), "{said}");
    assert!(files(full.path()).into_values().all(|text| text.is_empty()), "a part of it was left");
    import(from.path(), full.path());
    assert!(files(full.path()) == files(clean.path()));
}

#[test]
fn where_it_cannot_be_written_it_is_said_and_the_rest_comes_in_later() {
    let [from, to] = [(); 2].map(|()| tempfile::tempdir().expect("a directory"));
    elsewhere(from.path());
    let in_the_way = to.path().join("play_log_2018_02_14.json");
    fs::create_dir(&in_the_way).expect("it is made");
    let said = import(from.path(), to.path());
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("play_log_2018_02_14.json cannot be written"), "{}", said.err);
    fs::remove_dir(&in_the_way).expect("it is there");
    import(from.path(), to.path());
    assert_eq!(read(to.path()).len() as u64, DAYS * LINES_A_DAY);
}
