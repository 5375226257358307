//! The document: addresses and types put together as `OpenAPI` 3.1 has them.
//!
//! Must never: hold an answer back that an address can give.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    components::{self, CODES},
    notation,
    operations::{self, Answer, Operation, Who},
};
use crate::app::built::VERSION;

const ABOUT: &str = "What the page asks, programs can ask, too, but for what only a session may. Times are epoch milliseconds (`*_ms`), \
durations milliseconds. Whatever changes something and comes with a cookie needs an `Origin` of this site. A nest is named \
by its code, its short address or its id. Fields may be added; none is ever renamed or given another meaning. A socket's \
messages are `ServerMessage` and `CommitMessage` from the server, and `ClientMessage` to it.";

/// The whole document.
pub(super) fn document() -> Value {
    let schemas = components::schemas().expect("because a test reads all types");
    let mut paths = Map::new();
    for operation in operations::all() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = described(operation);
    }
    let codes: Map<String, Value> =
        CODES.iter().map(|(code, about)| ((*code).to_owned(), (*about).into())).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "EchoNest",
            "version": VERSION,
            "description": ABOUT,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "echonest",
                    "description": "The session of somebody who came in. By HTTPS it is called `__Host-echonest`.",
                },
                "screen": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "echonest-screen",
                    "description": "The pass of a TV, for its stream alone. By HTTPS it is called `__Host-echonest-screen`.",
                },
                "token": { "type": "http", "scheme": "bearer", "description": "A personal token." },
            },
        },
        "x-codes": codes,
    })
}

fn described(operation: &Operation) -> Value {
    let mut parameters: Vec<Value> = in_path(operation.path)
        .map(|name| {
            let mut parameter = json!({
                "name": name,
                "in": "path",
                "required": true,
                "schema": { "type": "string", "minLength": 1 },
            });
            if name == "nest" {
                parameter["description"] = "A code, a short address or an id.".into();
                parameter["example"] = "main".into();
            }
            parameter
        })
        .collect();
    parameters.extend(operation.query.iter().map(|(name, kind, about)| {
        let mut schema = notation::schema(kind).expect("because a test reads all types");
        if *kind == "number" {
            schema["minimum"] = 0.into();
        }
        json!({ "name": name, "in": "query", "description": about, "schema": schema })
    }));
    if operation.path.ends_with("/events") {
        parameters.push(json!({
            "name": "Last-Event-ID",
            "in": "header",
            "description": "The position of the last commit that is known.",
            "schema": { "type": "string" },
        }));
    }
    let mut responses = Map::new();
    for (status, answer) in operation.answers {
        responses.insert(status.to_string(), answered(*status, *answer));
    }
    for status in refusals(operation) {
        let problem =
            json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        let told = responses.entry(status.to_string()).or_insert_with(|| said(status));
        match told.get_mut("content").and_then(Value::as_object_mut) {
            Some(content) => content.extend(problem.as_object().cloned().unwrap_or_default()),
            None => told["content"] = problem,
        }
        if status == 429 {
            told["headers"]["Retry-After"] = json!({ "schema": { "type": "integer" } });
        }
    }
    let mut described = json!({
        "operationId": name(operation),
        "summary": operation.about,
        "tags": [part(operation.path)],
        "parameters": parameters,
        "responses": responses,
        "security": security(operation.who),
    });
    if let Some(body) = operation.body {
        let schema = notation::schema(body).expect("because a test reads all types");
        let mut content = json!({ "application/json": { "schema": schema } });
        if operation.path == "/login/guest" {
            content["application/x-www-form-urlencoded"] = json!({ "schema": schema });
        }
        described["requestBody"] = json!({ "required": true, "content": content });
    }
    described
}

/// What every address of this kind can answer, besides what this one can.
fn refusals(operation: &Operation) -> BTreeSet<u16> {
    let mut refusals: BTreeSet<u16> = operation.refusals.iter().copied().collect();
    let changes = operation.method != "get";
    if changes {
        // Another site's page asks, or the body is too long for anything.
        refusals.extend([403, 413]);
    }
    if operation.who != Who::Anybody {
        refusals.extend([401, 503]);
    }
    if operation.who == Who::Browser {
        refusals.insert(403);
    }
    if operation.who == Who::Reader {
        refusals.extend([400, 403, 404, 429]);
    }
    if in_path(operation.path).any(|name| name == "nest") {
        refusals.extend([404, 429, 503]);
        if operation.who != Who::Anybody {
            refusals.insert(403);
        }
    }
    if !operation.query.is_empty() || in_path(operation.path).next().is_some() {
        refusals.insert(400);
    }
    if operation.body.is_some() {
        refusals.extend([400, 415, 422]);
    }
    refusals
}

fn answered(status: u16, answer: Answer) -> Value {
    let mut told = said(status);
    match answer {
        Answer::Json(kind) => {
            let schema = notation::schema(kind).expect("because a test reads all types");
            told["content"] = json!({ "application/json": { "schema": schema } });
        }
        Answer::File(kind) => {
            // Some kinds of files are JSON (RFC 6839, 3.1), and readers take them apart.
            let schema = if kind.ends_with("+json") { "object" } else { "string" };
            told["content"] = json!({ kind: { "schema": { "type": schema } } });
        }
        Answer::Stream if status == 200 => {
            told["content"] = json!({ "text/event-stream": { "schema": { "type": "string" } } });
        }
        Answer::Redirect => told["headers"] = json!({ "Location": { "schema": { "type": "string" } } }),
        Answer::Nothing | Answer::Stream => {}
    }
    if answer == Answer::Stream {
        let message = |name| json!({ "$ref": format!("#/components/schemas/{name}") });
        told["x-messages"] = json!({
            "server": [message("ServerMessage"), message("CommitMessage")],
            "client": if status == 101 { vec![message("ClientMessage")] } else { Vec::new() },
        });
    }
    told
}

fn said(status: u16) -> Value {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    json!({ "description": reason.unwrap_or_default() })
}

fn security(who: Who) -> Value {
    match who {
        Who::Anybody => json!([]),
        Who::Reader => json!([{}, { "session": [] }, { "token": [] }]),
        Who::Visitor => json!([{ "session": [] }, { "token": [] }]),
        Who::Browser => json!([{ "session": [] }]),
        Who::Screen => json!([{ "screen": [] }]),
    }
}

fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// Different for each: the method, and the words of the path.
fn name(operation: &Operation) -> String {
    let mut name = operation.method.to_owned();
    for part in operation.path.split('/').filter(|part| !part.is_empty()) {
        name.push('_');
        name.extend(part.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }));
    }
    if operation.path.ends_with('/') {
        name.push('_');
    }
    name
}

/// The part of the document that an address belongs to.
fn part(path: &str) -> &'static str {
    match path {
        path if path.starts_with("/api/v1/tv/") || path.contains("/screens") => "TVs",
        path if path.starts_with("/api/v1/nests") => "Nests",
        path if path.starts_with("/api/v1/") => "People and music",
        path if path.starts_with("/socket") => "Sockets",
        path if path.starts_with("/queue") || path.starts_with("/playing") => "For anybody",
        path if path.starts_with("/health") => "Operation",
        path if path.starts_with("/api/docs") => "The page",
        path if path.starts_with("/api/") || path.starts_with("/search/") => "Desktop agents",
        path if ["/login", "/logout", "/authentication", "/connect"]
            .iter()
            .any(|start| path.starts_with(start) && path != "/login") =>
        {
            "Coming in"
        }
        _ => "The page",
    }
}
