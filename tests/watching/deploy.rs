//! The files for Prometheus and Grafana: they can be read, and name nothing that is not served.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::metrics::documented;

pub const DASHBOARD: &str = include_str!("../../deploy/grafana/echonest.json");
pub const ALERTS: &str = include_str!("../../deploy/prometheus/alerts.yml");
pub const PROMETHEUS: &str = include_str!("../../deploy/prometheus/prometheus.yml");
const RUNBOOK: &str = include_str!("../../docs/runbook.md");

/// The metrics that a query names.
fn named(query: &str) -> BTreeSet<String> {
    let words = query.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let ours = words.filter(|word| word.starts_with("echonest_") || word.starts_with("process_"));
    ours.map(str::to_owned).collect()
}

/// Those of them that are not served, also not as a part of a histogram.
fn strangers(query: &str) -> Vec<String> {
    let served = documented();
    let is_served = |name: &String| {
        let parts = ["_bucket", "_sum", "_count"];
        served.contains(name)
            || parts.iter().any(|part| name.strip_suffix(part).is_some_and(|name| served.contains(name)))
    };
    named(query).into_iter().filter(|name| !is_served(name)).collect()
}

pub fn queries() -> Vec<String> {
    let dashboard: Value = serde_json::from_str(DASHBOARD).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().expect("targets"));
    targets.map(|target| target["expr"].as_str().expect("a query").to_owned()).collect()
}

fn alerts() -> Vec<Value> {
    let alerts: Value = serde_saphyr::from_str(ALERTS).expect("YAML");
    alerts["groups"][0]["rules"].as_array().expect("rules").clone()
}

#[test]
fn the_dashboard_names_only_what_is_served_and_leaves_nothing_out() {
    let mut shown = BTreeSet::new();
    for query in queries() {
        assert_eq!(strangers(&query), Vec::<String>::new(), "{query}");
        shown.extend(named(&query).into_iter().map(|name| {
            let parts = ["_bucket", "_sum", "_count"];
            parts.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(&name).to_owned()
        }));
    }
    let ours = documented().into_iter().filter(|name| name.starts_with("echonest_"));
    let missing: Vec<_> = ours.filter(|name| !shown.contains(name)).collect();
    assert_eq!(missing, Vec::<String>::new(), "each metric has a panel");
}

#[test]
fn a_dashboard_has_panels_that_do_not_overlap() {
    let dashboard: Value = serde_json::from_str(DASHBOARD).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    let places: BTreeSet<_> = panels.iter().map(|panel| panel["gridPos"].to_string()).collect();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64()).collect();
    assert_eq!((places.len(), ids.len()), (panels.len(), panels.len()));
    assert!(dashboard["title"] == "EchoNest" && dashboard["schemaVersion"].is_u64());
}

#[test]
fn every_alert_names_only_what_is_served_and_has_its_place_in_the_runbook() {
    let alerts = alerts();
    assert!(alerts.len() >= 10);
    for alert in alerts {
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{alert}")).to_owned();
        assert_eq!(strangers(&text(&alert["expr"])), Vec::<String>::new(), "{alert}");
        assert!(["page", "warn"].contains(&text(&alert["labels"]["severity"]).as_str()));
        assert!(!text(&alert["for"]).is_empty() && text(&alert["annotations"]["summary"]).ends_with('.'));
        let name = text(&alert["alert"]);
        assert_eq!(
            text(&alert["annotations"]["runbook"]),
            format!("docs/runbook.md#{}", name.to_lowercase())
        );
        assert!(RUNBOOK.lines().any(|line| line == format!("## {name}")), "{name}");
        assert!(RUNBOOK.contains(&text(&alert["expr"])), "the runbook tells another condition of {name}");
    }
}

#[test]
fn prometheus_asks_where_numbers_are_read_by_default() {
    let prometheus: Value = serde_saphyr::from_str(PROMETHEUS).expect("YAML");
    assert_eq!(prometheus["rule_files"][0], "alerts.yml");
    assert_eq!(prometheus["scrape_configs"][0]["job_name"], "echonest");
    assert_eq!(prometheus["scrape_configs"][0]["static_configs"][0]["targets"][0], "127.0.0.1:9464");
}
