//! A house is lost, and comes back from a backup.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    house::{self, Party, at, at_redis, back_up, does, echonest, plays, seen, text},
    support::{redis_server::RedisServer, server::Server},
};

const BUSY: &[(&str, &str)] = &[("RATE_LIMITS", "off")];

/// Makes one backup under load and one after it; says what people saw at the end.
async fn party_with_backups(
    server: &Server,
    settings: &[(&'static str, String)],
    at: &Path,
) -> (Party, Value) {
    let party = Party::begin(server).await;
    let load = party.load();
    load.go_on(50).await;
    let told = "said before the backup began";
    let mut hannas = party.host.socket().await;
    hannas.does(json!({ "type": "comment", "entry": party.entries[3], "text": told })).await;
    let busy = (settings.to_vec(), at.to_owned());
    let making = tokio::task::spawn_blocking(move || back_up(&busy.0, &busy.1, "busy"));
    load.go_on(50).await;
    making.await.expect("a backup was made");
    load.end().await;
    let saw = seen(&party.guest.socket().await);
    back_up(settings, at, "quiet");
    (party, saw)
}

fn only_file_in(folder: &Path) -> std::path::PathBuf {
    std::fs::read_dir(folder).expect("it is there").flatten().next().expect("a backup").path()
}

async fn assert_is_back(server: &Server, party: &Party, saw: &Value) {
    let guest = party.guest.at(&server.url);
    assert_eq!(&seen(&guest.socket().await), saw, "it is not what people saw");
    let mut hannas = party.host.at(&server.url).socket().await;
    hannas.does(json!({ "type": "pause" })).await;
}

async fn assert_holds_what_was_said(server: &Server, party: &Party) {
    let socket = party.guest.at(&server.url).socket().await;
    let queue = socket.model.state["queue"].to_string();
    assert!(queue.contains("said before the backup began"), "{queue}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_with_a_file_comes_back_with_its_queue_votes_sessions_and_plays() {
    let directory = tempfile::tempdir().expect("a directory");
    let old = directory.path().join("old");
    house::some_plays(&old);
    let server = Server::start_with(&old, BUSY);
    let (party, saw) = party_with_backups(&server, &at(&old), directory.path()).await;
    drop(server);
    let busy = directory.path().join("from busy");
    let out = does(&at(&busy), &["restore", text(&only_file_in(&directory.path().join("busy")))]);
    assert!(out.contains("1 nest,") && out.contains("2 files of the play log, the secret"), "{out}");
    assert_holds_what_was_said(&Server::start_with(&busy, BUSY), &party).await;
    let new = directory.path().join("new");
    does(&at(&new), &["restore", text(&only_file_in(&directory.path().join("quiet")))]);
    assert_eq!(plays(&new), plays(&old));
    assert_is_back(&Server::start_with(&new, BUSY), &party, &saw).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_with_redis_comes_back_in_an_empty_one() {
    let directory = tempfile::tempdir().expect("a directory");
    let folder = |name: &str| {
        let folder = directory.path().join(name);
        std::fs::create_dir_all(&folder).expect("it is made");
        folder
    };
    let redis = RedisServer::start(&folder("redis"));
    let logs = folder("house").join("play_logs").display().to_string();
    house::some_plays(&folder("house"));
    let settings = at_redis(&folder("house"), &redis.url());
    let with_logs = [BUSY[0], ("PLAY_LOG_DIR", logs.as_str())];
    let server = Server::on_redis("serve", &redis.url(), &with_logs);
    let (party, saw) = party_with_backups(&server, &settings, directory.path()).await;
    let quiet = only_file_in(&directory.path().join("quiet"));
    let refused = echonest(&settings, &["restore", text(&quiet)]);
    assert_eq!(refused.code, Some(1), "a running house was restored into");
    assert!(refused.err.contains("a process uses this Redis"), "{}", refused.err);
    drop(server);
    for (name, backup) in [("busy", only_file_in(&directory.path().join("busy"))), ("quiet", quiet)] {
        let other = RedisServer::start(&folder(&format!("redis for {name}")));
        let house = folder(&format!("house for {name}"));
        let out = does(&at_redis(&house, &other.url()), &["restore", text(&backup)]);
        assert!(out.contains("SECRET_KEY is given as it was"), "{out}");
        assert_eq!(plays(&house), plays(&folder("house")));
        let server = Server::on_redis("serve", &other.url(), BUSY);
        assert_holds_what_was_said(&server, &party).await;
        if name == "quiet" {
            assert_is_back(&server, &party, &saw).await;
        }
    }
}

#[tokio::test]
async fn what_is_there_is_not_replaced_unless_forced() {
    let directory = tempfile::tempdir().expect("a directory");
    let (old, other) = (directory.path().join("old"), directory.path().join("other"));
    let server = Server::start(&old);
    let party = Party::begin(&server).await;
    let backup = back_up(&at(&old), directory.path(), "backup");
    let refused = echonest(&at(&old), &["restore", "--force", text(&backup)]);
    assert_eq!(refused.code, Some(1), "the store of a running process was replaced");
    assert!(refused.err.contains("another EchoNest is using"), "{}", refused.err);
    drop(server);
    let saw = seen(&{
        let server = Server::start(&other);
        let person = Party::begin(&server).await;
        person.host.socket().await
    });
    let refused = echonest(&at(&other), &["restore", text(&backup)]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("nothing was changed"), "{}", refused.err);
    does(&at(&other), &["restore", "--force", text(&backup)]);
    let server = Server::start(&other);
    let now = seen(&party.host.at(&server.url).socket().await);
    assert_ne!(now, saw);
    assert_eq!(now[3], json!(party.host.id));
}
