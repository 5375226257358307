//! Our files, and the names that their code says.

use std::{fs, path::Path, sync::LazyLock};

/// Where our source is. Folders of what was built or installed are passed over.
const ROOTS: [&str; 13] = [
    "Dockerfile",
    "Makefile",
    "build.rs",
    "docker-compose.yaml",
    ".ci",
    ".github",
    "bench",
    "deploy",
    "fakes",
    "frontend",
    "scripts",
    "src",
    "tests",
];
const NOT_OURS: [&str; 3] = ["dist", "node_modules", "target"];
const KINDS: [&str; 13] =
    ["conf", "css", "html", "js", "lua", "rs", "service", "sh", "svelte", "timer", "ts", "yaml", "yml"];
/// Scripts that are called by a name without an ending.
const SCRIPTS: [&str; 9] = [
    "Dockerfile",
    "Makefile",
    ".ci/run",
    "bench/run",
    "deploy/caddy/Caddyfile",
    "scripts/browser",
    "scripts/demo-accounts",
    "scripts/secrets",
    "scripts/setup",
];

/// A file of ours.
pub struct Source {
    /// From the top of the checkout.
    pub path: String,
    pub text: String,
}

/// All of them, but for those that have to write down what they forbid.
pub static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let mut sources = Vec::new();
    for root in ROOTS {
        gather(root, &mut sources);
    }
    assert!(sources.len() > 100, "only {} files were found", sources.len());
    sources.retain(|source| !source.is_in("tests/tidy"));
    sources
});

fn gather(path: &str, sources: &mut Vec<Source>) {
    if let Ok(folder) = fs::read_dir(at_the_top(path)) {
        let names = folder.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut ours: Vec<_> = names.filter(|name| !NOT_OURS.contains(&name.as_str())).collect();
        ours.sort_unstable();
        for name in ours {
            gather(&format!("{path}/{name}"), sources);
        }
    } else if KINDS.contains(&kind_of(path)) || SCRIPTS.contains(&path) {
        sources.push(Source { path: path.to_owned(), text: read(path) });
    }
}

fn at_the_top(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn kind_of(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, kind)| kind)
}

/// The text of a file of the checkout.
pub fn read(path: &str) -> String {
    fs::read_to_string(at_the_top(path)).unwrap_or_else(|error| panic!("{path} cannot be read: {error}"))
}

impl Source {
    pub fn is_in(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    pub fn is(&self, kind: &str) -> bool {
        kind_of(&self.path) == kind
    }

    pub fn is_tests(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.is_in("tests") || self.is_in("fakes/tests")
    }

    /// All lines with their numbers.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// Lines of Rust that do something: without comments, and without the tests at the end.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let program = self.lines().take_while(|(_, line)| line.trim() != "#[cfg(test)]");
        let code = program.filter(|(_, line)| !line.trim_start().starts_with("//"));
        code.map(|(number, line)| (number, line.split(" // ").next().unwrap_or(line)))
    }

    /// The paths that code names, each in full from its crate: `use super::{a, b::c}` in `src/x/y.rs`
    /// names `crate::x::a` and `crate::x::b::c`.
    pub fn names(&self) -> Vec<(usize, String)> {
        let mut names = Vec::new();
        // What stands before each open brace, if it is a path whose parts are in the brace.
        let mut braces: Vec<String> = Vec::new();
        for (number, line) in self.code() {
            for word in words(line) {
                let outer = braces.last().map_or("", String::as_str);
                if let Some(path) = word.strip_suffix('{') {
                    braces.push(if path.is_empty() { String::new() } else { format!("{outer}{path}") });
                } else if word == "}" {
                    braces.pop();
                } else if word != "as" && word != "_" {
                    let path = format!("{outer}{}", word.trim_end_matches(':'));
                    names.push((number, self.in_full(&path)));
                }
            }
        }
        names
    }

    /// A path as seen from the top of its crate.
    fn in_full(&self, path: &str) -> String {
        if !path.starts_with("super::") && !path.starts_with("self::") {
            return path.to_owned();
        }
        let mut module: Vec<&str> = self.path.trim_end_matches(".rs").split('/').collect();
        module[0] = "crate";
        module.pop_if(|last| ["mod", "lib", "main"].contains(last));
        let mut path = path.strip_prefix("self::").unwrap_or(path);
        while let Some(above) = path.strip_prefix("super::") {
            module.pop();
            path = above;
        }
        format!("{}::{path}", module.join("::"))
    }
}

/// The paths and braces of a line; a path that goes on inside a brace keeps it: `a::{`.
fn words(line: &str) -> Vec<&str> {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find(|c| is_letter(c) || c == '{' || c == '}') {
        rest = &rest[start..];
        let mut end = rest.find(|c| !is_letter(c) && c != ':').unwrap_or(rest.len());
        if end == 0 || (rest[..end].ends_with("::") && rest[end..].starts_with('{')) {
            end += 1;
        }
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    words
}

/// The modules of the program, without those that are tests.
pub fn modules() -> impl Iterator<Item = &'static Source> {
    SOURCES.iter().filter(|source| source.is_in("src") && source.is("rs") && !source.is_tests())
}

/// The modules in a folder of `src`.
pub fn modules_in(folder: &str) -> impl Iterator<Item = &'static Source> {
    let folder = format!("src/{folder}");
    modules().filter(move |source| source.is_in(&folder))
}

/// The places in modules where a name is said that may not be.
pub fn named(modules: impl Iterator<Item = &'static Source>, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut places = Vec::new();
    for source in modules {
        for (number, name) in source.names().into_iter().filter(|(_, name)| is_wrong(name)) {
            places.push(format!("{}:{number}: {name}", source.path));
        }
    }
    places
}

/// The places in files where one of `texts` stands.
pub fn written<'a>(sources: impl Iterator<Item = &'a Source>, texts: &[&str]) -> Vec<String> {
    let is_wrong = |line: &str| texts.iter().any(|text| line.contains(text));
    let mut places = Vec::new();
    for source in sources {
        for (number, line) in source.lines().filter(|(_, line)| is_wrong(line)) {
            places.push(format!("{}:{number}: {}", source.path, line.trim()));
        }
    }
    places
}

/// Whether `name` is `path` or lies in it.
pub fn lies_in(name: &str, path: &str) -> bool {
    name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Fails with the places that break a claim, if there are any.
#[track_caller]
pub fn none(places: &[String], what_to_do: &str) {
    assert!(places.is_empty(), "{what_to_do}:\n  {}", places.join("\n  "));
}

#[test]
fn names_are_read_in_full() {
    let text = "//! a::b\n\
        use std::{fs, io::{self, Read as _}};\n\
        use super::{c, super::d::E}; // f::g\n\
        fn h() -> i::J { match self::k() { l::M { n } => o::p::<Q>() } }\n\
        #[cfg(test)]\n\
        mod tests { use r::s; }";
    let source = Source { path: "src/x/y/mod.rs".to_owned(), text: text.to_owned() };
    let names: Vec<_> = source.names().into_iter().filter(|(_, name)| name.contains("::")).collect();
    let said = |number: usize| -> Vec<&str> {
        names.iter().filter(|(line, _)| *line == number).map(|(_, name)| name.as_str()).collect()
    };
    assert_eq!(said(2), ["std::fs", "std::io::self", "std::io::Read"]);
    assert_eq!(said(3), ["crate::x::c", "crate::d::E"]);
    assert_eq!(said(4), ["i::J", "crate::x::y::k", "l::M", "o::p"]);
    assert_eq!(names.len(), 9, "{names:?}");
}
