//! How the house is set up, for its hosts.
//!
//! Must never: be shown to anybody else, or to a program.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{connect, login, problem::Problem, site::Site, visitor::Visitor};
use crate::{app::checkup::Finding, domain::people::Role};

/// What was found, and which addresses to register.
///
/// # Errors
/// [`Problem`]: only a host of the main nest is told, in a browser.
pub async fn look(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.demand_session()?;
    let view = site.nests.main().look().await.ok_or_else(|| Problem::not_found("The main nest"))?;
    if view.nest.role_of(&visitor.id) != Some(Role::Host) {
        return Err(Problem::forbidden("Only a host can look at how the house is set up."));
    }
    let checks: Vec<Value> = site.checkup.look().await.iter().map(check).collect();
    let back = |path: &str| format!("{}{path}", site.house.public_url);
    let redirects = json!({ "google": back(login::CALLBACK), "spotify": back(connect::CALLBACK) });
    let answer = Json(json!({ "checks": checks, "redirects": redirects }));
    Ok(([(header::CACHE_CONTROL, "no-store")], answer).into_response())
}

fn check(finding: &Finding) -> Value {
    let mut check = json!({ "about": finding.about, "state": finding.state.as_str(), "says": finding.says });
    if let Some(todo) = &finding.todo {
        check["todo"] = todo.as_str().into();
    }
    check
}
