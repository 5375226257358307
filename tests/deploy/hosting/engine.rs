//! What Docker's Compose does with `docker-compose.yaml`, as far as processes on one machine can: each
//! service has an address of its own, its folders, secrets and environment, and starts after what it needs.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use super::server::{Place, Stand, end, program, until};
use crate::{
    files::{keys, texts},
    house::Running,
};

/// The services, each with the last number of its address.
const HOSTS: [(&str, u8); 5] =
    [("caddy", 1), ("echonest-2", 4), ("echonest", 3), ("player", 5), ("redis", 6)];

/// The services that run, each with what it was started with.
pub struct Engine {
    place: Place,
    running: BTreeMap<String, (Running, String)>,
}

/// A service as it is to be run.
struct Service {
    name: String,
    argv: Vec<String>,
    env: Vec<(String, String)>,
    /// From places inside to places here.
    mounts: Vec<(String, PathBuf)>,
}

fn host(place: &Place, name: &str) -> String {
    let number = HOSTS.iter().find(|(service, _)| *service == name).expect("it has an address").1;
    place.host(number)
}

/// `${NAME}`, `${NAME:-otherwise}` and `${NAME:?what is missing}`, and two dollars for one.
fn filled(text: &str, env: &BTreeMap<String, String>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            filled.push('$');
            rest = after;
            continue;
        }
        let (inside, after) =
            after.strip_prefix('{').and_then(|it| it.split_once('}')).expect("a name in braces");
        let (name, otherwise) = inside.split_once(':').unwrap_or((inside, "-"));
        let given = env.get(name).filter(|value| !value.is_empty());
        assert!(given.is_some() || otherwise.starts_with('-'), "{name} is missing: {otherwise}");
        filled.push_str(given.map_or(&otherwise[1..], String::as_str));
        rest = after;
    }
    filled + rest
}

impl Engine {
    pub fn new(place: Place) -> Self {
        fs::create_dir_all(place.file("/etc/cron.d")).expect("a folder");
        Self { place, running: BTreeMap::new() }
    }

    fn env_file(folder: &Path) -> BTreeMap<String, String> {
        let text = fs::read_to_string(folder.join(".env")).unwrap_or_default();
        let lines =
            text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
        lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn compose(folder: &Path) -> Value {
        let text = fs::read_to_string(folder.join("docker-compose.yaml")).expect("it is in this folder");
        serde_saphyr::from_str(&text).expect("it is understood")
    }

    /// Names and addresses of the network as they are here.
    fn addressed(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, _) in HOSTS {
            let here = host(&self.place, name);
            text = text.replace(&format!("{name}:5001"), &format!("{here}:5001"));
            text = text.replace(&format!("@{name}:"), &format!("@{here}:"));
        }
        // Whoever connects on a loopback address comes from the first of them.
        text.replace("172.30.57.2", "127.0.0.1")
    }

