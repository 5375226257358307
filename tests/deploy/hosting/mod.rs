//! `docs/hosting.md` from its first line to its last, as somebody types it who has an empty server.

mod document;
mod engine;
mod guest;
mod server;
mod units;
mod walk_containers;
mod walk_systemd;

use std::{fs, path::PathBuf, time::Instant};

use server::{Place, Server, Stand};

/// The ways that are walked; whatever else has commands says why nobody types them.
const WALKED: [&str; 4] = ["With containers", "With systemd", "A backup put back", "Somebody who tells you"];

/// How long what took.
struct Times {
    began: Instant,
    last: Instant,
}

impl Times {
    fn begin() -> Self {
        Self { began: Instant::now(), last: Instant::now() }
    }

    /// Says how long it took since the last time.
    fn say(&mut self, what: &str) {
        eprintln!("{:6.1} s  {what}", self.last.elapsed().as_secs_f64());
        self.last = Instant::now();
    }

    fn end(&self, what: &str) {
        eprintln!("{:6.1} s  {what}, all of it", self.began.elapsed().as_secs_f64());
    }
}

/// The last that everything said at a place.
fn logs_in(place: &Place) -> String {
    let mut logs = String::new();
    for entry in fs::read_dir(place.file("/var/log")).into_iter().flatten().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        let last: Vec<_> = text.lines().rev().take(15).collect();
        let last: Vec<_> = last.into_iter().rev().collect();
        logs.extend(["--- ", &entry.path().display().to_string(), "\n", &last.join("\n"), "\n"]);
    }
    logs
}

/// Takes the only backup there is to another machine. Two of one second would have one name.
fn fetched<S: Stand>(server: &Server<S>, folder: &str) -> PathBuf {
    let files = fs::read_dir(server.place.file(folder)).expect("it is there").flatten();
    let files: Vec<_> = files.map(|file| file.path()).collect();
    let [file] = &files[..] else { panic!("there is other than one backup: {files:?}") };
    let kept = server.place.root.join("run").join(file.file_name().expect("a name"));
    fs::rename(file, &kept).expect("it is ours");
    kept
}
