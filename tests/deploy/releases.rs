//! `.github/workflows`: what is run by whom, and with which rights.

use serde_json::Value;

use crate::files::{in_folder, keys, texts, yaml};

fn workflows() -> Vec<(String, Value)> {
    in_folder(".github/workflows", ".yml").into_iter().map(|name| (name.clone(), yaml(&name))).collect()
}

/// The jobs of a workflow, and the steps of a job.
fn steps(workflow: &Value) -> impl Iterator<Item = &Value> {
    let jobs = workflow["jobs"].as_object().expect("jobs").values();
    jobs.flat_map(|job| job["steps"].as_array().expect("steps"))
}

#[test]
fn whoever_elses_step_is_used_by_its_version() {
    for (name, workflow) in workflows() {
        for used in steps(&workflow).filter_map(|step| step["uses"].as_str()) {
            let (_, version) = used.split_once('@').expect("a version");
            let is_version =
                version.strip_prefix('v').is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()));
            assert!(is_version || version.len() == 40, "{name}: {used}");
        }
    }
}

#[test]
fn a_workflow_may_read_and_only_what_publishes_may_write() {
    for (name, workflow) in workflows() {
        assert_eq!(keys(&workflow["permissions"]), ["contents"], "{name}");
        assert_eq!(workflow["permissions"]["contents"], "read", "{name}");
        for (job, what) in workflow["jobs"].as_object().expect("jobs") {
            assert!(what["timeout-minutes"].is_u64(), "{name}: {job} may run for ever");
            let rights = what["permissions"].as_object().into_iter().flatten();
            let writes = rights.filter(|(_, right)| *right == "write").count();
            assert!(writes == 0 || ["image", "release"].contains(&job.as_str()), "{name}: {job}");
        }
    }
}

#[test]
fn no_text_of_a_stranger_becomes_a_command() {
    for (name, workflow) in workflows() {
        for line in steps(&workflow).filter_map(|step| step["run"].as_str()) {
            assert!(!line.contains("${{"), "{name}: give it as a variable: {line}");
        }
    }
}

#[test]
fn a_release_has_programs_for_linux_and_macos_with_sums_and_parts() {
    let release = yaml(".github/workflows/release.yml");
    let built = release["jobs"]["programs"]["strategy"]["matrix"]["include"].as_array().expect("targets");
    let mut targets: Vec<_> = built.iter().filter_map(|built| built["target"].as_str()).collect();
    targets.sort_unstable();
    assert_eq!(
        targets,
        [
            "aarch64-apple-darwin",
            "aarch64-unknown-linux-musl",
            "x86_64-apple-darwin",
            "x86_64-unknown-linux-musl"
        ]
    );
    let needed = texts(&release["jobs"]["release"]["needs"]);
    assert_eq!(needed, ["programs", "parts", "image"]);
    let lines: Vec<_> = steps(&release).filter_map(|step| step["run"].as_str()).collect();
    for wanted in ["sha256sum", "cargo cyclonedx", "npm sbom", "gh release create"] {
        assert!(lines.iter().any(|line| line.contains(wanted)), "{wanted}");
    }
}

#[test]
fn what_is_known_to_be_wrong_with_others_work_is_looked_for_at_each_change_and_every_week() {
    let scan = yaml(".github/workflows/scan.yml");
    assert!(scan["on"]["schedule"][0]["cron"].is_string(), "what becomes known later is never looked for");
    assert!(keys(&scan["on"]).contains(&"pull_request"));
    let used: Vec<_> = steps(&scan).filter_map(|step| step["uses"].as_str()).collect();
    for wanted in ["EmbarkStudios/cargo-deny-action", "anchore/sbom-action", "anchore/scan-action"] {
        assert!(used.iter().any(|used| used.starts_with(wanted)), "{wanted}");
    }
    let deny = steps(&scan).find(|step| step["with"]["command"].is_string()).expect("crates are looked at");
    let command = deny["with"]["command"].as_str().expect("a text");
    assert_eq!(command, "check advisories bans licenses sources");
    let audits =
        steps(&scan).filter_map(|step| step["run"].as_str()).filter(|line| line.contains("npm audit"));
    assert_eq!(audits.count(), 2, "the page's packages, and those that are measured against");
    let image =
        steps(&scan).find(|step| step["with"]["fail-build"].is_boolean()).expect("the image is looked at");
    assert_eq!(image["with"]["fail-build"], true);
    // A step that may fail finds nothing.
    let may_fail = |it: &Value| !it["continue-on-error"].is_null();
    assert!(!steps(&scan).any(may_fail) && !scan["jobs"].as_object().expect("jobs").values().any(may_fail));
}
