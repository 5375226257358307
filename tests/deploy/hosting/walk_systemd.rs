//! The walk with systemd: one process, then several on Redis, and the same party on two further servers.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

use super::{
    Times,
    document::blocks,
    fetched,
    guest::{Guest, browser, until_ready, url},
    server::{Server, copy, end, program, until},
    units::Units,
};
use crate::{
    files::{has, yaml},
    house::Running,
};

const WAY: &str = "With systemd";
const CERTIFICATES: &str = "/var/lib/caddy/.local/share";
const BACKUPS: &str = "/var/lib/private/echonest/backups";

/// What is downloaded from a release.
fn is_release(name: &str) -> bool {
    name == "SHA256SUMS" || name.ends_with(".tar.gz")
}

/// A release, packed by what the workflow says, around the program as it is tested.
fn put_release(server: &Server<Units>) {
    let build = server.place.file("/run/build");
    fs::create_dir_all(build.join("target/here/release")).expect("a folder");
    let built = build.join("target/here/release/echonest");
    fs::copy(program(), &built).expect("it is built");
    if has("strip") {
        let _ = Command::new("strip").arg("--strip-debug").arg(&built).status();
    }
    for name in ["README.md", "CHANGELOG.md", "LICENSE", "LICENSE-MIT", "LICENSE-APACHE", ".env.example"] {
        copy(name, &build);
    }
    for name in ["deploy", "docs", "scripts"] {
        copy(name, &build);
    }
    let release = yaml(".github/workflows/release.yml");
    let steps = release["jobs"]["programs"]["steps"].as_array().expect("steps");
    let pack = steps.iter().find(|step| step["name"] == "Pack it").expect("it is packed");
    let place = server.place.file("/root/echonest");
    let sums = format!("{}\nsha256sum echonest-*.tar.gz >SHA256SUMS", pack["run"].as_str().expect("a line"));
    let packed = Command::new("sh")
        .args(["-eu", "-c", &sums])
        .env("TARGET", "here")
        .env("GITHUB_REF_NAME", "v0.1.0")
        .current_dir(&build)
        .status();
    assert!(packed.is_ok_and(|packed| packed.success()), "it cannot be packed");
    fs::remove_dir_all(build.join("target")).expect("it is ours");
    for entry in fs::read_dir(&build).expect("it is there").flatten() {
        let name = entry.file_name().into_string().expect("a plain name");
        if is_release(&name) {
            fs::rename(entry.path(), place.join(name)).expect("it is ours");
        }
    }
}

/// A new server, and what was kept elsewhere: a backup, and perhaps the secret.
fn after_the_end(first: &Server<Units>, backup: &Path, secret: Option<&Path>) -> Server<Units> {
    let mut server = Server::empty(Units::new);
    let at = "/root/echonest";
    for entry in fs::read_dir(first.place.file(at)).expect("it is there").flatten() {
        let name = entry.file_name().into_string().expect("a plain name");
        if is_release(&name) {
            fs::copy(entry.path(), server.place.file(at).join(name)).expect("it is a file");
        }
    }
    server.type_steps(WAY, &["3. "]);
    fs::copy(backup, server.place.file("/root/party.tar.gz")).expect("it is kept");
    if let Some(secret) = secret {
        fs::copy(secret, server.place.file("/root/secret_key")).expect("it is kept");
    }
    server.type_steps(WAY, &["8. "]);
    server.type_steps(WAY, &["4. "]);
    server
}

