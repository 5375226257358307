//! The page: built by `make build` and carried inside the program; and covers the catalogue draws.
//!
//! Must never: read a file that a visitor named.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use rust_embed::RustEmbed;

use super::{
    entrance,
    problem::Problem,
    security::Framed,
    site::{Guests, Site},
};
use crate::domain::setting_values::{Code, Slug};

#[derive(RustEmbed)]
#[folder = "frontend/dist"]
struct Built;

/// What is kept for ever: its name changes with its content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// What is asked for anew each time.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

const NOT_BUILT: &str = "The page is not part of this program. Build it with `make build`.\n";

/// The page itself, whatever its address.
pub async fn page() -> Response {
    shown("index.html")
}

fn shown(name: &str) -> Response {
    match Built::get(name) {
        Some(file) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, ASK_AGAIN)];
            (headers, file.data).into_response()
        }
        None => (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response(),
    }
}

/// A part of the page.
///
/// # Errors
/// [`Problem`]: there is none of that name.
pub async fn asset(Path(path): Path<String>) -> Result<Response, Problem> {
    let file = Built::get(&format!("assets/{path}")).ok_or_else(|| Problem::not_found("This file"))?;
    Ok(with_kind(&file, FOR_EVER))
}

/// What a file of the page holds, by a name that no visitor gave.
pub(super) fn content(name: &'static str) -> Option<Vec<u8>> {
    Built::get(name).map(|file| file.data.into_owned())
}

/// A file of the page whose name does not change with its content.
fn fixed(name: &str) -> Option<Response> {
    Built::get(name).map(|file| with_kind(&file, ASK_AGAIN))
}

fn with_kind(file: &rust_embed::EmbeddedFile, cache: HeaderValue) -> Response {
    let kind = HeaderValue::from_str(file.metadata.mimetype())
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)];
    (headers, file.data.clone()).into_response()
}

/// The page of the nest of this id, code or short address. Where there is none that is open to
/// everybody, browsers get the page all the same, to say so and to let people knock.
///
/// # Errors
/// [`Problem`]: there is none, or it could not be found out.
pub async fn nest(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    of_nest("index.html", &site, &name, &mut parts).await
}

/// The page that a TV shows of a nest. One that is paired may have an address from before the code was rotated, so the
/// page comes where nothing is there, too.
///
/// # Errors
/// [`Problem`]: there is none, or it could not be found out.
pub async fn tv(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    let mut response = of_nest("tv.html", &site, &name, &mut parts).await?;
    response.extensions_mut().insert(Framed);
    Ok(response)
}

async fn of_nest(file: &str, site: &Arc<Site>, name: &str, parts: &mut Parts) -> Result<Response, Problem> {
    let wanted = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let is_browser = wanted.is_some_and(|accept| accept.contains("text/html"));
    match entrance::pass_by(site, name, parts).await {
        Ok(_) => Ok(shown(file)),
        Err(problem) if is_browser && problem.is_not_found() && Built::get(file).is_some() => {
            Ok((StatusCode::NOT_FOUND, shown(file)).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// A short address, made to be typed: a code, a nest's own word, or a file of the page.
///
/// # Errors
/// [`Problem`]: it is none of these.
pub async fn short(
    State(site): State<Arc<Site>>,
    Path(word): Path<String>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    if let Some(file) = fixed(&word) {
        return Ok(file);
    }
    let is_address = Code::parse(&word.to_ascii_uppercase()).is_ok() || Slug::parse(&word).is_ok();
    if !is_address {
        return Err(Problem::not_found("This page"));
    }
    let gone = |problem: Problem| match problem.code() {
        "not_found" => Problem::not_found("This page"),
        _ => problem,
    };
    let nest = entrance::pass_by(&site, &word, &mut parts).await.map_err(gone)?;
    let view = nest.look().await.ok_or_else(|| Problem::not_found("This nest"))?;
    let code = view.nest.code.as_ref().map_or_else(|| nest.id().to_string(), |code| code.to_string());
    // Where the code lets people into the house, nobody is told it who only knows the address.
    let is_told = site.house.guests != Guests::WithCode || word.eq_ignore_ascii_case(&code);
    Ok(Redirect::to(&format!("/nest/{}", if is_told { code } else { word })).into_response())
}

/// A cover that the catalogue draws.
///
/// # Errors
/// [`Problem`]: there is none of that name.
pub async fn artwork(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Result<Response, Problem> {
    let picture = site.catalogue.artwork(&name).ok_or_else(|| Problem::not_found("This picture"))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(picture.media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, picture.bytes).into_response())
}
