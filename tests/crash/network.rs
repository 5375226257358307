//! What lies between us and Redis: connections are cut, torn in the middle of an answer, kept open and mute,
//! slow, and let through in drops. Nothing that was acknowledged is lost, nothing is done twice, and all
//! clients end up with the same nest.

use std::{path::PathBuf, sync::Arc};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
    sync::{Semaphore, watch},
};

use crate::{
    Party,
    support::{people::Person, redis_server::RedisServer, server::Server},
};

/// How the network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weather {
    /// Everything goes through.
    Fine,
    /// Connections are closed, and so is each new one.
    Cut,
    /// Connections stay open, and nothing goes through, ever.
    Mute,
    /// Every piece waits for its turn.
    Slow,
    /// A few bytes at a time.
    Drops,
    /// The next answer is torn in the middle, and its connection with it.
    Tear,
}

/// How many bytes a drop has.
const DROP: usize = 7;

/// A network of one's own, in front of a Redis.
struct Network {
    url: String,
    weather: watch::Sender<Weather>,
    /// How many pieces a slow network lets through.
    turns: Arc<Semaphore>,
}

impl Network {
    async fn begin(redis: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("redis://{}", listener.local_addr().expect("an address"));
        let weather = watch::Sender::new(Weather::Fine);
        let turns = Arc::new(Semaphore::new(0));
        let (seen, waited_for) = (weather.clone(), Arc::clone(&turns));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, redis.clone(), seen.clone(), Arc::clone(&waited_for)));
            }
        });
        Self { url, weather, turns }
    }

    fn becomes(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }
}

/// Carries one connection until it ends, or is ended.
async fn carry(client: TcpStream, redis: PathBuf, weather: watch::Sender<Weather>, turns: Arc<Semaphore>) {
    if *weather.borrow() == Weather::Cut {
        return;
    }
    let Ok(server) = UnixStream::connect(redis).await else { return };
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let mut sky = weather.subscribe();
    tokio::select! {
        () = flow(from_client, to_server, &weather, &turns, false) => {}
        () = flow(from_server, to_client, &weather, &turns, true) => {}
        _ = sky.wait_for(|weather| *weather == Weather::Cut) => {}
    }
}

async fn flow(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    weather: &watch::Sender<Weather>,
    turns: &Semaphore,
    is_answer: bool,
) {
    let mut piece = vec![0; 16_384];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let piece = &piece[..length];
        let now = *weather.borrow();
        let is_through = match now {
            // One only: whoever comes again finds the weather fine.
            Weather::Tear if is_answer && weather.send_replace(Weather::Fine) == Weather::Tear => {
                let _ = to.write_all(&piece[..length / 2]).await;
                false
            }
            Weather::Fine | Weather::Tear => to.write_all(piece).await.is_ok(),
            Weather::Cut => false,
            // What was sent meanwhile is lost, and the connection with it once it is noticed.
            Weather::Mute => std::future::pending().await,
            Weather::Slow => {
                let mut sky = weather.subscribe();
                tokio::select! {
                    turn = turns.acquire() => turn.expect("nobody closes it").forget(),
                    _ = sky.wait_for(|weather| *weather != Weather::Slow) => {}
                }
                to.write_all(piece).await.is_ok()
            }
            Weather::Drops => {
                let mut is_through = true;
                for drop in piece.chunks(DROP) {
                    is_through &= to.write_all(drop).await.is_ok() && to.flush().await.is_ok();
                    tokio::task::yield_now().await;
                }
                is_through
            }
        };
        if !is_through {
            return;
        }
    }
}

/// Waits until the server says of itself that it can, or cannot, save anything.
async fn until_ready(host: &Person, is_ready: bool) {
    loop {
        let answer = host.get("/health/ready").send().await.expect("the server lives");
        if (answer.status() == 200) == is_ready {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_weather_between_us_and_redis_loses_or_doubles_anything() {
    let directory = tempfile::tempdir().expect("a directory");
    let _redis = RedisServer::start(directory.path());
    let network = Network::begin(directory.path().join("redis.sock")).await;
    let server = Server::on_redis("serve", &network.url, &[("RATE_LIMITS", "off")]);
    let party = Party::begin(&[&server.url]).await;
    for round in 0..3 {
        for weather in [Weather::Cut, Weather::Mute] {
            party.go_on_by(40).await;
            network.becomes(weather);
            until_ready(&party.host, false).await;
            network.becomes(Weather::Fine);
            until_ready(&party.host, true).await;
        }
        network.becomes(Weather::Slow);
        let answers = party.go_on_by(15);
        tokio::pin!(answers);
        loop {
            tokio::select! {
                biased;
                () = &mut answers => break,
                // A piece goes through for each answer of the server that needs no Redis.
                answer = party.host.get("/health").send() => {
                    answer.expect("the server lives");
                    network.turns.add_permits(1);
                }
            }
        }
        network.becomes(Weather::Drops);
        party.go_on_by(if round == 0 { 40 } else { 15 }).await;
        for _ in 0..10 {
            network.becomes(Weather::Tear);
            party.go_on_by(10).await;
        }
        network.becomes(Weather::Fine);
    }
    party.go_on_by(40).await;
    party.end().await;
    assert!(server.log().contains("The store is back"), "the server noticed");
}
