//! Putting the parts together and running them until the end.
//!
//! The only place that names concrete stores and catalogues.
//!
//! Must never: hold a rule, a word of the contract, or a detail of a store.

mod checkup;
mod doctor;
mod doors;
mod log;

use std::{net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use axum::{Router, routing::get};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::{
        broadcast::{self, error::RecvError},
        watch,
    },
    task::JoinHandle,
};

use crate::{
    app::{
        admission::Admission,
        history::History,
        listening::listeners::Listeners,
        nest_task::{ENDED_MAX, Ended, Reply, SNAPSHOT_AFTER, Tools},
        nests::Nests,
        ports::{
            Catalogue, Checkup, Clock, Dice, ENDINGS_MAX, Endings, Log, Shelf, Signals, StoreFailure, Vault,
        },
    },
    cli::{Cli, Role, Task},
    clock::{SystemClock, SystemDice},
    config::{self, Config, Switch},
    domain::{command::Request, settings::Settings},
    http::{
        health,
        programs::Programs,
        router, serving, sessions,
        site::{Guests, House, Site},
        socket::Crowds,
        wire::messages::WireScribe,
    },
    music::{demo::DemoCatalogue, spotify::SpotifyCatalogue},
    oauth::google::Google,
    outgoing::Outgoing,
    store::{embedded::EmbeddedStore, redis::RedisStore},
};

/// How long a process that ends takes at most to leave those who listen to another one.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

/// What all parts share.
struct Parts {
    log: Arc<dyn Log>,
    vault: Arc<dyn Vault>,
    signals: Arc<dyn Signals>,
    endings: Arc<dyn Endings>,
    /// The store again, where it is Redis.
    redis: Option<Arc<RedisStore>>,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
}

/// Runs until told to end.
///
/// # Errors
/// A sentence about why it cannot start, or why it had to stop.
pub async fn run(cli: Cli) -> Result<ExitCode> {
    let role = match cli.task {
        Some(Task::Role(Role::Doctor)) => return Ok(doctor::look(cli.config).await),
        Some(Task::Log(task)) => return log::run(&task, &cli.config.play_log_dir),
        Some(Task::Role(role)) => role,
        None => Role::Serve,
    };
    let config = cli.config.complete()?;
    config.check()?;
    if config.is_shut() {
        tracing::warn!("Nobody new can come in: GUESTS is off, and Google is not set up.");
    }
    let ending = ending()?;
    let parts = open_store(&config, role).await?;
    // A player needs it, too, for the tokens of those who listen along.
    let needs_secret = role.serves() || config.spotify.is_on();
    if needs_secret && config.redis_url.is_some() && config.secret_key.is_none() {
        bail!(
            "SECRET_KEY is needed with Redis, the same for all processes; make one with `openssl rand -base64 48`"
        );
    }
    let ended = broadcast::Sender::new(ENDED_MAX);
    let nests = open_nests(&config, &parts, ended.clone()).await?;
    if role.serves() {
        // Only whoever serves has to know the catalogue.
        announce_catalogue(&nests, if config.spotify.is_on() { "spotify" } else { "demo" }).await;
    }
    if role.plays() {
        nests.keep_time(&parts.clock);
    }
    serve_metrics(&config, role).await;
    if role.serves() {
        serve_page(config, role, parts, nests, ending).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let listening = drive_alone(&config, &parts, &nests, &ending)?;
    println!("EchoNest's player keeps the music going.");
    let mut ending = ending;
    ending.wait_for(|ending| *ending).await.context("nobody can end this process")?;
    leave_to_others(listening).await;
    Ok(ExitCode::SUCCESS)
}

/// Drives the devices of those who listen along, where nobody here serves a page.
fn drive_alone(
    config: &Config,
    parts: &Parts,
    nests: &Nests,
    ending: &watch::Receiver<bool>,
) -> Result<Option<JoinHandle<()>>> {
    let outgoing = Outgoing::new();
    let Some(spotify) = doors::spotify(config, &parts.clock, &outgoing) else { return Ok(None) };
    let secret = doors::secret_of(config, parts)?;
    let calling = doors::calling(config, parts, &secret, &outgoing, &spotify);
    let listeners = Listeners::new(Arc::clone(&parts.vault));
    Ok(Some(tokio::spawn(listeners.follow(nests.main().clone(), calling, ending.clone()))))
}

/// Lets other players go on at once with those who were driven from here.
async fn leave_to_others(listening: Option<JoinHandle<()>>) {
    if let Some(listening) = listening {
        // Where that takes too long, they wait a few seconds for it to be over.
        let _ = tokio::time::timeout(LEAVE_WITHIN, listening).await;
    }
}

/// Becomes true when the process is told to end.
fn ending() -> Result<watch::Receiver<bool>> {
    let mut terminate = signal(SignalKind::terminate()).context("signals cannot be heard")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be heard")?;
    let (end, ending) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        end.send_replace(true);
        // Whoever insists need not wait.
        interrupt.recv().await;
        std::process::exit(130);
    });
    Ok(ending)
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock::start())
}

