//! Local stand-ins for Google and Spotify that speak the real services' HTTP.
//!
//! A map:
//! - `world`, `clock`, `mixing`: what they know, their time, their chance;
//! - `wire`, `watching`, `calls`, `faults`, `breaking`: every request is written down, and may go wrong;
//! - `client`, `page`: registered programs, and what a person sees;
//! - `google`: discovery, keys, signing in;
//! - `spotify`: accounts and tokens, and the API below `api`;
//! - `catalogue`: invented music; `player`: devices that behave;
//! - `control`: what tests say to all of them.
//!
//! Must never: reach beyond this machine, or hold anything real.

mod breaking;
mod calls;
mod catalogue;
mod client;
mod clock;
mod control;
mod faults;
mod google;
mod mixing;
mod page;
mod player;
mod spotify;
mod watching;
mod wire;
mod world;

use std::{collections::HashMap, net::SocketAddr, sync::Arc};

use anyhow::{Context, Result};
use axum::{Router, middleware::from_fn_with_state, routing::get};
use tokio::{
    net::TcpListener,
    task::{JoinHandle, spawn_blocking},
};

use crate::{
    calls::Service,
    wire::{Scissors, Socket},
    world::World,
};

/// What handlers share.
type Shared = Arc<World>;
/// The fields of a query or a form.
type Fields = HashMap<String, String>;

/// Both stand-ins, until this is dropped.
#[derive(Debug)]
pub struct Running {
    /// Where Google's is: `GOOGLE_ISSUER`.
    pub google_url: String,
    /// Where Spotify's is: `SPOTIFY_ACCOUNTS_URL`, and with `/v1` behind it `SPOTIFY_API_URL`.
    pub spotify_url: String,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Running {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Starts both; port 0 takes any that is free.
///
/// # Errors
/// An address is taken, or not ours.
pub async fn start(google: SocketAddr, spotify: SocketAddr) -> Result<Running> {
    let google = listen(google).await?;
    let spotify = listen(spotify).await?;
    let google_url = format!("http://{}", google.local_addr()?);
    let spotify_url = format!("http://{}", spotify.local_addr()?);
    let urls = (google_url.clone(), spotify_url.clone());
    let world = spawn_blocking(move || Arc::new(World::new(urls.0, urls.1))).await?;
    let tasks = [
        serve(google, Service::Google, google::routes(), world.clone()),
        serve(spotify, Service::Spotify, spotify::routes(), world),
    ];
    Ok(Running { google_url, spotify_url, tasks })
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{address} cannot be listened on"))
}

fn serve(listener: TcpListener, service: Service, routes: Router<Shared>, world: Shared) -> JoinHandle<()> {
    let routes = routes
        .layer(from_fn_with_state((world.clone(), service), watching::watch))
        .route(page::STYLE_PATH, get(page::style))
        .nest("/_control", control::routes())
        .with_state(world);
    tokio::spawn(async move {
        let service = routes.into_make_service_with_connect_info::<Scissors>();
        let Ok(()) = axum::serve(Socket(listener), service).await else { return };
    })
}
