//! Where a person agrees to what a program asks for, or does not.
//!
//! Must never: send anybody to an address that is not the program's own.

use std::collections::BTreeSet;

use axum::{
    Form,
    extract::{Query, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{Person, Spotify};
use crate::{
    Fields, Shared,
    client::{is_safe, with_query},
    mixing::secret,
    page::{Choice, Chooser, chooser},
    world::World,
};

/// How long a code is good for.
pub const CODE_LIFE_MS: u64 = 600_000;
/// So many codes wait at once; before there are more, the dead ones are forgotten.
const CODES_MAX: usize = 20_000;
/// What can be asked for.
const SCOPES: [&str; 19] = [
    "app-remote-control",
    "playlist-modify-private",
    "playlist-modify-public",
    "playlist-read-collaborative",
    "playlist-read-private",
    "streaming",
    "ugc-image-upload",
    "user-follow-modify",
    "user-follow-read",
    "user-library-modify",
    "user-library-read",
    "user-modify-playback-state",
    "user-read-currently-playing",
    "user-read-email",
    "user-read-playback-position",
    "user-read-playback-state",
    "user-read-private",
    "user-read-recently-played",
    "user-top-read",
];

/// What stands behind a code.
#[derive(Debug, Clone)]
pub struct Code {
    /// Whom it was given to.
    pub client: String,
    /// Where it was sent.
    pub redirect: String,
    /// What its verifier is measured by, where there is one.
    pub challenge: Option<String>,
    /// What was agreed to.
    pub scopes: BTreeSet<String>,
    /// By whom.
    pub person: String,
    /// When.
    pub at_ms: u64,
}

/// What was asked, once it is known to be right.
struct Wish {
    client: String,
    redirect: String,
    state: Option<String>,
    challenge: Option<String>,
    scopes: BTreeSet<String>,
}

/// Shows the people; with `_as=` it does not ask.
pub async fn show(
    State(world): State<Shared>,
    RawQuery(query): RawQuery,
    Query(fields): Query<Fields>,
) -> Response {
    let wish = match parse(&world.state().spotify, &fields) {
        Ok(wish) => wish,
        Err(why) => return (StatusCode::BAD_REQUEST, why).into_response(),
    };
    if let Some(person) = fields.get("_as") {
        return decide(&world, &wish, Some(person));
    }
    let choices: Vec<Choice> = world.state().spotify.people.values().map(choice).collect();
    let wishes: Vec<String> = wish.scopes.iter().cloned().collect();
    chooser(&Chooser {
        service: "Spotify",
        client: &wish.client,
        wishes: &wishes,
        action: "/authorize/choose",
        request: &query.unwrap_or_default(),
        verb: "Agree as",
        choices: &choices,
        is_open: false,
    })
}

/// The form's answer: `request` is the query as it was, `as` a person's id, or `cancel` is there.
pub async fn choose(State(world): State<Shared>, Form(form): Form<Fields>) -> Response {
    let query = form.get("request").map(String::as_str).unwrap_or_default();
    let fields: Fields = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let wish = match parse(&world.state().spotify, &fields) {
        Ok(wish) => wish,
        Err(why) => return (StatusCode::BAD_REQUEST, why).into_response(),
    };
    let choice = form.get("as").filter(|_| !form.contains_key("cancel"));
    decide(&world, &wish, choice.map(String::as_str))
}

fn choice(person: &Person) -> Choice {
    let plan = if person.is_premium { "Premium" } else { "Free" };
    Choice { value: person.id.clone(), name: person.name.clone(), note: plan.to_owned() }
}

fn parse(spotify: &Spotify, fields: &Fields) -> Result<Wish, &'static str> {
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let (client, redirect) = (field("client_id"), field("redirect_uri"));
    let found = spotify.clients.get(&client).ok_or("INVALID_CLIENT: Invalid client")?;
    if !is_safe(&redirect) {
        return Err("INVALID_CLIENT: Insecure redirect URI");
    }
    if !found.admits(&redirect) {
        return Err("INVALID_CLIENT: Invalid redirect URI");
    }
    if field("response_type") != "code" {
        return Err("response_type must be code");
    }
    let challenge = fields.get("code_challenge").cloned();
    if challenge.is_some() && field("code_challenge_method") != "S256" {
        return Err("code_challenge_method must be S256");
    }
    if challenge.as_ref().map_or(found.secret.is_none(), |challenge| challenge.len() != 43) {
        return Err("code_challenge must be the S256 of a verifier");
    }
    let scopes: BTreeSet<String> = field("scope").split_whitespace().map(str::to_owned).collect();
    if !scopes.iter().all(|scope| SCOPES.contains(&scope.as_str())) {
        return Err("INVALID_SCOPE: Invalid scope");
    }
    Ok(Wish { client, redirect, state: fields.get("state").cloned(), challenge, scopes })
}

fn decide(world: &World, wish: &Wish, person: Option<&str>) -> Response {
    let Some(person) = person else { return back(wish, ("error", "access_denied")) };
    let code = secret("AQ", 6);
    {
        let spotify = &mut world.state().spotify;
        if !spotify.people.contains_key(person) {
            return (StatusCode::BAD_REQUEST, "There is nobody of this id.").into_response();
        }
        let at_ms = world.clock.now_ms();
        if spotify.codes.len() >= CODES_MAX {
            spotify.codes.retain(|_, kept| kept.at_ms + CODE_LIFE_MS > at_ms);
        }
        let issued = Code {
            client: wish.client.clone(),
            redirect: wish.redirect.clone(),
            challenge: wish.challenge.clone(),
            scopes: wish.scopes.clone(),
            person: person.to_owned(),
            at_ms,
        };
        spotify.codes.insert(code.clone(), issued);
    }
    back(wish, ("code", &code))
}

fn back(wish: &Wish, field: (&str, &str)) -> Response {
    let state = wish.state.as_deref().map(|state| ("state", state));
    let fields: Vec<_> = std::iter::once(field).chain(state).collect();
    Redirect::to(&with_query(&wish.redirect, &fields)).into_response()
}
