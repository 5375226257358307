//! An empty server: a directory that stands for its root, with the commands that a document says typed in
//! it. What would change this machine is done by something that understands the same words.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicU16, Ordering},
        mpsc::{Receiver, channel},
    },
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::document::{Block, blocks, why_not_here};
use crate::{files::path, house::Running, support::port};

/// Folders of a server that are here below its own root.
const FOLDERS: [&str; 6] = ["/etc/", "/root/", "/srv/", "/usr/local/", "/var/lib/", "/run/credentials/"];
/// How often it is looked whether a block has ended.
const LOOK: Duration = Duration::from_millis(20);
/// What does not come within this never does.
const PATIENCE: Duration = Duration::from_mins(1);
/// Between the words of what was asked.
const BETWEEN: char = '\u{1f}';

static SERVERS: AtomicU16 = AtomicU16::new(0);

/// Where a server is, and what is its own of this machine.
#[derive(Clone)]
pub struct Place {
    pub root: PathBuf,
    /// The first three numbers of its addresses, all of them loopback.
    pub net: String,
    pub http: u16,
    pub https: u16,
}

/// Whoever does what a command asks, in place of the real one.
pub trait Stand {
    /// What it is called.
    fn name(&self) -> &'static str;
    /// Does it, in this folder, and says how it ended and what it printed.
    fn asked(&mut self, folder: &Path, words: &[&str]) -> (i32, String);
    /// What ran in vain, for whoever has to find out why.
    fn logs(&self) -> String;
}

/// An empty server, and whoever types.
pub struct Server<S: Stand> {
    _directory: TempDir,
    pub place: Place,
    pub stand: S,
    folder: PathBuf,
    asked: Receiver<String>,
    answered: File,
    typed: BTreeSet<usize>,
}

impl Place {
    /// The address that stands for 127.0.0.1.
    pub fn address(&self) -> String {
        self.host(1)
    }

    /// Another one.
    pub fn host(&self, number: u8) -> String {
        format!("{}.{number}", self.net)
    }

    /// Where something of a server is here: `/etc` below the root, and its loopback address.
    pub fn here(&self, text: &str) -> String {
        let mut here = text.replace("127.0.0.1:", &format!("{}:", self.address()));
        for folder in FOLDERS {
            let mut moved = String::new();
            let mut rest = here.as_str();
            while let Some(at) = rest.find(folder) {
                let (before, after) = rest.split_at(at);
                moved.push_str(before);
                let is_longer =
                    moved.ends_with(|c: char| c.is_alphanumeric() || ['.', '/', '_'].contains(&c));
                if !is_longer {
                    moved.push_str(&self.root.display().to_string());
                }
                moved.push_str(folder);
                rest = &after[folder.len()..];
            }
            here = moved + rest;
        }
        here
    }

    /// A file of the server, by its path there.
    pub fn file(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }
}

/// Ends a program as an init does, and waits for it.
pub fn end(mut running: Running) {
    let id = running.0.id().to_string();
    let _ = Command::new("kill").args(["-TERM", &id]).status();
    let _ = running.0.wait();
}

/// Tries until it comes true.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "{what} never came");
        std::thread::yield_now();
    }
}

