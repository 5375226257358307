//! Putting the parts together and running them until the end.
//!
//! The only place that names concrete stores and catalogues.
//!
//! Must never: hold a rule, a word of the contract, or a detail of a store.

mod backup;
mod checkup;
mod doctor;
mod doors;
mod healthcheck;
mod house;
mod log;
mod metrics;
mod music;
mod parts;
mod remembering;
#[cfg(feature = "otlp")]
pub mod traces;

use std::{net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::{
        broadcast::{self, error::RecvError},
        watch,
    },
    task::JoinHandle,
};

use self::{
    music::Music,
    parts::{Parts, announce_catalogue, open_nests, open_store},
    remembering::Remembering,
};
use crate::{
    app::{
        admission::Admission,
        housekeeping,
        listening::{calling::Calling, listeners::Listeners},
        nest_task::ENDED_MAX,
        nests::Nests,
        ports::{Checkup, ENDINGS_MAX},
        recorder::Trouble,
    },
    cli::{Cli, Role, Task},
    config::{self, Config, Switch},
    http::{
        programs::Programs,
        proxies::Proxies,
        router, serving, sessions,
        site::{Guests, House, Site},
        socket::Crowds,
    },
    music::spotify::SpotifyCatalogue,
    oauth::google::Google,
    outgoing::Outgoing,
};

/// How long a process that ends takes at most to leave those who listen to another one.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

