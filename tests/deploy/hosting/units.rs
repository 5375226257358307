//! What systemd does with a unit, as far as a process without its rights can: users, folders, secrets,
//! environment, start and end.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown, symlink},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::server::{Place, Stand, end, until};
use crate::house::Running;

/// The first of the users that systemd makes up.
const MADE_UP: u32 = 61_184;

/// What Debian's packages bring, as far as it counts here.
const DEBIAN: [(&str, &str); 2] = [
    ("caddy", "ExecStart=/usr/bin/caddy run --environ --config /etc/caddy/Caddyfile\n"),
    (
        "redis-server",
        "Type=notify\nExecStart=/usr/bin/redis-server /etc/redis/redis.conf --supervised systemd --daemonize no\n",
    ),
];
/// What Debian's Redis is told, as far as it counts here.
const REDIS: &str = "bind ADDRESS\nprotected-mode yes\nport 6379\nappendonly no\ndir /var/lib/redis\n";

/// The units that run.
pub struct Units {
    place: Place,
    running: BTreeMap<String, Running>,
}

/// A unit, as its file and what was added to it say.
struct Unit {
    name: String,
    lines: Vec<(String, String)>,
}

impl Unit {
    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.lines.iter().filter(move |(is, _)| is == name).map(|(_, value)| value.as_str())
    }

    fn one(&self, name: &str) -> &str {
        self.all(name).last().unwrap_or_default()
    }
}

/// Words with spaces between, some of them in quotes.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('"').enumerate().flat_map(|(number, part)| {
        let inside = (number % 2 == 1).then_some(part);
        let outside = part.split_whitespace().filter(move |_| number % 2 == 0);
        inside.into_iter().chain(outside)
    });
    quoted.map(str::to_owned).collect()
}

fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned()))
}

impl Units {
    /// A Debian with Caddy and Redis installed, none of which runs.
    pub fn new(place: Place) -> Self {
        for folder in ["/etc/systemd/system", "/etc/caddy", "/etc/redis", "/var/lib/caddy", "/var/lib/redis"]
        {
            fs::create_dir_all(place.file(folder)).expect("a folder");
        }
        let redis = place.here(REDIS).replace("ADDRESS", &place.address());
        fs::write(place.file("/etc/redis/redis.conf"), redis).expect("it is written");
        Self { place, running: BTreeMap::new() }
    }

    fn read(&self, name: &str) -> Unit {
        let (file, instance) = match name.split_once('@') {
            Some((file, instance)) => (format!("{file}@"), instance),
            None => (name.to_owned(), ""),
        };
        let folder = self.place.file("/etc/systemd/system");
        let shipped = DEBIAN.iter().find(|(package, _)| *package == name).map(|(_, unit)| (*unit).to_owned());
        let text = shipped.or_else(|| fs::read_to_string(folder.join(format!("{file}.service"))).ok());
        let mut text = text.unwrap_or_else(|| panic!("there is no unit {name}"));
        let added = fs::read_dir(folder.join(format!("{file}.service.d"))).into_iter().flatten().flatten();
        for added in added {
            text.push_str(&fs::read_to_string(added.path()).expect("it is text"));
        }
        let credentials = format!("/run/credentials/{name}");
        let text = text.replace("%i", instance).replace("%d", &credentials);
        Unit { name: name.to_owned(), lines: pairs(&self.place.here(&text)).collect() }
    }

    fn start(&mut self, name: &str) -> i32 {
        if self.running.contains_key(name) {
            return 0;
        }
        let unit = self.read(name);
        let start = words(unit.one("ExecStart"));
        let mut command = Command::new(&start[0]);
        command.args(&start[1..]).env_clear().env("PATH", "/usr/bin:/bin").current_dir(&self.place.root);
        command.envs(self.of_this_place(name));
        command
            .envs(unit.all("Environment").flat_map(words).flat_map(|pair| pairs(&pair).collect::<Vec<_>>()));
        // A file counts more than what stands in the unit, wherever in it.
        for file in unit.all("EnvironmentFile") {
            let text = fs::read_to_string(file.trim_start_matches('-'));
            assert!(text.is_ok() || file.starts_with('-'), "{name} wants {file}");
            command.envs(pairs(&text.unwrap_or_default()));
        }
        // Whoever is not root cannot become somebody else, and is that user all along.
        let is_root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
        let user = (is_root && unit.one("DynamicUser") == "yes").then_some(MADE_UP);
        if let Some(user) = user {
            command.uid(user).gid(user);
        }
        self.hand_over(&unit, user);
        let log = File::options().create(true).append(true).open(self.log(name)).expect("a log");
        command.stdin(Stdio::null()).stderr(log.try_clone().expect("a second one")).stdout(log);
        let mut running = Running(command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}")));
        if unit.one("Type") == "oneshot" {
            return running.0.wait().expect("it ends").code().unwrap_or(-1);
        }
        if unit.one("Type") == "notify" && !self.is_redis_ready(&mut running) {
            return 1;
        }
        self.running.insert(name.to_owned(), running);
        0
    }