async fn open_store(config: &Config, role: Role) -> Result<Parts> {
    let clock = clock();
    let dice: Arc<dyn Dice> = Arc::new(SystemDice);
    if let Some(url) = &config.redis_url {
        let store = RedisStore::connect(url, dice.roll()).await.map_err(|failure| {
            anyhow::anyhow!("Redis cannot be used ({failure}); check REDIS_URL and that Redis runs there")
        })?;
        let store = Arc::new(store);
        return Ok(Parts {
            log: store.clone(),
            vault: store.clone(),
            signals: store.clone(),
            endings: store.clone(),
            redis: Some(store),
            clock,
            dice,
        });
    }
    if role != Role::Serve {
        bail!("the embedded store belongs to one process; set REDIS_URL to run web and player apart");
    }
    let store = Arc::new(EmbeddedStore::open(&config.data_dir, Arc::clone(&clock))?);
    Ok(Parts {
        log: store.clone(),
        vault: store.clone(),
        signals: store.clone(),
        endings: store,
        redis: None,
        clock,
        dice,
    })
}

async fn open_nests(config: &Config, parts: &Parts, ended: broadcast::Sender<Ended>) -> Result<Nests> {
    let tools = Tools {
        log: Arc::clone(&parts.log),
        signals: Arc::clone(&parts.signals),
        clock: Arc::clone(&parts.clock),
        dice: Arc::clone(&parts.dice),
        scribe: Arc::new(WireScribe),
        gap_ms: config.track_gap_ms,
        has_budgets: config.rate_limits == Switch::On,
        first_settings: Settings { bender_depth: config.bender_depth, ..Settings::default() },
        snapshot_after: SNAPSHOT_AFTER,
        is_shared: config.redis_url.is_some(),
        ended,
    };
    Nests::open(tools).await.map_err(|failure| {
        let remedy = match failure {
            StoreFailure::Foreign(_) => {
                "nothing was changed, so move it away or give EchoNest a store of its own"
            }
            StoreFailure::Unavailable(_) | StoreFailure::InDoubt(_) => {
                "see that the store can be written to, and start again"
            }
        };
        anyhow::anyhow!("{failure}; {remedy}")
    })
}

/// Tells every nest where its music comes from now, before any plays. What came from elsewhere, when
/// the settings were others, goes.
async fn announce_catalogue(nests: &Nests, name: &str) {
    let reply = nests.main().ask(Request::Catalogue(name.to_owned())).await;
    if !matches!(reply, Reply::Answer(_)) {
        tracing::warn!(catalogue = name, ?reply, "A nest may still hold music of another catalogue.");
    }
}

