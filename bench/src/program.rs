//! A program that is measured: started, asked what it has used, and ended by its process id.
//!
//! Must never: leave a process behind, on any path.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use nix::{
    sys::signal::{Signal, kill},
    time::ClockId,
    unistd::Pid,
};

const READY_WITHIN: Duration = Duration::from_secs(30);

/// A running program. Ends with this value.
pub struct Program {
    child: Child,
    /// The line that said it is ready.
    pub ready_line: String,
    /// How long it took to say so, in milliseconds.
    pub ready_ms: f64,
}

impl Program {
    /// Starts a program, and waits until it writes a line that says it is ready. What it has to
    /// complain of goes to a file in `directory`.
    ///
    /// # Errors
    /// A sentence with the last thing it said.
    pub fn start(
        mut command: Command,
        directory: &Path,
        is_ready: impl Fn(&str) -> bool + Send + 'static,
    ) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let complaints = directory.join("complaints.log");
        let log = File::options().create(true).append(true).open(&complaints)?;
        let started = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        let output = child.stdout.take().expect("because its output is piped");
        // From here on the process ends with this value.
        let mut program = Self { child, ready_line: String::new(), ready_ms: 0.0 };
        let (ready, becomes_ready) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if is_ready(&line) {
                    // Whoever waited may have given up.
                    let _ = ready.send((line, Instant::now()));
                }
            }
        });
        let Ok((line, at)) = becomes_ready.recv_timeout(READY_WITHIN) else {
            drop(program);
            let said = std::fs::read_to_string(&complaints).unwrap_or_default();
            bail!("{name} did not become ready; it said: {}", said.lines().last().unwrap_or("nothing"));
        };
        program.ready_line = line;
        program.ready_ms = (at - started).as_secs_f64() * 1_000.0;
        Ok(program)
    }

    /// The processor time it has used so far, in seconds: its own and the kernel's for it.
    ///
    /// # Errors
    /// It is gone.
    pub fn cpu_s(&self) -> Result<f64> {
        cpu_s(self.child.id())
    }

    /// The memory it holds, in megabytes of a million bytes.
    ///
    /// # Errors
    /// It is gone.
    pub fn rss_mb(&self) -> Result<f64> {
        self.memory_mb("VmRSS:")
    }

    /// The most memory it held since it was started or [`Self::forget_peak`], likewise.
    ///
    /// # Errors
    /// It is gone.
    pub fn peak_mb(&self) -> Result<f64> {
        self.memory_mb("VmHWM:")
    }

    /// From now on another peak is looked for.
    ///
    /// # Errors
    /// It is gone, or this system does not let peaks be forgotten.
    pub fn forget_peak(&self) -> Result<()> {
        let path = format!("/proc/{}/clear_refs", self.child.id());
        std::fs::write(&path, "5").with_context(|| format!("{path} cannot be written"))
    }

    fn memory_mb(&self, name: &str) -> Result<f64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))?;
        memory_mb(&status, name).with_context(|| format!("{path} does not tell the memory"))
    }

    /// Tells it to end in good order.
    ///
    /// # Errors
    /// It is gone.
    pub fn tell_to_end(&self) -> Result<()> {
        kill(Pid::from_raw(self.child.id().try_into()?), Signal::SIGTERM).context("it cannot be told to end")
    }

    /// Whether it has ended.
    ///
    /// # Errors
    /// The system does not say.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing is left of it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The processor time this process has used so far, in seconds.
///
/// # Errors
/// There is no such clock.
pub fn own_cpu_s() -> Result<f64> {
    seconds(ClockId::CLOCK_PROCESS_CPUTIME_ID)
}

/// The kernel keeps a clock for each process. It is exact, where `/proc` counts ticks of 10 ms, and
/// knows of threads that have ended.
fn cpu_s(process: u32) -> Result<f64> {
    let process = Pid::from_raw(process.try_into().context("a process has no such id")?);
    seconds(ClockId::pid_cpu_clock_id(process).context("a process that is measured is gone")?)
}

fn seconds(clock: ClockId) -> Result<f64> {
    let used = clock.now().context("the processor time cannot be read")?;
    Ok(Duration::from(used).as_secs_f64())
}

fn memory_mb(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1_024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_works_uses_processor_time_and_one_that_sleeps_does_not() {
        let directory = tempfile::tempdir().expect("a directory");
        let cpu_of = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            let program = Program::start(command, directory.path(), |line| line == "go").expect("it starts");
            program.cpu_s().expect("it is there")
        };
        let busy_s = cpu_of("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo go; exec sleep 60");
        let idle_s = cpu_of("sleep 0.05; echo go; exec sleep 60");
        assert!(busy_s > 2.0 * idle_s, "{busy_s} s of work, {idle_s} s of sleep");
    }

    #[test]
    fn memory_is_told_in_millions_of_bytes() {
        let rss =
            memory_mb("Name:\tx\nVmPeak:\t  99 kB\nVmRSS:\t   10000 kB\n", "VmRSS:").expect("it is told");
        assert!((rss - 10.24).abs() < 1e-9, "{rss}");
    }

    #[test]
    fn a_program_that_never_is_ready_says_why() {
        let directory = tempfile::tempdir().expect("a directory");
        let mut command = Command::new("sh");
        command.args(["-c", "echo 'the disk is full' >&2"]);
        let Err(error) = Program::start(command, directory.path(), |_| true) else {
            panic!("it cannot be ready");
        };
        assert!(error.to_string().contains("the disk is full"), "{error}");
    }
}
