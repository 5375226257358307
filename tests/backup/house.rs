//! A house with people in it, and the program as an operator types it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{
    people::{Person, Socket, tracks},
    server::Server,
};

/// What the program said and how it ended.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Where a house keeps what it has, as the server under test has it.
pub fn at(directory: &Path) -> Vec<(&'static str, String)> {
    vec![
        ("DATA_DIR", directory.join("data").display().to_string()),
        ("PLAY_LOG_DIR", directory.join("play_logs").display().to_string()),
    ]
}

/// The same, with its store in Redis.
pub fn at_redis(directory: &Path, url: &str) -> Vec<(&'static str, String)> {
    let secret = "a secret that all processes of a test share".to_owned();
    [at(directory), vec![("REDIS_URL", url.to_owned()), ("SECRET_KEY", secret)]].concat()
}

/// `echonest …` with these settings and no others.
pub fn echonest(settings: &[(&'static str, String)], args: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_echonest"));
    command.args(args).env_clear().envs(settings.iter().cloned()).stdin(Stdio::null());
    said(&mut command)
}

pub fn said(command: &mut Command) -> Said {
    let output = command.output().expect("the program can be started");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    let said = Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
    assert!(!said.err.contains("panicked"), "{}", said.err);
    said
}

/// The same, and it has to succeed.
pub fn does(settings: &[(&'static str, String)], args: &[&str]) -> String {
    let said = echonest(settings, args);
    assert_eq!(said.code, Some(0), "{args:?}: {}{}", said.out, said.err);
    said.out
}

/// Makes a backup in a directory of its own inside `directory`, and says where it is.
pub fn back_up(settings: &[(&'static str, String)], directory: &Path, name: &str) -> PathBuf {
    let folder = directory.join(name);
    fs::create_dir(&folder).expect("it is made");
    does(settings, &["backup", text(&folder)]);
    let names: Vec<_> = fs::read_dir(&folder).expect("it is there").flatten().collect();
    assert_eq!(names.len(), 1, "more than a backup was left: {names:?}");
    names[0].path()
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

/// Lines of a play log from before.
pub fn some_plays(directory: &Path) {
    let logs = directory.join("play_logs");
    fs::create_dir_all(&logs).expect("it is made");
    for (day, count) in [("2018_03_07", 300), ("2019_11_05", 20)] {
        let line = |n| format!("{{\"title\": \"Song {n}\", \"user\": \"ann\"}}\n");
        let lines: String = (0..count).map(line).collect();
        fs::write(logs.join(format!("play_log_{day}.json")), lines).expect("it is written");
    }
}

/// The files of a play log with what is in them.
pub fn plays(directory: &Path) -> Vec<(String, String)> {
    let files = fs::read_dir(directory.join("play_logs")).expect("it is there").flatten();
    let named = files.map(|file| (file.file_name().to_string_lossy().into_owned(), file.path()));
    let mut logs: Vec<_> = named.filter(|(name, _)| name.starts_with("play_log_")).collect();
    logs.sort_unstable();
    logs.into_iter().map(|(name, path)| (name, fs::read_to_string(path).expect("text"))).collect()
}

/// People in a house, one of whom never stops talking and voting.
pub struct Party {
    pub host: Person,
    pub guest: Person,
    pub entries: Vec<u64>,
}

/// Somebody who goes on until told to stop.
pub struct Load {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Party {
    pub async fn begin(server: &Server) -> Self {
        let host = Person::come_in(&server.url, "Hanna").await;
        let guest = Person::come_in(&server.url, "Gus").await;
        let mut socket = host.socket().await;
        let mut entries = Vec::new();
        for track in tracks(&host, 8).await {
            entries.push(socket.add(&track).await);
        }
        Self { host, guest, entries }
    }

    pub fn load(&self) -> Load {
        let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (stopped, answers) = (Arc::clone(&stop), Arc::clone(&answered));
        let (guest, entries) = (self.guest.clone(), self.entries.clone());
        let task = tokio::spawn(async move {
            let mut socket = guest.socket().await;
            for turn in 0.. {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let (entry, vote) = (entries[1 + turn % 7], [1, -1, 0][turn % 3]);
                socket.does(json!({ "type": "vote", "entry": entry, "vote": vote })).await;
                answers.fetch_add(1, Ordering::SeqCst);
            }
        });
        Load { stop, answered, task }
    }
}

impl Load {
    /// Waits until so many more votes were acknowledged.
    pub async fn go_on(&self, votes: usize) {
        let enough = self.answered.load(Ordering::SeqCst) + votes;
        while self.answered.load(Ordering::SeqCst) < enough {
            assert!(!self.task.is_finished(), "the guest's client failed");
            tokio::task::yield_now().await;
        }
    }

    pub async fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        self.task.await.expect("the guest lives");
    }
}

/// What a person sees that a backup has to bring back: the position, the queue with its votes and words, what
/// plays, and their own votes.
pub fn seen(socket: &Socket) -> Value {
    let model = &socket.model;
    json!([model.state["queue"], model.state["playing"]["entry"]["id"], model.you["votes"], model.you["id"]])
}