    fn service(&self, folder: &Path, name: &str) -> Service {
        let (compose, env) = (Self::compose(folder), Self::env_file(folder));
        let said = &compose["services"][name];
        assert!(said.is_object(), "there is no service {name}");
        let volumes = self.place.file("/var/lib/docker/volumes");
        let mut mounts: Vec<(String, PathBuf)> = Vec::new();
        for mount in texts(&said["volumes"]) {
            let (from, to) = mount.split_once(':').expect("a source and a place");
            let from = match from.strip_prefix("./") {
                Some(from) => folder.join(from),
                None => volumes.join(format!("echonest_{from}/_data")),
            };
            mounts.push((to.trim_end_matches(":ro").to_owned(), from));
        }
        for (_, from) in mounts.iter().filter(|(_, from)| from.starts_with(&volumes)) {
            fs::create_dir_all(from).expect("a folder");
        }
        if name != "caddy" && name != "redis" {
            // The image brings it.
            fs::create_dir_all(volumes.join("echonest_plays/_data/backups")).expect("a folder");
        }
        for secret in texts(&said["secrets"]) {
            let from = folder.join(compose["secrets"][secret]["file"].as_str().expect("a file"));
            let text = fs::read_to_string(&from).unwrap_or_else(|error| panic!("{secret}: {error}"));
            let to = self.place.file("/run").join(format!("secret-{name}-{secret}"));
            put(&to, &self.addressed(&text));
            mounts.push((format!("/run/secrets/{secret}"), to));
        }
        let (here, paths) = (host(&self.place, name), mounts.clone());
        let inside = |text: &str| {
            let text = self.addressed(text).replace("0.0.0.0:", &format!("{here}:"));
            paths.iter().fold(text, |text, (to, from)| text.replace(to, &from.display().to_string()))
        };
        let mut set: Vec<(String, String)> = Vec::new();
        if !said["env_file"].is_null() {
            set.extend(env.clone());
        }
        for variable in keys(&said["environment"]) {
            let value = said["environment"][variable].as_str().expect("a text");
            set.push((variable.to_owned(), inside(&filled(value, &env))));
        }
        let mut argv: Vec<String> = texts(&said["command"]).into_iter().map(|it| filled(it, &env)).collect();
        match name {
            "caddy" => {
                argv = ["caddy", "run", "--config", "/etc/caddy/Caddyfile"].map(str::to_owned).into();
                let Place { http, https, .. } = &self.place;
                let options = format!("local_certs\ndefault_bind {here}");
                let ours = [("HTTP_PORT", http.to_string()), ("HTTPS_PORT", https.to_string())];
                let ours = ours.into_iter().chain([("CADDY_OPTIONS", options)]);
                let kept = [("XDG_DATA_HOME", "/data"), ("XDG_CONFIG_HOME", "/config")];
                let kept = kept.map(|(name, path)| (name, mounted(&mounts, path)));
                set.extend(ours.chain(kept).map(|(name, value)| (name.to_owned(), value)));
            }
            "redis" => {
                let file = self.place.file("/run/redis.conf");
                let conf = fs::read_to_string(mounted(&mounts, "/etc/redis.conf")).expect("it is mounted");
                let conf = conf.replace("dir /data", &format!("dir {}", mounted(&mounts, "/data")));
                put(&file, &format!("{conf}\nport 6379\nbind {here}\n"));
                mounts.retain(|(to, _)| to != "/etc/redis.conf");
                mounts.insert(0, ("/etc/redis.conf".to_owned(), file));
            }
            _ => argv.insert(0, program().display().to_string()),
        }
        let argv = argv
            .iter()
            .map(|word| {
                mounts
                    .iter()
                    .fold(word.clone(), |word, (to, from)| word.replace(to, &from.display().to_string()))
            })
            .collect();
        Service { name: name.to_owned(), argv, env: set, mounts }
    }

    fn command(service: &Service, argv: &[String]) -> Command {
        let mut command = Command::new(&argv[0]);
        command.args(&argv[1..]).env_clear().env("PATH", "/usr/bin:/bin").envs(service.env.iter().cloned());
        command.stdin(Stdio::null());
        command
    }

    fn is_well(&self, folder: &Path, name: &str) -> bool {
        let compose = Self::compose(folder);
        let service = self.service(folder, name);
        let here = host(&self.place, name);
        let test = texts(&compose["services"][name]["healthcheck"]["test"]);
        let argv = match test[..] {
            ["CMD", "nc", "-z", _, "443"] => {
                return TcpStream::connect((here.as_str(), self.place.https)).is_ok();
            }
            ["CMD", "/echonest", ref rest @ ..] => {
                let program = program().display().to_string();
                [program.as_str()].iter().chain(rest).map(|word| (*word).to_owned()).collect()
            }
            ["CMD-SHELL", line] => {
                let line =
                    filled(line, &BTreeMap::new()).replace("redis-cli", &format!("redis-cli -h {here}"));
                let secret = service
                    .mounts
                    .iter()
                    .fold(line, |line, (to, from)| line.replace(to, &from.display().to_string()));
                vec!["sh".to_owned(), "-c".to_owned(), secret]
            }
            _ => panic!("{name} is asked in a way that is not understood: {test:?}"),
        };
        let asked = Self::command(&service, &argv).stdout(Stdio::null()).stderr(Stdio::null()).status();
        asked.is_ok_and(|asked| asked.success())
    }

    fn until_well(&self, folder: &Path, name: &str) {
        until(&format!("{name}, well ({})", self.logs()), || self.is_well(folder, name));
    }

