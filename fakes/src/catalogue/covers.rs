//! Pictures for albums, artists and shows: a few shapes that belong to an id, in three sizes.
//!
//! Must never: draw anything but shapes; a page that shows them forbids styles and scripts.

use std::fmt::Write as _;

use axum::{
    extract::Path,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::mixing::{Mixer, hex_of};

/// How an address begins for each size, as with the real ones.
const SIZES: [(&str, u32); 3] =
    [("ab67616d0000b273", 640), ("ab67616d00001e02", 300), ("ab67616d00004851", 64)];
/// Grounds and inks that are seen on each other.
const PALETTES: [[&str; 4]; 6] = [
    ["#14213d", "#fca311", "#e5e5e5", "#c1121f"],
    ["#f1faee", "#e63946", "#457b9d", "#1d3557"],
    ["#283618", "#fefae0", "#dda15e", "#bc6c25"],
    ["#2b2d42", "#ef233c", "#8d99ae", "#edf2f4"],
    ["#fff1e6", "#5f0f40", "#fb8b24", "#0f4c5c"],
    ["#10002b", "#c77dff", "#e0aaff", "#5a189a"],
];

/// The pictures of something, as the API lists them.
pub fn images(origin: &str, id: &str) -> Value {
    let rest = hex_of(&format!("picture {id}"), 24);
    let image = |(prefix, side): (&str, u32)| json!({"url": format!("{origin}/image/{prefix}{rest}"), "height": side, "width": side});
    json!(SIZES.map(image))
}

/// One picture.
pub async fn show(Path(name): Path<String>) -> Response {
    let found = SIZES.iter().find_map(|(prefix, side)| Some((name.strip_prefix(prefix)?, *side)));
    match found {
        Some((rest, side)) if rest.len() == 24 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=31536000")];
            (headers, draw(rest, side)).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn draw(seed: &str, side: u32) -> String {
    let mut mixer = Mixer::of(seed);
    let [ground, inks @ ..] = mixer.one_of(&PALETTES);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\" width=\"{side}\" height=\"{side}\">\
         <rect width=\"64\" height=\"64\" fill=\"{ground}\"/>"
    );
    for _ in 0..mixer.between(3, 6) {
        let (x, y, size) = (mixer.between(4, 60), mixer.between(4, 60), mixer.between(6, 22));
        let ink = mixer.one_of(&inks);
        let _ = match mixer.below(3) {
            0 => write!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{size}\" fill=\"{ink}\"/>"),
            1 => write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{size}\" height=\"{size}\" fill=\"{ink}\"/>"),
            _ => write!(svg, "<path d=\"M{x} {y}l{size} 0l-{size} {size}z\" fill=\"{ink}\"/>"),
        };
    }
    svg.push_str("</svg>");
    svg
}
