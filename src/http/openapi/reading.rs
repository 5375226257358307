//! The page to read the document on: plain HTML that folds and unfolds without a script.
//!
//! Must never: need anything from elsewhere, or write a text of the document as markup.

use std::fmt::Write as _;

use serde_json::Value;

const PARTS: [&str; 9] = [
    "Nests",
    "People and music",
    "Coming in",
    "TVs",
    "Sockets",
    "For anybody",
    "Desktop agents",
    "Operation",
    "The page",
];

/// The whole page.
pub(super) fn page(document: &Value) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>EchoNest for programs</title><link rel=\"icon\" href=\"/icon.svg\">\
         <link rel=\"stylesheet\" href=\"/api/docs/style.css\"></head><body>\
         <a class=\"jump\" href=\"#addresses\">Jump to the addresses</a><header><h1>EchoNest for programs</h1>",
    );
    let info = &document["info"];
    add(&mut page, &["<p>", &text(&info["description"]), "</p>"]);
    add(&mut page, &["<p>Version ", &text(&info["version"])]);
    page.push_str(
        ", as a document for tools: <a href=\"/api/v1/openapi.json\">openapi.json</a>.</p></header>",
    );
    page.push_str("<nav aria-label=\"Parts\"><ul>");
    for part in PARTS {
        add(&mut page, &["<li><a href=\"#", &anchor(part), "\">", part, "</a></li>"]);
    }
    page.push_str("<li><a href=\"#codes\">Codes</a></li><li><a href=\"#types\">Types</a></li></ul></nav>");
    page.push_str("<main id=\"addresses\">");
    for part in PARTS {
        add(&mut page, &["<section><h2 id=\"", &anchor(part), "\">", part, "</h2>"]);
        let paths = document["paths"].as_object().into_iter().flatten();
        for (path, methods) in paths {
            for (method, operation) in methods.as_object().into_iter().flatten() {
                if operation["tags"][0] == part {
                    show(&mut page, path, method, operation);
                }
            }
        }
        page.push_str("</section>");
    }
    page.push_str("<section><h2 id=\"codes\">Codes</h2><dl>");
    for (code, about) in document["x-codes"].as_object().into_iter().flatten() {
        add(&mut page, &["<dt><code>", &escaped(code), "</code></dt><dd>", &text(about), "</dd>"]);
    }
    page.push_str("</dl></section><section><h2 id=\"types\">Types</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let name = escaped(name);
        add(&mut page, &["<article id=\"type-", &name, "\"><h3><code>", &name, "</code></h3><pre>"]);
        add(&mut page, &[&kind(schema, 0), "</pre></article>"]);
    }
    page.push_str("</section></main></body></html>\n");
    page
}

fn add(page: &mut String, pieces: &[&str]) {
    page.extend(pieces.iter().copied());
}

fn show(page: &mut String, path: &str, method: &str, operation: &Value) {
    let id = text(&operation["operationId"]);
    add(page, &["<details id=\"", &id, "\"><summary><span class=\"method ", method, "\">"]);
    add(page, &[&method.to_uppercase(), "</span> <code>", &escaped(path), "</code> <span class=\"about\">"]);
    add(page, &[&text(&operation["summary"]), "</span></summary>"]);
    let ways: Vec<_> = operation["security"].as_array().into_iter().flatten().collect();
    let has = |name: &str| ways.iter().any(|way| way.get(name).is_some());
    let is_free = ways.is_empty() || ways.iter().any(|way| way.as_object().is_some_and(|way| way.is_empty()));
    page.push_str(match (is_free, has("token")) {
        (true, _) => "<p>For anybody.</p>",
        (false, true) => "<p>With a session or a token.</p>",
        (false, false) => "<p>With a session, so not for programs.</p>",
    });
    let parameters: Vec<_> = operation["parameters"].as_array().into_iter().flatten().collect();
    if !parameters.is_empty() {
        page.push_str("<h4>Parameters</h4><dl>");
        for parameter in parameters {
            add(page, &["<dt><code>", &text(&parameter["name"]), "</code> <small>"]);
            add(page, &[&text(&parameter["in"]), ", ", &kind(&parameter["schema"], 0), "</small></dt><dd>"]);
            add(page, &[&text(&parameter["description"]), "</dd>"]);
        }
        page.push_str("</dl>");
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !body.is_null() {
        add(page, &["<h4>Body</h4><pre>", &kind(body, 0), "</pre>"]);
    }
    page.push_str("<h4>Answers</h4><dl>");
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        add(
            page,
            &["<dt>", &escaped(status), " <small>", &text(&response["description"]), "</small></dt><dd>"],
        );
        for (media, content) in response["content"].as_object().into_iter().flatten() {
            add(page, &["<p><code>", &escaped(media), "</code> ", &kind(&content["schema"], 0), "</p>"]);
        }
        page.push_str("</dd>");
    }
    page.push_str("</dl></details>");
}

/// A schema in the notation of the page's types, with a link wherever it names another.
fn kind(schema: &Value, depth: usize) -> String {
    let listed = |values: &Value| -> Vec<Value> { values.as_array().cloned().unwrap_or_default() };
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        return format!("<a href=\"#type-{0}\">{0}</a>", escaped(name));
    }
    if let Some(value) = schema.get("const") {
        return escaped(&value.to_string());
    }
    if let Some(values) = schema.get("enum") {
        let values: Vec<_> = listed(values).iter().map(|value| escaped(&value.to_string())).collect();
        return values.join(" | ");
    }
    if let Some(choices) = schema.get("anyOf") {
        let choices: Vec<_> = listed(choices).iter().map(|choice| kind(choice, depth)).collect();
        return choices.join(" | ");
    }
    if let Some(parts) = schema.get("prefixItems") {
        let parts: Vec<_> = listed(parts).iter().map(|part| kind(part, depth)).collect();
        return format!("[{}]", parts.join(", "));
    }
    match schema["type"].as_str() {
        Some("array") => format!("Array&lt;{}&gt;", kind(&schema["items"], depth)),
        Some("object") => match schema["properties"].as_object().filter(|fields| !fields.is_empty()) {
            Some(fields) => {
                let mut told = String::from("{\n");
                let required = listed(&schema["required"]);
                for (name, field) in fields {
                    let indent = "  ".repeat(depth + 1);
                    if field["description"].is_string() {
                        let _ = writeln!(told, "{indent}<i>// {}</i>", text(&field["description"]));
                    }
                    let mark = if required.iter().any(|one| one == name) { "" } else { "?" };
                    let _ = writeln!(told, "{indent}{}{mark}: {}", escaped(name), kind(field, depth + 1));
                }
                told + &"  ".repeat(depth) + "}"
            }
            None if schema["additionalProperties"].is_object() => {
                format!("{{ […]: {} }}", kind(&schema["additionalProperties"], depth))
            }
            None => "{}".into(),
        },
        Some(name) => escaped(name),
        None => "anything".into(),
    }
}

/// A sentence. What it has between back quotes is code.
fn text(value: &Value) -> String {
    let sentence = escaped(value.as_str().unwrap_or_default());
    let mut told = String::new();
    for (place, piece) in sentence.split('`').enumerate() {
        if place > 0 {
            told.push_str(if place % 2 == 1 { "<code>" } else { "</code>" });
        }
        told.push_str(piece);
    }
    told
}

fn anchor(part: &str) -> String {
    part.to_lowercase().replace(' ', "-")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