    /// Starts it as it is to be, after what it needs; one that is so already stays.
    fn up(&mut self, folder: &Path, name: &str, with_needed: bool) {
        let service = self.service(folder, name);
        let said = Self::compose(folder)["services"][name].clone();
        let needed = &said["depends_on"];
        for other in keys(needed).into_iter().filter(|_| with_needed) {
            self.up(folder, other, true);
            if needed[other]["condition"] == "service_healthy" {
                self.until_well(folder, other);
            }
        }
        // The image counts, too: another one is another program.
        let image = filled(said["image"].as_str().expect("an image"), &Self::env_file(folder));
        let all = format!("{image} {:?} {:?}", service.argv, service.env);
        if self.running.get(name).is_some_and(|(_, as_before)| *as_before == all) {
            return;
        }
        if let Some((running, _)) = self.running.remove(name) {
            end(running);
        }
        let log = self.place.file("/var/log").join(format!("{name}.log"));
        let log = File::options().create(true).append(true).open(log).expect("a log");
        let mut command = Self::command(&service, &service.argv);
        command.stderr(log.try_clone().expect("a second one")).stdout(log);
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        self.running.insert(service.name, (Running(child), all));
    }

    /// Everything without a profile, and what has one that is asked for.
    fn wanted(folder: &Path) -> Vec<String> {
        let (compose, env) = (Self::compose(folder), Self::env_file(folder));
        let profiles: Vec<_> = env.get("COMPOSE_PROFILES").map_or(vec![], |it| it.split(',').collect());
        let services = keys(&compose["services"]);
        let is_wanted = |name: &&str| {
            let its = texts(&compose["services"][*name]["profiles"]);
            its.is_empty() || its.iter().any(|it| profiles.contains(it))
        };
        services.into_iter().filter(is_wanted).map(str::to_owned).collect()
    }

    /// Runs the program once as a service has it.
    fn once(&self, folder: &Path, name: &str, argv: &[&str], also: &[(String, PathBuf)]) -> (i32, String) {
        let mut service = self.service(folder, name);
        service.mounts.extend_from_slice(also);
        let argv = argv.iter().map(|word| {
            let mut mounts = service.mounts.iter();
            match mounts.find(|(to, _)| word.starts_with(to.as_str())) {
                Some((to, from)) => word.replacen(to, &from.display().to_string(), 1),
                None => (*word).to_owned(),
            }
        });
        let mut all = vec![program().display().to_string()];
        all.extend(argv);
        let said = Self::command(&service, &all).output().expect("it can be started");
        let text = [said.stdout, said.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat();
        (said.status.code().unwrap_or(-1), text)
    }
}

/// Writes a file that somebody may be reading.
fn put(path: &Path, text: &str) {
    let draft = path.with_extension("new");
    fs::write(&draft, text).expect("it is written");
    fs::rename(&draft, path).expect("it is ours");
}

/// Where a place inside is here.
fn mounted(mounts: &[(String, PathBuf)], path: &str) -> String {
    let found = mounts.iter().find(|(to, _)| to == path).expect("it is mounted");
    found.1.display().to_string()
}

impl Stand for Engine {
    fn name(&self) -> &'static str {
        "docker"
    }

    fn asked(&mut self, folder: &Path, words: &[&str]) -> (i32, String) {
        let ["compose", verb, rest @ ..] = words else { panic!("docker {words:?} is not understood") };
        let has = |flag: &str| rest.contains(&flag);
        let named = || rest.iter().filter(|word| !word.starts_with('-')).map(|word| (*word).to_owned());
        match *verb {
            "pull" => {}
            "ps" => return (0, self.running.keys().cloned().collect::<Vec<_>>().join("\n")),
            "up" => {
                let names: Vec<String> =
                    if named().count() == 0 { Self::wanted(folder) } else { named().collect() };
                for name in &names {
                    self.up(folder, name, !has("--no-deps"));
                }
                for name in names.iter().filter(|_| has("--wait")) {
                    self.until_well(folder, name);
                }
            }
            "stop" => {
                for name in named() {
                    end(self.running.remove(&name).unwrap_or_else(|| panic!("{name} does not run")).0);
                }
            }
            "start" => named().for_each(|name| self.up(folder, &name, false)),
            "exec" => {
                let ["-T", name, "/echonest", args @ ..] = rest else { panic!("exec {rest:?}") };
                assert!(self.running.contains_key(*name), "{name} does not run");
                return self.once(folder, name, args, &[]);
            }
            "run" => {
                let ["--rm", "--no-deps", "--volume", mount, name, args @ ..] = rest else {
                    panic!("run {rest:?}")
                };
                let [from, to, "ro"] = mount.split(':').collect::<Vec<_>>()[..] else { panic!("{mount}") };
                return self.once(folder, name, args, &[(to.to_owned(), from.into())]);
            }
            other => panic!("docker compose {other} is not understood"),
        }
        (0, String::new())
    }

    fn logs(&self) -> String {
        super::logs_in(&self.place)
    }
}
