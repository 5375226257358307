//! A network of one's own, between two that talk by TCP. What the weather does to it is what happens to real ones.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// How the network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weather {
    /// Everything goes through.
    Fine,
    /// Connections are closed, and so is each new one.
    Cut,
    /// The same with a reset, which throws away what was on the way.
    Reset,
    /// Connections stay open and bytes vanish, also those that would say good-bye. What lost some stays so.
    Vanish,
    /// Every piece is late.
    Delay,
    /// A few bytes at a time.
    Slow,
}

/// How late a piece is: a bad mobile network.
const LATE: Duration = Duration::from_millis(60);
/// A slow line carries this much a time: some 50 KB a second.
const SLOW_BYTES: usize = 512;
const SLOW_EVERY: Duration = Duration::from_millis(10);

/// Lets a while pass. Only where the passing of time is what is played: a network's lateness, a client's patience.
/// Nothing is ever waited for in this way.
pub async fn pass(while_: Duration) {
    // It never comes, which is the point.
    let _ = tokio::time::timeout(while_, std::future::pending::<()>()).await;
}

/// A network between whoever connects to it and what it leads to.
pub struct Network {
    pub address: SocketAddr,
    weather: watch::Sender<Weather>,
    target: watch::Sender<SocketAddr>,
    attempts: Arc<AtomicU64>,
    open: watch::Sender<usize>,
}

impl Network {
    /// One that leads nowhere yet.
    pub async fn begin() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (weather, target) = (watch::Sender::new(Weather::Fine), watch::Sender::new(address));
        let (attempts, open) = (Arc::new(AtomicU64::new(0)), watch::Sender::new(0));
        let (mut sky, leads_to, counted) = (weather.subscribe(), target.subscribe(), Arc::clone(&attempts));
        let under_way = open.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    accepted = listener.accept() => if let Ok((client, _)) = accepted {
                        counted.fetch_add(1, Ordering::SeqCst);
                        let target = *leads_to.borrow();
                        let (carried, under_way) = (carry(client, target, sky.clone()), under_way.clone());
                        under_way.send_modify(|open| *open += 1);
                        tokio::spawn(async move {
                            carried.await;
                            under_way.send_modify(|open| *open -= 1);
                        });
                    },
                    changed = sky.changed() => if changed.is_err() { return },
                }
            }
        });
        Self { address, weather, target, attempts, open }
    }

    /// From now on new connections lead there.
    pub fn turn_to(&self, target: SocketAddr) {
        self.target.send_replace(target);
    }

    pub fn becomes(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// Resets every connection; who comes again gets through.
    pub async fn reset_all(&self) {
        self.becomes(Weather::Reset);
        let _ = self.open.subscribe().wait_for(|open| *open == 0).await;
        self.becomes(Weather::Fine);
    }

    /// How many connections were tried so far.
    pub fn attempts(&self) -> u64 {
        self.attempts.load(Ordering::SeqCst)
    }
}

/// Carries one connection until it ends, or is ended.
async fn carry(client: TcpStream, target: SocketAddr, mut sky: watch::Receiver<Weather>) {
    let weather = *sky.borrow_and_update();
    if weather == Weather::Reset {
        let _ = client.set_zero_linger();
    }
    if matches!(weather, Weather::Cut | Weather::Reset) {
        return;
    }
    let Ok(server) = TcpStream::connect(target).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (mut from_client, to_client) = client.into_split();
    let (mut from_server, to_server) = server.into_split();
    let (there, back) = (sky.clone(), sky.clone());
    let is_ending = |weather: &Weather| matches!(weather, Weather::Cut | Weather::Reset);
    tokio::select! {
        () = flow(&mut from_client, to_server, there) => {}
        () = flow(&mut from_server, to_client, back) => {}
        ended = sky.wait_for(is_ending) => if ended.is_ok_and(|weather| *weather == Weather::Reset) {
            let streams: [&TcpStream; 2] = [from_client.as_ref(), from_server.as_ref()];
            for stream in streams {
                let _ = stream.set_zero_linger();
            }
        }
    }
}

async fn flow(from: &mut OwnedReadHalf, mut to: OwnedWriteHalf, sky: watch::Receiver<Weather>) {
    let mut piece = vec![0; 16_384];
    loop {
        let length = from.read(&mut piece).await.unwrap_or(0);
        let weather = *sky.borrow();
        let is_through = match weather {
            Weather::Vanish => return swallow(from, piece, sky).await,
            Weather::Cut | Weather::Reset => return,
            _ if length == 0 => return,
            Weather::Delay => {
                pass(LATE).await;
                to.write_all(&piece[..length]).await.is_ok()
            }
            Weather::Slow => drip(&piece[..length], &mut to, &sky).await,
            Weather::Fine => to.write_all(&piece[..length]).await.is_ok(),
        };
        if !is_through {
            return;
        }
    }
}

async fn drip(piece: &[u8], to: &mut OwnedWriteHalf, sky: &watch::Receiver<Weather>) -> bool {
    for drop in piece.chunks(SLOW_BYTES) {
        if *sky.borrow() == Weather::Slow {
            pass(SLOW_EVERY).await;
        }
        if to.write_all(drop).await.is_err() {
            return false;
        }
    }
    true
}

/// Takes whatever comes, and tells nobody, until there is no network any more.
async fn swallow(from: &mut OwnedReadHalf, mut piece: Vec<u8>, mut sky: watch::Receiver<Weather>) {
    while from.read(&mut piece).await.is_ok_and(|length| length > 0) {}
    while sky.changed().await.is_ok() {}
}