async fn serve_page(
    mut config: Config,
    role: Role,
    parts: Parts,
    nests: Nests,
    ending: watch::Receiver<bool>,
) -> Result<()> {
    let secret = doors::secret_of(&config, &parts)?;
    let listener = TcpListener::bind(config.bind).await.with_context(|| {
        format!("{} cannot be listened on; choose another address with BIND", config.bind)
    })?;
    let bound = listener.local_addr().context("the address listened on is not known")?;
    // Where any port was asked for, this is the one.
    config.bind = bound;
    let (closing, is_closing) = watch::channel(None);
    let outgoing = Outgoing::new();
    let google = doors::google(&config, &parts.clock, &outgoing).map(Arc::new);
    let spotify = doors::spotify(&config, &parts.clock, &outgoing).map(Arc::new);
    let checkup = look_now_and_then(&config, &parts, &outgoing, google.clone(), spotify.clone());
    let calling =
        spotify.as_ref().and_then(|spotify| doors::calling(&config, &parts, &secret, &outgoing, spotify));
    let listeners = Listeners::new(Arc::clone(&parts.vault));
    let following = calling.clone().map(|calling| {
        let drives = Some(calling).filter(|_| role.plays());
        tokio::spawn(listeners.clone().follow(nests.main().clone(), drives, ending.clone()))
    });
    let (catalogue, shelf) = music(&config, spotify);
    let listening = calling.map(|calling| (listeners, calling));
    let doors = doors::doors(&config, &parts, &secret, google, listening, shelf);
    let house = house(&config, bound);
    let site = Arc::new(Site {
        nests,
        catalogue,
        admission: Admission::new(config.rate_limits == Switch::On),
        clock: parts.clock,
        dice: parts.dice,
        log: parts.log,
        is_player: role.plays(),
        closing: is_closing,
        doors,
        checkup,
        history: Arc::new(History::default()),
        ended: broadcast::Sender::new(ENDINGS_MAX),
        programs: Programs::default(),
        crowds: Crowds::default(),
        open: watch::Sender::new(0),
        house,
    });
    tokio::spawn(hear_endings(Arc::clone(&site)));
    let sessions = sessions::layer(parts.vault, &secret, site.house.is_https());
    let router = router::router(&site, sessions);
    println!("EchoNest is ready at {}", site.house.public_url);
    tracing::info!(%bound, role = ?role, "Ready.");
    serving::serve(listener, router, site, closing, ending).await.context("the network failed")?;
    leave_to_others(following).await;
    Ok(())
}

/// What hosts see of how the house is set up. These settings were found to make sense.
fn look_now_and_then(
    config: &Config,
    parts: &Parts,
    outgoing: &Outgoing,
    google: Option<Arc<Google>>,
    spotify: Option<Arc<SpotifyCatalogue>>,
) -> Arc<dyn Checkup> {
    let [(_, back), _] = checkup::redirects(&config.public_url(config.bind));
    let clock = Arc::clone(&parts.clock);
    checkup::recent(checkup::House {
        store: match &parts.redis {
            Some(redis) => checkup::Store::Redis(Ok(Arc::clone(redis))),
            None => checkup::Store::Open(Arc::clone(&parts.log)),
        },
        services: checkup::Services::new(config, google, spotify, outgoing.clone(), clock, back),
        config: config.clone(),
        complaints: Vec::new(),
    })
}

/// Where music comes from, and where people keep theirs.
fn music(
    config: &Config,
    spotify: Option<Arc<SpotifyCatalogue>>,
) -> (Arc<dyn Catalogue>, Option<Arc<dyn Shelf>>) {
    match spotify {
        Some(spotify) => (Arc::clone(&spotify) as _, Some(spotify)),
        None => (Arc::new(DemoCatalogue::new(config.demo_speed)), None),
    }
}

/// Passes on what any process says is over.
async fn hear_endings(site: Arc<Site>) {
    let mut ended = site.doors.endings.ended();
    loop {
        match ended.recv().await {
            // Where no socket is open, nobody has to hear it.
            Ok(passes) => drop(site.ended.send(passes)),
            // Every socket looks for itself now and then.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

fn house(config: &Config, bound: SocketAddr) -> House {
    House {
        public_url: config.public_url(bound),
        origins: config.origins(bound),
        guests: match config.guests {
            config::Guests::On => Guests::Anybody,
            config::Guests::Code => Guests::WithCode,
            config::Guests::Off => Guests::Nobody,
        },
        public_read: config.public_read,
        first_is_host: config.host_emails.is_empty(),
        trusted_proxies: config.trusted_proxies.clone(),
        picture_sources: doors::picture_sources(config),
    }
}

/// Metrics have an address of their own, which need not be reachable from outside. A process that
/// cannot have it runs without.
async fn serve_metrics(config: &Config, role: Role) {
    let handle = match PrometheusBuilder::new().install_recorder() {
        Ok(handle) => handle,
        Err(error) => return tracing::warn!(%error, "There are no metrics."),
    };
    let listener = match TcpListener::bind(config.metrics_bind).await {
        Ok(listener) => listener,
        Err(error) => {
            let address = config.metrics_bind;
            return tracing::warn!(%address, %error, "Metrics cannot be read; set METRICS_BIND to another address.");
        }
    };
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            upkeep.run_upkeep();
        }
    });
    metrics::gauge!("echonest_process", "role" => format!("{role:?}").to_lowercase()).set(1);
    let router = Router::new()
        .route("/metrics", get(async move || handle.render()))
        .route("/health", get(health::health));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "Metrics can no longer be read.");
        }
    });
}
