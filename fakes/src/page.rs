//! The pages a person sees: whom to be, or why not.
//!
//! Must never: put a text into a page without escaping it, or let a page run a script.

use std::fmt::Write as _;

use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};

/// What the pages' looks are called.
pub const STYLE_PATH: &str = "/_page/style.css";

/// Somebody one can be.
#[derive(Debug)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What it says.
    pub name: String,
    /// What it says below.
    pub note: String,
}

/// A page on which to say who one is.
#[derive(Debug)]
pub struct Chooser<'a> {
    /// The service that is stood in for.
    pub service: &'a str,
    /// The program that asks.
    pub client: &'a str,
    /// What the program would be allowed.
    pub wishes: &'a [String],
    /// Where the form goes.
    pub action: &'a str,
    /// The query that brought the person here, sent along.
    pub request: &'a str,
    /// What a choice begins with.
    pub verb: &'a str,
    /// Whom one can be.
    pub choices: &'a [Choice],
    /// Whether one can be somebody else too.
    pub is_open: bool,
}

/// The page on which to choose.
pub fn chooser(page: &Chooser<'_>) -> Response {
    let (service, client) = (escaped(page.service), escaped(page.client));
    let mut html = format!("<h1>Who are you?</h1><p><code>{client}</code> would like to know, and");
    let wishes: Vec<String> =
        page.wishes.iter().map(|wish| format!("<li><code>{}</code></li>", escaped(wish))).collect();
    let _ = write!(html, " asks for:</p><ul class=\"wishes\">{}</ul>", wishes.concat());
    let _ = write!(
        html,
        "<form method=\"post\" action=\"{}\"><input type=\"hidden\" name=\"request\" value=\"{}\">",
        escaped(page.action),
        escaped(page.request)
    );
    for choice in page.choices {
        let _ = write!(
            html,
            "<button class=\"choice\" name=\"as\" value=\"{}\"><strong>{} {}</strong><span>{}</span></button>",
            escaped(&choice.value),
            escaped(page.verb),
            escaped(&choice.name),
            escaped(&choice.note)
        );
    }
    html.push_str("<button class=\"cancel\" name=\"cancel\" value=\"yes\">Cancel</button></form>");
    if page.is_open {
        let _ = write!(
            html,
            "<form method=\"post\" action=\"{}\"><h2>Or somebody else</h2>\
             <input type=\"hidden\" name=\"request\" value=\"{}\">\
             <label>E-mail <input type=\"email\" name=\"as\" required maxlength=\"100\" autocomplete=\"off\"></label>\
             <label>Name <input name=\"name\" required maxlength=\"60\" autocomplete=\"off\"></label>\
             <button class=\"choice\">Continue</button></form>",
            escaped(page.action),
            escaped(page.request)
        );
    }
    whole(StatusCode::OK, &service, &html)
}

/// The page that says why not.
pub fn refusal(service: &str, title: &str, why: &str) -> Response {
    let html = format!("<h1>{}</h1><p>{}</p>", escaped(title), escaped(why));
    whole(StatusCode::BAD_REQUEST, &escaped(service), &html)
}

fn whole(status: StatusCode, service: &str, html: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Not {service}</title><link rel=\"stylesheet\" href=\"{STYLE_PATH}\"></head><body><main>\
         <p class=\"notice\">This is not {service}. It stands in for it on this machine.</p>{html}</main></body></html>"
    );
    let safe = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let headers = [(header::CONTENT_SECURITY_POLICY, safe), (header::CACHE_CONTROL, "no-store")];
    (status, headers, Html(html)).into_response()
}

/// The pages' looks.
pub async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page.css"))
}

/// A text as it stands in HTML, in attributes too.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
