//! The walk with containers: a replica, then two, and the same party on another server.

use std::fs;

use super::{
    Times,
    engine::Engine,
    fetched,
    guest::{Guest, browser, until_ready, url},
    server::{Server, copy},
};

const WAY: &str = "With containers";
const BACKUPS: &str = "/var/lib/docker/volumes/echonest_plays/_data/backups";
const CERTIFICATES: &str = "/var/lib/docker/volumes/echonest_certificates/_data";

/// The checkout, as `git clone` brings it.
fn put_checkout(server: &Server<Engine>) {
    let place = server.place.file("/srv/echonest");
    fs::create_dir_all(&place).expect("a folder");
    for name in ["docker-compose.yaml", ".env.example", "deploy", "scripts"] {
        copy(name, &place);
    }
}

/// What cron does with its last line, and what it would write a letter about.
fn as_cron(server: &mut Server<Engine>) -> String {
    let lines = fs::read_to_string(server.place.file("/etc/cron.d/echonest")).expect("it is written");
    let line = lines.lines().last().expect("there is one");
    let fields: Vec<_> = line.splitn(7, ' ').collect();
    let [_, _, "*", "*", "*", "root", line] = fields[..] else { panic!("cron does not understand {lines}") };
    assert!(!line.contains('%'), "cron ends a line there");
    let (code, said) = server.shell(line);
    assert_eq!(code, 0, "{said}");
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_server_becomes_a_party_that_lasts_with_containers() {
    let mut times = Times::begin();
    let mut server = Server::empty(Engine::new);
    put_checkout(&server);
    server.type_steps(WAY, &["3. ", "4. "]);
    let http = browser(&server.place, CERTIFICATES).await;
    times.say("secrets, start, the door, and a certificate");
    let (ann, bob) = (Guest::come_in(&http, "Ann").await, Guest::come_in(&http, "Bob").await);
    ann.adds(3).await;
    bob.votes().await;
    let saw = bob.sees().await;
    times.say("two guests, three songs, a vote");
    server.type_steps(WAY, &["5. "]);
    until_ready(&http, true).await;
    assert_eq!(bob.sees().await, saw);
    times.say("two replicas");
    server.type_steps(WAY, &["6. "]);
    fetched(&server, BACKUPS);
    assert_eq!(as_cron(&mut server), "", "cron writes a letter about anything that is said");
    fetched(&server, BACKUPS);
    times.say("a backup, checked, and one by cron");

    let watching = tokio::spawn({
        let http = http.clone();
        async move {
            loop {
                let seen = http.get(url("/queue/")).send().await.map(|answer| answer.status().as_u16());
                assert!(matches!(seen, Ok(200)), "somebody saw {seen:?}");
            }
        }
    });
    server.type_what(WAY, "--no-deps --wait player");
    watching.abort();
    assert!(watching.await.is_err_and(|end| end.is_cancelled()), "somebody saw no page meanwhile");
    assert_eq!(bob.sees().await, saw);
    times.say("an update, with the page there all the while");
    server.type_what(WAY, "1:0.1.0|");
    until_ready(&http, true).await;
    assert_eq!(bob.sees().await, saw);
    server.type_what(WAY, "restore --force");
    until_ready(&http, true).await;
    assert_eq!(bob.sees().await, saw);
    times.say("the way back, and the backup that was made before");

    server.type_what(WAY, "docker compose stop redis");
    until_ready(&http, false).await;
    server.type_what(WAY, "docker compose start redis");
    until_ready(&http, true).await;
    assert_eq!(bob.sees().await, saw);
    times.say("Redis away: not ready, seen from outside; and ready again");

    let mut second = Server::empty(Engine::new);
    put_checkout(&second);
    second.type_steps(WAY, &["3. "]);
    fs::copy(fetched(&server, BACKUPS), second.place.file("/root/party.tar.gz")).expect("it is kept");
    let secret = server.place.file("/srv/echonest/secrets/secret_key");
    fs::copy(secret, second.place.file("/root/secret_key")).expect("it is kept");
    second.type_steps(WAY, &["8. "]);
    let http = browser(&second.place, CERTIFICATES).await;
    assert_eq!(bob.at(&http).sees().await, saw);
    times.say("the server is gone: the same party on another one");
    second.typed_all(WAY, &[&server]);
    second.type_what("Somebody who tells you", "df --output");
    as_cron(&mut second);
    times.end("with containers");
}