impl<S: Stand> Server<S> {
    pub fn empty(stand: impl FnOnce(Place) -> S) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path().to_owned();
        // Whoever is nobody in particular gets through it, as through any root.
        fs::set_permissions(&root, fs::Permissions::from_mode(0o711)).expect("it is ours");
        for folder in ["etc", "root/echonest", "run", "srv", "stand", "usr/local/bin", "var/lib", "var/log"] {
            fs::create_dir_all(root.join(folder)).expect("a folder");
        }
        let own = std::process::id();
        let number = u32::from(SERVERS.fetch_add(1, Ordering::Relaxed)) * 16 + own / 64;
        let net = format!("127.{}.{}", 64 + own % 64, number % 256);
        let place = Place { root, net, http: port::free(), https: port::free() };
        let stand = stand(place.clone());
        let asked = stand_in(&place, stand.name());
        let folder = place.file("/root");
        let answered = open(&place.file("/run/answered"));
        Self { _directory: directory, place, stand, folder, asked, answered, typed: BTreeSet::new() }
    }

    /// Types all blocks of the steps that begin so.
    pub fn type_steps(&mut self, way: &str, steps: &[&str]) {
        for block in blocks() {
            let is_meant = steps.iter().any(|step| block.step.starts_with(step));
            if block.way == way && is_meant && why_not_here(&block).is_none() {
                self.type_block(&block);
            }
        }
    }

    /// Types the block of this way that holds this.
    pub fn type_what(&mut self, way: &str, holds: &str) {
        let mut found = blocks();
        found.retain(|block| block.way == way && block.text.contains(holds));
        let [block] = &found[..] else { panic!("{} blocks hold {holds:?}", found.len()) };
        self.type_block(block);
    }

    fn type_block(&mut self, block: &Block) {
        self.typed.insert(block.line);
        let (code, said) = self.shell(&block.text);
        assert_eq!(code, 0, "docs/hosting.md:{}: {}\n{said}", block.line, block.text);
    }

    /// All blocks of a way have been typed, here or by those before.
    pub fn typed_all(&self, way: &str, before: &[&Self]) {
        for block in blocks().iter().filter(|block| block.way == way && why_not_here(block).is_none()) {
            let is_typed = |server: &Self| server.typed.contains(&block.line);
            assert!(
                is_typed(self) || before.iter().any(|server| is_typed(server)),
                "docs/hosting.md:{}: the walk passes by {:?}",
                block.line,
                block.text
            );
        }
    }

    /// A shell that types this where the last one left off.
    pub fn shell(&mut self, text: &str) -> (i32, String) {
        let (said, left) = (self.place.file("/run/typed"), self.place.file("/run/left"));
        let script = format!("{}\npwd >{}\n", self.place.here(text), left.display());
        let file = File::create(&said).expect("a file");
        let child = self
            .command("sh")
            .args(["-eu", "-c", &script])
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("a second one"))
            .stderr(file)
            .spawn();
        let code = self.wait(Running(child.expect("there is a shell")));
        if let Ok(folder) = fs::read_to_string(&left) {
            self.folder = PathBuf::from(folder.trim_end());
        }
        (code, fs::read_to_string(&said).expect("it is text"))
    }

    /// A command as root types it there.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let bins = ["usr/local/bin", "stand"].map(|bin| self.place.root.join(bin).display().to_string());
        let address = self.place.address();
        command
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", bins.join(":")))
            .env("HOME", self.place.file("/root"))
            // Nobody says so on a server, where 127.0.0.1 is its own.
            .env("BIND", format!("{address}:5001"))
            .env("METRICS_BIND", format!("{address}:9464"))
            .current_dir(&self.folder);
        command
    }

    fn wait(&mut self, mut running: Running) -> i32 {
        loop {
            if let Ok(line) = self.asked.recv_timeout(LOOK) {
                let words: Vec<_> = line.trim_end_matches(BETWEEN).split(BETWEEN).collect();
                let (folder, words) = words.split_first().expect("it says where it is");
                let (code, said) = self.stand.asked(Path::new(folder), words);
                fs::write(self.place.file("/run/said"), said).expect("it is written");
                writeln!(self.answered, "{code}").expect("whoever asked waits");
            } else if let Some(ended) = ended(&mut running.0) {
                return ended;
            }
        }
    }
}

impl<S: Stand> Drop for Server<S> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.stand.logs());
        }
    }
}

fn ended(child: &mut Child) -> Option<i32> {
    child.try_wait().expect("it can be waited for").map(|status| status.code().unwrap_or(-1))
}

/// Both ends, so that it neither waits for the other nor ends with it.
fn open(pipe: &Path) -> File {
    OpenOptions::new().read(true).write(true).open(pipe).expect("it is there")
}

/// A command that asks us, in the place of the real one.
fn stand_in(place: &Place, name: &str) -> Receiver<String> {
    let (asked, answered, said) = ("/run/asked", "/run/answered", "/run/said");
    let [asked, answered, said] = [asked, answered, said].map(|path| place.file(path));
    for pipe in [&asked, &answered] {
        let made = Command::new("mkfifo").arg(pipe).status();
        assert!(made.is_ok_and(|made| made.success()), "mkfifo failed");
    }
    let script = format!(
        "#!/bin/sh\n{{ printf '%s\\037' \"$PWD\" \"$@\"; echo; }} >{}\nread -r code <{}\n[ \"$code\" = 0 ] || exec >&2\ncat {}\nexit \"$code\"\n",
        asked.display(),
        answered.display(),
        said.display()
    );
    let file = place.root.join("stand").join(name);
    fs::write(&file, script).expect("it is written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let (sender, receiver) = channel();
    let lines = BufReader::new(open(&asked)).lines();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// The program as it is tested, where a release has it.
pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_echonest"))
}

/// Copies a file or a folder of the checkout.
pub fn copy(from: &str, to: &Path) {
    let copied = Command::new("cp").arg("-R").arg(path(from)).arg(to).status();
    assert!(copied.is_ok_and(|copied| copied.success()), "{from} could not be copied");
}