    /// Waits until Redis answers, which is when it tells systemd so; says whether it does.
    fn is_redis_ready(&self, running: &mut Running) -> bool {
        let settings = fs::read_to_string(self.place.file("/etc/redis/redis.conf")).expect("it is there");
        let password = settings.lines().filter_map(|line| line.strip_prefix("requirepass ")).next_back();
        let mut ping = Command::new("redis-cli");
        ping.args(["-h", &self.place.address(), "-p", "6379", "ping"]).stderr(Stdio::null());
        ping.env("REDISCLI_AUTH", password.unwrap_or_default());
        let mut is_over = false;
        until("an answer of Redis", || {
            is_over = running.0.try_wait().expect("it can be waited for").is_some();
            is_over || ping.output().expect("redis-cli comes with redis-server").stdout.starts_with(b"PONG")
        });
        !is_over
    }

    /// What only this machine needs: ports that are free, and certificates without the world.
    fn of_this_place(&self, name: &str) -> Vec<(&'static str, String)> {
        let Place { http, https, .. } = &self.place;
        let address = self.place.address();
        match name {
            "caddy" => vec![
                ("HOME", self.place.file("/var/lib/caddy").display().to_string()),
                ("HTTP_PORT", http.to_string()),
                ("HTTPS_PORT", https.to_string()),
                ("UPSTREAMS", format!("{address}:5001")),
                ("CADDY_OPTIONS", format!("local_certs\ndefault_bind {address}")),
            ],
            _ => vec![("BIND", format!("{address}:5001")), ("METRICS_BIND", format!("{address}:9464"))],
        }
    }

    /// Folders and secrets for the unit's user.
    fn hand_over(&self, unit: &Unit, user: Option<u32>) {
        for folder in words(unit.one("StateDirectory")) {
            let (public, private) = (self.place.file("/var/lib"), self.place.file("/var/lib/private"));
            let (public, private) = (public.join(&folder), private.join(&folder));
            fs::create_dir_all(&private).expect("a folder");
            if !folder.contains('/') && !public.exists() {
                symlink(&private, &public).expect("a link");
            }
            fs::set_permissions(&private, fs::Permissions::from_mode(0o700)).expect("it is ours");
            // What lies in a folder that is the user's already is taken to be, too.
            if let Some(user) = user.filter(|user| fs::metadata(&private).is_ok_and(|it| it.uid() != *user)) {
                own(&private, user);
            }
        }
        let private = self.place.file("/var/lib/private");
        if private.exists() {
            // systemd lets its users through by a mount.
            fs::set_permissions(private, fs::Permissions::from_mode(0o711)).expect("it is ours");
        }
        let credentials = self.place.file("/run/credentials").join(&unit.name);
        for (name, from) in unit.all("LoadCredential").filter_map(|line| line.split_once(':')) {
            fs::create_dir_all(&credentials).expect("a folder");
            let to = credentials.join(name);
            // What is set stands for a file that is not there.
            let set = unit.all("SetCredential").filter_map(|line| line.split_once(':'));
            let set =
                set.into_iter().find(|(is, _)| *is == name).map(|(_, secret)| secret.as_bytes().to_vec());
            let secret = fs::read(from).ok().or(set).unwrap_or_else(|| panic!("there is no {from}"));
            fs::write(&to, secret).expect("it is written");
            chown(&to, user, user).expect("it is ours");
        }
    }

    fn log(&self, name: &str) -> PathBuf {
        self.place.file("/var/log").join(format!("{name}.log"))
    }
}

/// Gives a folder with everything in it to a user.
fn own(path: &Path, user: u32) {
    chown(path, Some(user), Some(user)).expect("we are root");
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        own(&entry.path(), user);
    }
}

impl Stand for Units {
    fn name(&self) -> &'static str {
        "systemctl"
    }

    fn asked(&mut self, _: &Path, words: &[&str]) -> (i32, String) {
        let (verb, rest) = words.split_first().expect("a verb");
        let is_now = rest.contains(&"--now");
        for name in rest.iter().filter(|name| !name.starts_with("--")) {
            let name = name.trim_end_matches(".service");
            // Nobody waits here for a time of the night.
            if name.strip_suffix(".timer").is_some() {
                assert!(self.place.file("/etc/systemd/system").join(name).exists(), "there is no {name}");
                continue;
            }
            let (ends, starts) = match *verb {
                "start" => (false, true),
                "restart" => (true, true),
                "stop" => (true, false),
                "enable" => (false, is_now),
                "disable" => (is_now, false),
                other => panic!("systemctl {other} is not understood"),
            };
            if let Some(running) = self.running.remove(name).filter(|_| ends) {
                end(running);
            }
            if starts {
                let code = self.start(name);
                if code != 0 {
                    return (code, format!("{name} failed; see its log"));
                }
            }
        }
        assert!(!rest.is_empty() || *verb == "daemon-reload", "systemctl {verb} is about nothing");
        (0, String::new())
    }

    fn logs(&self) -> String {
        super::logs_in(&self.place)
    }
}
