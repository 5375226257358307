//! Writers that died in the middle of a line.

use std::{
    fs,
    io::{self, BufRead, BufReader},
    process::{Command, Stdio},
};

use echonest::playlog::PlayLogFiles;

use crate::plays::{assert_whole, first_file, old_line, plays, read, write};

/// Tells a copy of this program which directory it is to write into until it is killed.
const VICTIM: &str = "PLAYLOG_VICTIM";
/// How much it writes if it is killed late.
const PLAYS: u64 = 2_000;

#[tokio::test]
async fn a_line_torn_at_any_byte_is_written_again_and_stands_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let (path, log) = (first_file(directory.path()), || PlayLogFiles::new(directory.path().to_owned()));
    let plays = plays(0..2);
    write(&log(), &plays).await;
    let whole = fs::read(&path).expect("it is there");
    let first = whole.iter().position(|byte| *byte == b'\n').expect("a line") + 1;
    let same = log();
    for length in (first..=whole.len()).rev() {
        fs::write(&path, &whole[..length]).expect("it is written");
        write(&log(), &plays).await;
        assert!(fs::read(&path).expect("it is there") == whole, "torn at {length}");
        // One that still knows what it wrote finds out, too.
        fs::write(&path, &whole[..length]).expect("it is written");
        write(&same, &plays).await;
        assert!(fs::read(&path).expect("it is there") == whole, "torn at {length}, by one who knew");
    }
}

#[tokio::test]
async fn what_somebody_else_left_unended_stays() {
    let complete = old_line("Théirs", "ann@example.org", "2018-03-07T21:00:00");
    let cut: Vec<_> = (3..complete.len()).filter(|at| complete.is_char_boundary(*at)).collect();
    let torn = cut.into_iter().step_by(17).map(|length| &complete[..length]);
    for rest in torn.chain([complete.as_str(), "\u{0}\u{0}", "["]) {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(first_file(directory.path()), rest).expect("it is written");
        write(&PlayLogFiles::new(directory.path().to_owned()), &plays(0..1)).await;
        let text = fs::read_to_string(first_file(directory.path())).expect("it is there");
        assert!(text.starts_with(&format!("{rest}\n{{\"v\":1,")), "{text}");
        let theirs = u64::from(rest == complete);
        assert_eq!(read(directory.path()).len() as u64, 1 + theirs, "{rest}");
    }
}

#[tokio::test]
async fn an_unended_line_longer_than_any_is_ended_and_passed_over() {
    let directory = tempfile::tempdir().expect("a directory");
    let long = format!("{{\"v\":1,{}", "x".repeat(3 << 20));
    fs::write(first_file(directory.path()), &long).expect("it is written");
    write(&PlayLogFiles::new(directory.path().to_owned()), &plays(0..3)).await;
    let text = fs::read_to_string(first_file(directory.path())).expect("it is there");
    assert!(text.starts_with(&format!("{long}\n")) && text.lines().count() == 4);
    assert_eq!(read(directory.path()).len(), 3);
}

#[tokio::test]
async fn a_file_that_was_taken_away_is_begun_anew() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = PlayLogFiles::new(directory.path().to_owned());
    write(&log, &plays(0..5)).await;
    fs::remove_file(first_file(directory.path())).expect("it is there");
    write(&log, &plays(0..5)).await;
    assert_whole(directory.path(), 5);
}

#[tokio::test]
async fn a_writer_writes_until_it_is_killed() {
    let told = std::env::var_os(VICTIM);
    let own = tempfile::tempdir().expect("a directory");
    let log = PlayLogFiles::new(told.clone().map_or(own.path().to_owned(), Into::into));
    let last = if told.is_some() { PLAYS } else { 3 };
    for number in 0..last {
        write(&log, &plays([number])).await;
        if told.is_some() {
            // Past the harness, which keeps what tests print.
            use std::io::Write;
            writeln!(io::stderr(), "wrote {number}").expect("somebody listens");
        }
    }
    if told.is_some() {
        // Until the kill comes, or nobody is left to send it.
        io::copy(&mut io::stdin(), &mut io::sink()).expect("it can be read");
    }
}

#[tokio::test]
async fn after_a_killed_writer_each_play_stands_once() {
    let directory = tempfile::tempdir().expect("a directory");
    for round in 1..=6 {
        let this = std::env::current_exe().expect("this program");
        let mut victim = Command::new(this)
            .args(["--exact", "torn::a_writer_writes_until_it_is_killed", "--nocapture"])
            .env(VICTIM, directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let said = BufReader::new(victim.stderr.take().expect("it has an error output")).lines();
        let until = format!("wrote {}", round * 23);
        assert!(said.map_while(Result::ok).any(|line| line == until), "it ended by itself");
        victim.kill().expect("it runs");
        victim.wait().expect("it is over");
    }
    write(&PlayLogFiles::new(directory.path().to_owned()), &plays(0..PLAYS)).await;
    assert_whole(directory.path(), PLAYS);
}
