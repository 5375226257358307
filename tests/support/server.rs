//! The program itself, as a child process on a free port.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::Instant,
};

use super::port;

/// The secret of all processes of a test that share a Redis.
pub const SHARED_SECRET: &str = "a secret that all processes of a test share";

/// A running program. Ends with this value.
pub struct Server {
    child: Child,
    /// The address it serves at, without a final slash.
    pub url: String,
    /// How long it took to be ready.
    pub ready_within: std::time::Duration,
    errors: Arc<Mutex<String>>,
    listener: Option<JoinHandle<()>>,
    role: String,
    settings: Vec<(String, String)>,
}

/// What a program that cannot start leaves behind.
pub struct Refusal {
    pub code: Option<i32>,
    pub errors: String,
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_echonest");

fn command(role: &str, settings: &[(String, String)]) -> Command {
    prepare(Command::new(PROGRAM), role, settings)
}

fn prepare(mut command: Command, role: &str, settings: &[(String, String)]) -> Command {
    command.arg(role).env_clear().env("METRICS_BIND", "127.0.0.1:0").env("BIND", "127.0.0.1:0");
    // Bender adds nothing, and nothing is written beside the sources, unless the settings say otherwise.
    let data = settings.iter().find(|(name, _)| name == "DATA_DIR").map(|(_, data)| Path::new(data));
    let beside = data.and_then(Path::parent).unwrap_or(Path::new(env!("CARGO_TARGET_TMPDIR")));
    command.env("BENDER_DEPTH", "0").env("PLAY_LOG_DIR", beside.join("play_logs"));
    command.envs(settings.iter().map(|(name, value)| (name, value)));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn owned(settings: &[(&str, &str)]) -> Vec<(String, String)> {
    settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl Server {
    /// Serves from an embedded store in `directory`.
    pub fn start(directory: &Path) -> Self {
        Self::start_with(directory, &[])
    }

    /// The same, with further settings.
    pub fn start_with(directory: &Path, settings: &[(&str, &str)]) -> Self {
        let data: PathBuf = directory.join("data");
        let mut all = owned(&[("DATA_DIR", &data.display().to_string())]);
        all.extend(owned(settings));
        Self::launch("serve", all)
    }

    /// A role on a Redis, with further settings.
    pub fn on_redis(role: &str, redis: &str, settings: &[(&str, &str)]) -> Self {
        let mut all = owned(&[("REDIS_URL", redis), ("SECRET_KEY", SHARED_SECRET)]);
        all.extend(owned(settings));
        Self::launch(role, all)
    }

    /// The same, but writing more than [`Self::limit_disk`] allows fails instead of ending it.
    pub fn start_on_a_limited_disk(directory: &Path) -> Self {
        Self::start_on_a_limited_disk_with(directory, &[])
    }

    /// The same, with further settings.
    pub fn start_on_a_limited_disk_with(directory: &Path, settings: &[(&str, &str)]) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", PROGRAM]);
        let data = directory.join("data").display().to_string();
        let mut all = owned(&[("DATA_DIR", &data), ("RATE_LIMITS", "off")]);
        all.extend(owned(settings));
        Self::launch_by(shell, "serve", all)
    }

    /// From now on nothing can be written to a file beyond so many bytes of it, as on a full disk.
    pub fn limit_disk(&self, bytes: &str) {
        let status = Command::new("prlimit")
            .args([&format!("--fsize={bytes}:"), &format!("--pid={}", self.pid())])
            .status();
        assert!(status.is_ok_and(|status| status.success()), "prlimit failed");
    }

    fn launch(role: &str, settings: Vec<(String, String)>) -> Self {
        Self::launch_by(Command::new(PROGRAM), role, settings)
    }

    fn launch_by(by: Command, role: &str, mut settings: Vec<(String, String)>) -> Self {
        if !settings.iter().any(|(name, _)| name == "BIND") {
            settings.push(("BIND".into(), format!("127.0.0.1:{}", port::free())));
        }
        let started = Instant::now();
        let mut child = prepare(by, role, &settings).spawn().expect("the program can be started");
        let mut lines = BufReader::new(child.stdout.take().expect("it has an output")).lines();
        let first = lines.next().and_then(Result::ok);
        let ready_within = started.elapsed();
        std::thread::spawn(move || lines.for_each(drop));
        let errors = Arc::new(Mutex::new(String::new()));
        let mut pipe = child.stderr.take().expect("it has an error output");
        let Some(first) = first else {
            let mut said = String::new();
            let _ = pipe.read_to_string(&mut said);
            panic!("the program ended before it was ready: {said}");
        };
        let kept = Arc::clone(&errors);
        let listener = std::thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                let mut kept = kept.lock().expect("nobody panics here");
                kept.push_str(&line);
                kept.push('\n');
            }
        });
        let url = first.rsplit(' ').next().unwrap_or_default().to_owned();
        Self { child, url, ready_within, errors, listener: Some(listener), role: role.to_owned(), settings }
    }

    /// Starts one that is expected not to start, and says what it said.
    pub fn fail(role: &str, settings: &[(&str, &str)]) -> Refusal {
        let output = command(role, &owned(settings)).output().expect("the program can be started");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        Refusal { code: output.status.code(), errors }
    }

    /// Ends it at once, as a power cut would, and starts it again at the same address.
    pub fn kill_and_restart(self) -> Self {
        let (role, settings) = (self.role.clone(), self.settings.clone());
        self.kill();
        Self::launch(&role, settings)
    }

    /// Waits until it has ended by itself, and starts it again at the same address.
    pub async fn restart_when_dead(mut self) -> Self {
        let began = Instant::now();
        while self.child.try_wait().expect("it can be waited for").is_none() {
            assert!(began.elapsed() < std::time::Duration::from_mins(1), "it never ended");
            tokio::task::yield_now().await;
        }
        Self::launch(&self.role.clone(), self.settings.clone())
    }

    /// Ends it at once.
    pub fn kill(mut self) {
        self.end();
    }

    pub fn address(&self) -> String {
        self.url.trim_start_matches("http://").to_owned()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal by name.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status();
        assert!(status.is_ok_and(|status| status.success()), "kill -{name} failed");
    }

    /// Waits until it has ended, and says with which code.
    pub fn wait(mut self) -> Option<i32> {
        self.child.wait().expect("it can be waited for").code()
    }

    /// Waits until it has ended, and says with which code, and all that it logged.
    pub fn wait_for_the_last_word(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().expect("it can be waited for").code();
        self.listener.take().expect("it is heard").join().expect("nobody panics there");
        (code, self.log())
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        self.errors.lock().expect("nobody panics here").clone()
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            eprintln!("the program at {} logged:\n{}", self.url, self.log());
        }
    }
}
