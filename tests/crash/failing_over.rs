//! Who keeps it all dies, and another takes over: the party goes on without a restart of anything, and all
//! that was not lost with the dead one is there. What was lost is lost for everybody.

use crate::{
    Party,
    support::{
        people::Person,
        redis_cluster::{RedisCluster, command},
        redis_sentinels::{RedisSentinels, Watched},
        server::Server,
    },
};

const SETTINGS: [(&str, &str); 1] = [("RATE_LIMITS", "off")];
const LOG: &str = "{nest:main}:log";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_master_is_killed_and_sentinels_name_another() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut house = RedisSentinels::start(directory.path()).await;
    let server = Server::on_redis("serve", &house.url(), &SETTINGS);
    let party = Party::begin(&[&server.url]).await;
    party.go_on().await;
    house.servers[0].hold_writes().await;
    house.servers[0].kill();
    house.fail_over().await;
    party.go_on().await;
    party.end().await;
    assert!(server.log().contains("The store is back"), "the server noticed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_replica_had_not_heard_of_is_lost_for_everybody() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut house = RedisSentinels::start(directory.path()).await;
    let servers = ["serve", "web"].map(|role| Server::on_redis(role, &house.url(), &SETTINGS));
    let party = Party::begin(&[&servers[0].url, &servers[1].url]).await;
    party.go_on().await;
    // Somebody who only looks on, at each process.
    let mut quiet = Vec::new();
    for server in &servers {
        quiet.push(Person::come_in(&server.url, "Quentin").await.socket().await);
    }
    house.until_replicated().await;
    house.cut_off_the_replica().await;
    party.go_on().await;
    house.servers[0].kill();
    house.fail_over().await;
    party.go_on().await;
    party.end_after_a_loss().await;
    let late = Server::on_redis("web", &house.url(), &SETTINGS);
    let truth = Person::come_in(&late.url, "Lena").await.socket().await.model;
    for socket in &mut quiet {
        socket.until(|model| model.position == truth.position).await;
        assert_eq!(socket.model.shared(), truth.shared(), "somebody sees what the store does not have");
    }
    for server in &servers {
        assert!(
            server.log().contains("The store has lost what it had accepted"),
            "it is said to the operator"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loss_is_noticed_though_nobody_does_anything() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut house = RedisSentinels::start(directory.path()).await;
    let servers = ["serve", "web"].map(|role| Server::on_redis(role, &house.url(), &SETTINGS));
    let party = Party::begin(&[&servers[0].url, &servers[1].url]).await;
    party.go_on_by(20).await;
    house.until_replicated().await;
    house.cut_off_the_replica().await;
    party.go_on_by(40).await;
    let mut quiet = Vec::new();
    for server in &servers {
        quiet.push(party.host.at(&server.url).socket().await);
    }
    // All is well for as long as the master lives.
    party.end().await;
    let (whole, kept) = (newest_at(&house.servers[0]).await, newest_at(&house.servers[1]).await);
    assert_ne!(whole, kept, "the replica has missed something");
    for socket in &mut quiet {
        socket.until(|model| model.position == whole).await;
    }
    house.servers[0].kill();
    house.fail_over().await;
    for socket in &mut quiet {
        socket.until(|model| model.position == kept).await;
    }
}

/// The newest commit that people see, as a server has it.
async fn newest_at(server: &Watched) -> String {
    let all = server.ask(&command(&["XREVRANGE", LOG, "+", "-", "COUNT", "100"])).await;
    let all: redis::streams::StreamRangeReply = all.expect("it answers");
    let mut seen =
        all.ids.iter().filter(|entry| entry.get::<String>("type").is_some_and(|kind| kind != "note"));
    seen.next().and_then(|entry| entry.get("position")).expect("people see something")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nests_slot_moves_to_another_node_under_load() {
    let directory = tempfile::tempdir().expect("a directory");
    let cluster = RedisCluster::start(directory.path(), &[]).await;
    let server = Server::on_redis("serve", &cluster.url(), &SETTINGS);
    let party = Party::begin(&[&server.url]).await;
    for _ in 0..4 {
        party.go_on_by(40).await;
        let next = (cluster.owner_of(LOG).await + 1) % 3;
        cluster.move_slot_of(LOG, next).await;
    }
    party.go_on_by(40).await;
    party.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_is_killed_and_its_replica_takes_over() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut cluster = RedisCluster::with_replicas(directory.path()).await;
    let servers = ["serve", "web"].map(|role| Server::on_redis(role, &cluster.url(), &SETTINGS));
    let party = Party::begin(&[&servers[0].url, &servers[1].url]).await;
    for _ in 0..2 {
        party.go_on().await;
        let owner = cluster.owner_of(LOG).await;
        cluster.nodes[owner].hold_writes().await;
        cluster.nodes[owner].kill();
        cluster.fail_over(owner).await;
        party.go_on().await;
        cluster.nodes[owner].restart();
        cluster.until_well().await;
        cluster.until_replicated(owner).await;
    }
    party.end().await;
    let ready = Person::come_in(&servers[1].url, "Rita").await.get("/health/ready").send().await;
    assert_eq!(ready.expect("it answers").status(), 200);
}
