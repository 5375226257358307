//! What a device is told that keeps the page as an app: its name is that of the house.
//!
//! Must never: say more of a nest than its name, which the sign-in page shows to everybody.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::{page, problem::Problem, site::Site};

/// The manifest by language, English first: it is what there is for everybody else.
const MANIFESTS: [(&str, &str); 2] = [("en", "manifest.webmanifest"), ("de", "manifest.de.webmanifest")];

const KIND: HeaderValue = HeaderValue::from_static("application/manifest+json");
/// The name may be changed at any time.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
const BY_LANGUAGE: HeaderValue = HeaderValue::from_static("accept-language");

/// The web app manifest (<https://www.w3.org/TR/appmanifest/>), in the visitor's language and under the
/// name of the house.
///
/// # Errors
/// [`Problem`]: the page is not part of this program.
pub async fn manifest(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Problem> {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|wanted| wanted.to_str().ok());
    let written = page::content(file_for(wanted.unwrap_or_default()));
    let manifest = written.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let mut manifest = manifest.ok_or_else(|| Problem::not_found("This file"))?;
    // A nest that cannot be looked at just now is no reason for having no app.
    if let Some(view) = site.nests.main().look().await {
        let name = view.nest.settings.name.as_str();
        manifest["name"] = name.into();
        manifest["short_name"] = name.into();
    }
    let kept =
        [(header::CONTENT_TYPE, KIND), (header::CACHE_CONTROL, ASK_AGAIN), (header::VARY, BY_LANGUAGE)];
    Ok((kept, manifest.to_string()).into_response())
}

/// The first language of the browser's that there is. Browsers name them in order.
fn file_for(wanted: &str) -> &'static str {
    let speaks = |tag: &str| {
        let language = tag.trim().get(..2).unwrap_or_default();
        MANIFESTS.iter().find(|(known, _)| language.eq_ignore_ascii_case(known))
    };
    let (_, file) = wanted.split(',').find_map(speaks).unwrap_or(&MANIFESTS[0]);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_in_the_first_language_that_there_is() {
        let german = MANIFESTS[1].1;
        assert_eq!(file_for("de-AT,de;q=0.9,en;q=0.8"), german);
        assert_eq!(file_for("fr, DE;q=0.5, en;q=0.4"), german);
        for wanted in ["", "en-GB,de;q=0.9", "fr", "x", "ü,ö"] {
            assert_eq!(file_for(wanted), MANIFESTS[0].1, "{wanted}");
        }
    }
}