/// Runs until told to end.
///
/// # Errors
/// A sentence about why it cannot start, or why it had to stop.
pub async fn run(cli: Cli) -> Result<ExitCode> {
    let role = match cli.task {
        Some(Task::Role(Role::Doctor)) => return Ok(doctor::look(cli.config).await),
        Some(Task::Log(task)) => return log::run(&task, &cli.config.play_log_dir),
        Some(Task::Healthcheck(task)) => return Ok(healthcheck::ask(task, &cli.config).await),
        Some(Task::Backup(task)) => return backup::back_up(&task, cli.config.complete()?).await,
        Some(Task::Verify(task)) => return backup::verify(&task),
        Some(Task::Restore(task)) => return backup::restore(&task, cli.config.complete()?).await,
        Some(Task::Migrate(task)) => return backup::migrate(&task, cli.config.complete()?).await,
        Some(Task::Role(role)) => role,
        None => Role::Serve,
    };
    let config = cli.config.complete()?;
    config.check()?;
    if config.is_shut() {
        tracing::warn!("Nobody new can come in: GUESTS is off, and Google is not set up.");
    }
    let ending = ending()?;
    let counting = metrics::begin(role);
    let parts = open_store(&config, role).await?;
    // A player needs it, too, for the tokens of those who listen along.
    let needs_secret = role.serves() || config.spotify.is_on();
    if needs_secret && config.redis_url.is_some() && config.secret_key.is_none() {
        bail!(
            "SECRET_KEY is needed with Redis, the same for all processes; make one with `openssl rand -base64 48`"
        );
    }
    let _door = backup::let_copy(&config.data_dir, &parts);
    let ended = broadcast::Sender::new(ENDED_MAX);
    let remembering = Remembering::begin(&config, ended.subscribe());
    let nests = open_nests(&config, &parts, ended).await?;
    let outgoing = Outgoing::new();
    let music = Music::of(&config, &parts, &outgoing);
    if role.serves() {
        // Only whoever serves has to know the catalogue.
        announce_catalogue(&nests, music.catalogue.name()).await;
    }
    let listeners = Listeners::new(Arc::clone(&parts.vault));
    if music.spotify.is_some() {
        let listeners = listeners.clone();
        nests.keep(move |nest| listeners.mind(nest, role.plays()));
    }
    let is_read = remembering.read(nests.main(), Arc::clone(&parts.clock)).await;
    if role.plays() {
        house::keep(&nests, &config, &parts);
        remembering.see_to_all(&nests, &parts, &music, is_read);
        tokio::spawn(housekeeping::keep_open(nests.clone(), Arc::clone(&parts.log)));
        tokio::spawn(housekeeping::end_screens(nests.clone(), doors::screens(&parts)));
    } else {
        tokio::spawn(housekeeping::let_go(nests.clone()));
    }
    let standing = metrics::Standing {
        nests: nests.clone(),
        clock: Arc::clone(&parts.clock),
        budget: music.spotify.as_ref().map(|spotify| Arc::clone(spotify.budget())),
    };
    metrics::serve(&config, counting, standing).await;
    if role.serves() {
        let serving = Serving { config, role, parts, nests, outgoing, music, listeners, remembering };
        serve_page(serving, ending).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let calling = calling_alone(&config, &parts, &outgoing, &music)?;
    let listening =
        calling.map(|calling| tokio::spawn(listeners.follow(nests, Some(calling), ending.clone())));
    println!("EchoNest's player keeps the music going.");
    let mut ending = ending;
    ending.wait_for(|ending| *ending).await.context("nobody can end this process")?;
    leave_to_others(listening).await;
    Ok(ExitCode::SUCCESS)
}

/// How the devices of those who listen along are reached, where nobody here serves a page.
fn calling_alone(
    config: &Config,
    parts: &Parts,
    outgoing: &Outgoing,
    music: &Music,
) -> Result<Option<Calling>> {
    let Some(spotify) = &music.spotify else { return Ok(None) };
    let secret = doors::secret_of(config, parts)?;
    Ok(doors::calling(config, parts, &secret, outgoing, spotify))
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

/// What the page is served from.
struct Serving {
    config: Config,
    role: Role,
    parts: Parts,
    nests: Nests,
    outgoing: Outgoing,
    music: Music,
    listeners: Listeners,
    remembering: Remembering,
}

async fn serve_page(serving: Serving, ending: watch::Receiver<bool>) -> Result<()> {
    let Serving { mut config, role, parts, nests, outgoing, music, listeners, remembering } = serving;
    let secret = doors::secret_of(&config, &parts)?;
    let listener = TcpListener::bind(config.bind).await.with_context(|| {
        format!("{} cannot be listened on; choose another address with BIND", config.bind)
    })?;
    let bound = listener.local_addr().context("the address listened on is not known")?;
    // Where any port was asked for, this is the one.
    config.bind = bound;
    let (closing, is_closing) = watch::channel(None);
    let google = doors::google(&config, &parts.clock, &outgoing).map(Arc::new);
    let spotify = music.spotify;
    let checkup =
        look_now_and_then(&config, &parts, &outgoing, google.clone(), spotify.clone(), &remembering.trouble);
    let calling =
        spotify.as_ref().and_then(|spotify| doors::calling(&config, &parts, &secret, &outgoing, spotify));
    let following = calling.clone().map(|calling| {
        let drives = Some(calling).filter(|_| role.plays());
        tokio::spawn(listeners.clone().follow(nests.clone(), drives, ending.clone()))
    });
    let listening = calling.map(|calling| (listeners, calling));
    let doors = doors::doors(&config, &parts, &secret, google, listening, spotify);
    let house = house(&config, bound);
    let site = Arc::new(Site {
        nests,
        catalogue: music.catalogue,
        admission: Admission::new(config.rate_limits == Switch::On),
        clock: parts.clock,
        dice: parts.dice,
        log: parts.log,
        is_player: role.plays(),
        closing: is_closing,
        doors,
        checkup,
        history: remembering.history,
        play_log: remembering.trouble,
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
    play_log: &Arc<Trouble>,
) -> Arc<dyn Checkup> {
    let [(_, back), _] = checkup::redirects(&config.public_url(config.bind));
    let clock = Arc::clone(&parts.clock);
    checkup::recent(checkup::House {
        store: match &parts.redis {
            Some(redis) => checkup::Store::Redis(Ok(Arc::clone(redis))),
            None => checkup::Store::Open(Arc::clone(&parts.log)),
        },
        play_log: checkup::PlayLog::Written(Arc::clone(play_log)),
        services: checkup::Services::new(config, google, spotify, outgoing.clone(), clock, back),
        config: config.clone(),
        complaints: Vec::new(),
    })
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
        guests_open_nests: config.guest_nests == Switch::On,
        public_read: config.public_read,
        first_is_host: config.host_emails.is_empty(),
        proxies: Proxies::new(config.trusted_proxies.clone()),
        picture_sources: doors::picture_sources(config),
        tv_frame_ancestors: config.tv_frame_ancestors.clone(),
    }
}
