//! Addresses to go on to, as somebody's link names them.
//!
//! Must never: lead away from this site.

use axum::http::Uri;

/// The longest address to go on to, in bytes.
const TO_MAX: usize = 512;

/// The path to go on to, if it is one of ours; the start otherwise.
#[must_use]
pub fn path(to: Option<&str>) -> String {
    let is_ours = |to: &&str| {
        to.len() <= TO_MAX
            && to.starts_with('/')
            // Browsers take `//name` and `/\name` for another site.
            && !to[1..].starts_with(['/', '\\'])
            // And they drop tabs and line breaks before they look.
            && to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
            && to.parse::<Uri>().is_ok_and(|uri| uri.authority().is_none())
    };
    to.filter(is_ours).unwrap_or("/").to_owned()
}

/// The same path, with what went wrong.
#[must_use]
pub fn with_problem(to: &str, problem: &str) -> String {
    let sign = if to.contains('?') { '&' } else { '?' };
    let (before, fragment) = to.split_once('#').map_or((to, ""), |(before, rest)| (before, rest));
    let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
    format!("{before}{sign}problem={problem}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_ours_is_gone_on_to() {
        for ours in ["/", "/nest/KQXW7", "/nest/KQXW7?tab=add#top"] {
            assert_eq!(path(Some(ours)), ours);
        }
        for foreign in [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n//evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "nest",
            "",
            " /x",
            "/x\r\nSet-Cookie: a=b",
        ] {
            assert_eq!(path(Some(foreign)), "/", "{foreign:?}");
        }
        assert_eq!(path(Some(&format!("/{}", "x".repeat(TO_MAX)))), "/");
        assert_eq!(path(None), "/");
    }

    #[test]
    fn a_problem_goes_before_the_fragment() {
        assert_eq!(with_problem("/", "x"), "/?problem=x");
        assert_eq!(with_problem("/a?b=c#d", "x"), "/a?b=c&problem=x#d");
    }
}
