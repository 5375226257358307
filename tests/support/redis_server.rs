//! A Redis of one's own, as a child process on a socket file.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use echonest::store::redis::Patience;
use redis::{AsyncConnectionConfig, RedisError, aio::MultiplexedConnection};

/// What a Redis does not answer within this it never answers.
const LONG: Duration = Duration::from_mins(1);
/// For a store in a test that is not about how long Redis is waited for.
pub const PATIENT: Patience = Patience { connect: LONG, answer: LONG, detour: LONG };

/// A running Redis that keeps an append-only file in its own directory. Ends with this value. The file is written before
/// anything is answered, so a kill loses nothing; it is not brought to the disk, which only a power cut would tell, and
/// which would stop Redis for as long as the disk is slow.
pub struct RedisServer {
    child: Child,
    directory: PathBuf,
}

impl RedisServer {
    /// Starts one in `directory`, with what an earlier one left there.
    pub fn start(directory: &Path) -> Self {
        Self::start_with(directory, &[])
    }

    /// Starts one with further settings.
    pub fn start_with(directory: &Path, settings: &[&str]) -> Self {
        Self::start_by(Command::new("redis-server"), directory, settings)
    }

    /// The same, by a command that ends in being one.
    pub fn start_by(command: Command, directory: &Path, settings: &[&str]) -> Self {
        let usual = ["--port", "0", "--save", "", "--appendonly", "yes", "--appendfsync", "no"];
        let all = [&usual[..], &["--unixsocket", "redis.sock", "--daemonize", "no"], settings].concat();
        Self::launch(command, directory, &all, "eady to accept connections")
    }

    /// Starts a sentinel as a file says.
    pub fn sentinel(directory: &Path, file: &str) -> Self {
        Self::launch(Command::new("redis-server"), directory, &[file, "--sentinel"], "Sentinel ID is")
    }

    /// Starts one, and waits until it says that it is ready.
    fn launch(mut command: Command, directory: &Path, arguments: &[&str], ready: &str) -> Self {
        let mut child = command
            .args(arguments)
            .current_dir(directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("redis-server is installed (make test sees to it)");
        let mut lines = BufReader::new(child.stdout.take().expect("it has an output")).lines();
        let is_ready = lines.by_ref().map_while(Result::ok).any(|line| line.contains(ready));
        assert!(is_ready, "redis-server ended before it was ready");
        // Keep reading, so that it never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, directory: directory.to_owned() }
    }

    pub fn url(&self) -> String {
        Self::url_in(&self.directory)
    }

    pub fn url_in(directory: &Path) -> String {
        format!("redis+unix://{}", directory.join("redis.sock").display())
    }

    /// A line to it, for what a test asks or changes there by itself.
    pub async fn line(&self) -> MultiplexedConnection {
        line(&self.url()).await.expect("Redis answers")
    }

    /// Ends it at once, without a word.
    pub fn kill(mut self) {
        self.end();
    }

    /// Stops (`STOP`) or continues (`CONT`) it, so that it neither answers nor closes.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(status.is_ok_and(|status| status.success()), "kill -{name} failed");
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.end();
    }
}

/// A line to the Redis at `url`. By itself the library waits for half a second.
pub async fn line(url: &str) -> Result<MultiplexedConnection, RedisError> {
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(LONG)).set_response_timeout(Some(LONG));
    redis::Client::open(url)?.get_multiplexed_async_connection_with_config(&config).await
}
