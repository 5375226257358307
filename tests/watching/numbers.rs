//! A server whose numbers can be read, and its numbers.

use std::{collections::BTreeMap, path::Path};

use crate::support::{port, server::Server};

/// A server, and where its numbers are read.
pub struct Watched {
    pub server: Server,
    pub metrics: String,
}

/// What is served at a moment.
pub struct Numbers {
    /// Each series, as it is written, with its value.
    series: BTreeMap<String, f64>,
    /// The kind of each name.
    pub kinds: BTreeMap<String, String>,
    /// The names that say what they mean.
    pub described: Vec<String>,
}

impl Watched {
    pub fn start(directory: &Path, settings: &[(&str, &str)]) -> Self {
        let metrics = format!("127.0.0.1:{}", port::free());
        let mut all = vec![("METRICS_BIND", metrics.as_str())];
        all.extend(settings);
        Self { server: Server::start_with(directory, &all), metrics }
    }

    pub async fn numbers(&self) -> Numbers {
        Numbers::at(&self.metrics).await
    }
}

impl Numbers {
    /// What is served at this address.
    pub async fn at(metrics: &str) -> Self {
        let answer = reqwest::get(format!("http://{metrics}/metrics")).await.expect("it answers");
        Self::read(&answer.text().await.expect("text"))
    }

    fn read(text: &str) -> Self {
        let (mut series, mut kinds, mut described) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(rest) = line.strip_prefix("# HELP ") {
                described.extend(rest.split(' ').next().map(str::to_owned));
            } else if let Some((name, kind)) =
                line.strip_prefix("# TYPE ").and_then(|rest| rest.split_once(' '))
            {
                kinds.insert(name.to_owned(), kind.to_owned());
            } else if let Some((name, value)) = line.rsplit_once(' ') {
                series.insert(name.to_owned(), value.parse().expect("a number"));
            }
        }
        Self { series, kinds, described }
    }

    /// The value of a series, as it is written: `name` or `name{label="value"}`.
    pub fn of(&self, series: &str) -> f64 {
        *self.series.get(series).unwrap_or_else(|| panic!("{series} is not in {:?}", self.series.keys()))
    }

    /// All series of a name together.
    pub fn sum(&self, name: &str) -> f64 {
        let is_of = |series: &str| series.strip_prefix(name).is_some_and(|rest| rest.starts_with('{'));
        self.series.iter().filter(|(series, _)| is_of(series)).map(|(_, value)| value).sum()
    }

    /// All series, as they are written.
    pub fn series(&self) -> impl Iterator<Item = &str> {
        self.series.keys().map(String::as_str)
    }
}
