//! Where a person says who they are, and is sent back with a code.
//!
//! Must never: send anybody to an address that is not the program's own.

use axum::{
    Form,
    extract::{Query, RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    ACCOUNTS_MAX, Google,
    accounts::{Account, chosen},
    token::Code,
};
use crate::{
    Fields, Shared,
    client::with_query,
    mixing::secret,
    page::{Choice, Chooser, chooser, refusal},
    world::World,
};

/// So many accounts are shown; whoever is behind them types an address.
const SHOWN_MAX: usize = 20;

/// What was asked, once it is known to be right.
struct Wish {
    client: String,
    redirect: String,
    state: Option<String>,
    nonce: Option<String>,
    challenge: String,
    scopes: Vec<String>,
}

/// Shows the accounts; with `_as=` it does not ask, and with `prompt=none` it cannot.
pub async fn show(
    State(world): State<Shared>,
    RawQuery(query): RawQuery,
    Query(fields): Query<Fields>,
) -> Response {
    let wish = match parse(&world, &fields) {
        Ok(wish) => wish,
        Err(refusal) => return *refusal,
    };
    if let Some(choice) = fields.get("_as") {
        return decide(&world, &wish, Some(choice), fields.get("_name").map(String::as_str));
    }
    if fields.get("prompt").is_some_and(|prompt| prompt == "none") {
        return back(&wish, &[("error", "interaction_required")]);
    }
    let choices = choices(&world.state().google);
    chooser(&Chooser {
        service: "Google",
        client: &wish.client,
        wishes: &wish.scopes,
        action: "/o/oauth2/v2/auth/choose",
        request: &query.unwrap_or_default(),
        verb: "Continue as",
        choices: &choices,
        is_open: true,
    })
}

/// The form's answer: `request` is the query as it was, `as` an address or a `sub`, or `cancel` is there.
pub async fn choose(State(world): State<Shared>, Form(form): Form<Fields>) -> Response {
    let query = form.get("request").map(String::as_str).unwrap_or_default();
    let fields: Fields = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let choice = form.get("as").filter(|_| !form.contains_key("cancel"));
    match parse(&world, &fields) {
        Ok(wish) => decide(&world, &wish, choice.map(String::as_str), form.get("name").map(String::as_str)),
        Err(refusal) => *refusal,
    }
}

/// Those who are shown, by their addresses.
fn choices(google: &Google) -> Vec<Choice> {
    let mut accounts: Vec<&Account> = google.accounts.values().collect();
    accounts.sort_unstable_by_key(|account| &account.email);
    accounts.into_iter().take(SHOWN_MAX).map(choice).collect()
}

fn choice(account: &Account) -> Choice {
    let unverified = if account.email_verified { "" } else { " · not verified" };
    let note = format!("{}{unverified}", account.email);
    Choice { value: account.email.clone(), name: account.name.clone(), note }
}

fn parse(world: &World, fields: &Fields) -> Result<Wish, Box<Response>> {
    let no = |title: &str, why: &str| Box::new(refusal("Google", title, why));
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let client = field("client_id");
    let redirect = field("redirect_uri");
    match world.state().google.clients.get(&client) {
        None => return Err(no("Error 401: invalid_client", "The OAuth client was not found.")),
        Some(found) if !found.admits(&redirect) => {
            return Err(no("Error 400: redirect_uri_mismatch", "The redirect address is not registered."));
        }
        Some(_) => {}
    }
    let scopes: Vec<String> = field("scope").split_whitespace().map(str::to_owned).collect();
    if field("response_type") != "code" {
        return Err(no("Error 400: unsupported_response_type", "Only response_type=code is stood in for."));
    }
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err(no("Error 400: invalid_scope", "The scope openid is missing."));
    }
    let challenge = field("code_challenge");
    if field("code_challenge_method") != "S256" || challenge.len() != 43 {
        return Err(no("Error 400: invalid_request", "A code_challenge with S256 is missing."));
    }
    let (state, nonce) = (fields.get("state").cloned(), fields.get("nonce").cloned());
    Ok(Wish { client, redirect, state, nonce, challenge, scopes })
}

fn decide(world: &World, wish: &Wish, choice: Option<&str>, name: Option<&str>) -> Response {
    let Some(choice) = choice else { return back(wish, &[("error", "access_denied")]) };
    let code = secret("4/0A", 2);
    {
        let google = &mut world.state().google;
        let known = google.accounts.values();
        let Some(account) = chosen(known, choice, name) else {
            return refusal("Google", "Nobody has this address", "Go back, and type an e-mail address.");
        };
        if google.accounts.len() < ACCOUNTS_MAX {
            google.accounts.entry(account.sub.clone()).or_insert_with(|| account.clone());
        }
        let issued = Code {
            client: wish.client.clone(),
            redirect: wish.redirect.clone(),
            challenge: wish.challenge.clone(),
            nonce: wish.nonce.clone(),
            scopes: wish.scopes.clone(),
            account,
            at_ms: world.clock.now_ms(),
        };
        google.keep_code(code.clone(), issued);
    }
    back(
        wish,
        &[("code", &code), ("scope", &wish.scopes.join(" ")), ("authuser", "0"), ("prompt", "consent")],
    )
}

fn back(wish: &Wish, fields: &[(&str, &str)]) -> Response {
    let state = wish.state.as_deref().map(|state| ("state", state));
    let fields: Vec<_> = state.into_iter().chain(fields.iter().copied()).collect();
    Redirect::to(&with_query(&wish.redirect, &fields)).into_response()
}