async fn is_the_same(server: &Server<Units>, guest: &Guest, saw: &Value) {
    let http = browser(&server.place, CERTIFICATES).await;
    assert_eq!(&guest.at(&http).sees().await, saw);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_server_becomes_a_party_that_lasts_with_systemd() {
    let mut times = Times::begin();
    let mut server = Server::empty(Units::new);
    put_release(&server);
    times.say("a release is packed (not counted below)");
    times = Times::begin();
    server.type_steps(WAY, &["3. ", "4. "]);
    let http = browser(&server.place, CERTIFICATES).await;
    times.say("the program, its start, the door, and a certificate");
    let (ann, bob) = (Guest::come_in(&http, "Ann").await, Guest::come_in(&http, "Bob").await);
    ann.adds(3).await;
    bob.votes().await;
    let saw = bob.sees().await;
    times.say("two guests, three songs, a vote");
    server.type_steps(WAY, &["5. "]);
    times.say("a backup, checked");

    // One file, and nothing else, is enough.
    let first = fetched(&server, BACKUPS);
    let second = after_the_end(&server, &first, None);
    is_the_same(&second, &bob, &saw).await;
    times.say("the server is gone: the same party on another one");
    put_back(&server, &first, &saw);
    times.say("the backup put back on one's own machine");

    server.type_steps(WAY, &["6. "]);
    until_ready(&http, true).await;
    assert_eq!(bob.sees().await, saw, "what was there moved along");
    fetched(&server, BACKUPS);
    times.say("several processes on Redis");

    let watching = tokio::spawn({
        let http = http.clone();
        async move {
            let mut looks = 0_u32;
            loop {
                let seen = http.get(url("/queue/")).send().await.map(|answer| answer.status().as_u16());
                assert!(matches!(seen, Ok(200)), "look {looks} saw {seen:?}");
                looks += 1;
            }
        }
    });
    server.type_what(WAY, "cp /usr/local/bin/echonest /");
    server.type_what(WAY, "restart echonest-player");
    // Back to the one before by the same restarts.
    server.type_what(WAY, "echonest.before /usr/local/bin/echonest");
    server.type_what(WAY, "restart echonest-player");
    watching.abort();
    assert!(watching.await.is_err_and(|end| end.is_cancelled()), "somebody saw no page meanwhile");
    until_ready(&http, true).await;
    assert_eq!(bob.sees().await, saw);
    times.say("an update and the way back, with the page there all the while");
    server.type_what(WAY, "restore --force");
    until_ready(&http, true).await;
    assert_eq!(bob.sees().await, saw);
    times.say("the backup that was made before");

    assert_eq!(server.shell("systemctl stop redis-server").0, 0);
    until_ready(&http, false).await;
    assert_eq!(server.shell("systemctl start redis-server").0, 0);
    until_ready(&http, true).await;
    assert_eq!(bob.sees().await, saw);
    times.say("Redis away: not ready, seen from outside; and ready again");

    let last = fetched(&server, BACKUPS);
    let third = after_the_end(&server, &last, Some(&server.place.file("/etc/echonest/secret_key")));
    is_the_same(&third, &bob, &saw).await;
    times.say("the server is gone: the same party on another one, from Redis to a file");
    third.typed_all(WAY, &[&server, &second]);
    times.end("with systemd");
}

/// The backup on another machine: restored into a folder of its own, and looked at.
fn put_back(server: &Server<Units>, backup: &Path, saw: &Value) {
    let mut own = Server::empty(Units::new);
    copy_program(server, &own);
    let fetched = own.place.file("/root/party-backups");
    fs::create_dir_all(&fetched).expect("a folder");
    fs::copy(backup, fetched.join(backup.file_name().expect("a name"))).expect("it is fetched");
    own.type_what("A backup put back", "mkdir trial");
    // It goes on until it is ended, so it is started beside.
    let run =
        blocks().into_iter().find(|block| block.text.contains("BIND=127.0.0.1:5055")).expect("it is run");
    // The shell becomes the program, so that both end together.
    let line = own.place.here(&run.text).replace(" echonest", " exec echonest");
    let log = fs::File::create(own.place.file("/var/log/trial.log")).expect("a log");
    let shell = own.command("sh").args(["-c", &line]).stdout(Stdio::null()).stderr(log).spawn();
    let running = Running(shell.expect("there is a shell"));
    let queue = || {
        let address = format!("http://{}:5055/queue/", own.place.address());
        let said = Command::new("curl").args(["-fsS", &address]).output().expect("curl is here");
        serde_json::from_slice::<Value>(&said.stdout).ok()
    };
    until("the queue of that night", || queue().is_some());
    let uris = |queue: &Value, of: fn(&Value) -> &Value| -> Vec<Value> {
        queue.as_array().expect("a queue").iter().map(|entry| of(entry).clone()).collect()
    };
    let queue = queue().expect("it was there");
    assert_eq!(uris(&queue["queue"], |it| &it["uri"]), uris(&saw[0], |it| &it["track"]["uri"]));
    end(running);
}

fn copy_program(from: &Server<Units>, to: &Server<Units>) {
    let at = "/usr/local/bin/echonest";
    fs::copy(from.place.file(at), to.place.file(at)).expect("it is installed");
}
