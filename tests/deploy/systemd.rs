//! The units for systemd: that they start what there is, and how little that may do.

use std::process::Command;

use crate::files::{ROLES, has, in_folder, is_secret, is_setting, path, read};

/// Exposure as systemd counts it, in tenths: 10 is everything a program can do, 0 is nothing.
const EXPOSURE_MAX: &str = "20";

fn units() -> Vec<String> {
    in_folder("deploy/systemd", ".service")
}

/// What the lines of this name say.
fn said<'a>(unit: &'a str, name: &str) -> Vec<&'a str> {
    unit.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('=')).collect()
}

#[test]
fn every_unit_is_a_role_of_the_program_and_sets_what_it_reads() {
    let mut roles = Vec::new();
    for name in units() {
        let unit = read(&name);
        let [start] = said(&unit, "ExecStart")[..] else { panic!("{name} starts other than one program") };
        let told = start.strip_prefix("/usr/local/bin/echonest ").expect("it is ours");
        let role = told.split(' ').next().unwrap_or_default().to_owned();
        assert!(ROLES.contains(&role.as_str()) || role == "backup", "{name}: {role}");
        roles.push(role);
        let set = said(&unit, "Environment").join(" ");
        for variable in set.split_whitespace().filter_map(|pair| pair.split_once('=')).map(|(name, _)| name) {
            assert!(is_setting(variable) && !is_secret(variable), "{name}: {variable}");
        }
    }
    roles.sort();
    assert_eq!(roles, ["backup", "player", "serve", "web"]);
}

#[test]
fn what_is_kept_is_where_every_unit_may_write() {
    for name in units() {
        let unit = read(&name);
        assert_eq!(said(&unit, "StateDirectory")[0].split(' ').next(), Some("echonest"), "{name}");
        assert_eq!(said(&unit, "StateDirectoryMode"), ["0700"], "{name}");
        // One name is one user, so the processes can read what the others write.
        assert_eq!(said(&unit, "User"), ["echonest"], "{name}");
        assert!(said(&unit, "Environment")[0].contains("DATA_DIR=/var/lib/echonest "), "{name}");
        let is_started_anew = said(&unit, "Restart") == ["on-failure"];
        assert!(is_started_anew || said(&unit, "Type") == ["oneshot"], "{name}");
    }
}

#[test]
fn systemd_counts_little_that_could_be_done_through_any_unit() {
    if !has("systemd-analyze") {
        eprintln!("systemd-analyze is not here, so nobody counts.");
        return;
    }
    for name in units() {
        let output = Command::new("systemd-analyze")
            .args(["security", "--no-pager", "--offline=true", &format!("--threshold={EXPOSURE_MAX}")])
            .arg(path(&name))
            .output()
            .expect("it can be started");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{name}: {told}{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_timer_has_its_unit() {
    for name in in_folder("deploy/systemd", ".timer") {
        assert!(path(&name.replace(".timer", ".service")).exists(), "{name} starts nothing");
        assert!(!said(&read(&name), "OnCalendar").is_empty(), "{name} never comes");
    }
}
