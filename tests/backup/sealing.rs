//! Backups that only some can open, with Debian's `age` for the other side.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use echonest::{
    app::ports::Piece,
    backup::{reading, sealing::Identities, spool::Spool},
};
use tempfile::TempDir;

use crate::{
    house::{self, Party, at, at_redis, back_up, does, echonest, plays, seen, text},
    support::{redis_server::RedisServer, server::Server},
};

/// Somebody whom backups are encrypted to.
struct Keeper {
    file: PathBuf,
    recipient: String,
}

impl Keeper {
    fn new(directory: &Path, name: &str) -> Self {
        let file = directory.join(name);
        assert!(run("age-keygen", &["-o", text(&file)]).status.success());
        let recipient = String::from_utf8(run("age-keygen", &["-y", text(&file)]).stdout).expect("text");
        Self { file, recipient: recipient.trim().to_owned() }
    }
}

fn run(program: &str, args: &[&str]) -> Output {
    Command::new(program).args(args).output().expect("age is installed; see scripts/setup")
}

fn to(recipients: &[&Keeper], directory: &Path) -> Vec<(&'static str, String)> {
    let names: Vec<_> = recipients.iter().map(|keeper| keeper.recipient.as_str()).collect();
    [at(directory), vec![("BACKUP_ENCRYPT_TO", names.join(","))]].concat()
}

/// A house with a party, and an encrypted backup of it.
async fn a_sealed_backup() -> (TempDir, [Keeper; 2], PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let keepers = ["one", "other"].map(|name| Keeper::new(directory.path(), name));
    let server = Server::start(directory.path());
    house::some_plays(directory.path());
    Party::begin(&server).await;
    drop(server);
    let backup = back_up(&to(&[&keepers[0], &keepers[1]], directory.path()), directory.path(), "backup");
    (directory, keepers, backup)
}

fn opened(backup: &Path, keeper: &Keeper) -> Vec<u8> {
    let age = run("age", &["-d", "-i", text(&keeper.file), text(backup)]);
    assert!(age.status.success(), "{}", String::from_utf8_lossy(&age.stderr));
    age.stdout
}

#[tokio::test]
async fn a_house_comes_back_from_an_encrypted_backup_to_any_of_its_recipients() {
    let directory = tempfile::tempdir().expect("a directory");
    let [one, other] = ["one", "other"].map(|name| Keeper::new(directory.path(), name));
    let old = directory.path().join("old");
    let server = Server::start(&old);
    house::some_plays(&old);
    let party = Party::begin(&server).await;
    let saw = seen(&party.guest.socket().await);
    // The server runs on; options count like settings, and may be said again.
    let folder = directory.path().join("backups");
    fs::create_dir(&folder).expect("it is made");
    let sealed = ["--encrypt-to", &one.recipient, "--encrypt-to", &other.recipient];
    does(&at(&old), &[&["backup", text(&folder)], sealed.as_slice()].concat());
    drop(server);
    let backup = fs::read_dir(&folder).expect("it is there").flatten().next().expect("a backup").path();
    assert!(text(&backup).ends_with(".tar.gz.age"), "{backup:?}");
    for (name, keeper) in [("first", &one), ("second", &other)] {
        let said = does(&[], &["verify", text(&backup), "--identity", text(&keeper.file)]);
        assert!(said.contains("is whole: 1 nest"), "{said}");
        let new = directory.path().join(name);
        does(&at(&new), &["restore", text(&backup), "--identity", text(&keeper.file)]);
        assert_eq!(plays(&new), plays(&old));
        let server = Server::start(&new);
        assert_eq!(seen(&party.guest.at(&server.url).socket().await), saw);
    }
    let redis = RedisServer::start(directory.path());
    let settings = at_redis(&directory.path().join("with redis"), &redis.url());
    does(&settings, &["restore", text(&backup), "--identity", text(&one.file)]);
}

#[tokio::test]
async fn age_itself_opens_one_and_what_it_encrypts_is_read() {
    let (directory, [one, other], backup) = a_sealed_backup().await;
    let plain = directory.path().join("opened.tar.gz");
    fs::write(&plain, opened(&backup, &one)).expect("it is written");
    assert!(does(&[], &["verify", text(&plain)]).contains("is whole: 1 nest"));
    assert_eq!(opened(&backup, &other), fs::read(&plain).expect("it can be read"));
    let again = directory.path().join("by age.tar.gz.age");
    assert!(run("age", &["-r", &one.recipient, "-o", text(&again), text(&plain)]).status.success());
    let said = does(&[], &["verify", text(&again), "--identity", text(&one.file)]);
    assert!(said.contains("is whole: 1 nest"), "{said}");
}

#[tokio::test]
async fn whoever_has_no_identity_is_told_what_is_known_and_what_is_needed() {
    let (directory, [one, _], backup) = a_sealed_backup().await;
    let stranger = Keeper::new(directory.path(), "stranger");
    let said = echonest(&[], &["verify", text(&backup)]);
    assert_eq!(said.code, Some(1));
    for word in ["encrypted to 2 recipients", "--identity FILE"] {
        assert!(said.err.contains(word), "{}", said.err);
    }
    let said = echonest(&[], &["verify", text(&backup), "--identity", text(&stranger.file)]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("encrypted to somebody else"), "{}", said.err);
    let new = directory.path().join("new");
    for args in
        [&["restore", text(&backup)][..], &["restore", text(&backup), "--identity", text(&stranger.file)]]
    {
        assert_eq!(echonest(&at(&new), args).code, Some(1));
        assert!(!new.exists(), "something was put back");
    }
    let notes = directory.path().join("notes");
    for (content, word) in
        [("# nothing\n", "holds no identity"), ("# a\nmilk\n", "line 2"), ("\u{0}", "line 1")]
    {
        fs::write(&notes, content).expect("it is written");
        let said = echonest(&[], &["verify", text(&backup), "--identity", text(&notes)]);
        assert_eq!(said.code, Some(1));
        assert!(said.err.contains(word), "{}", said.err);
    }
    // An identity that lies about encrypted is opened on the way.
    let locked = directory.path().join("locked");
    assert!(run("age", &["-r", &one.recipient, "-o", text(&locked), text(&one.file)]).status.success());
    let said = echonest(&[], &["verify", text(&backup), "--identity", text(&locked)]);
    assert!(said.err.contains("is encrypted itself"), "{}", said.err);
    let args = ["-c", "age -d -i \"$1\" \"$2\" | \"$0\" verify --identity /dev/stdin \"$3\""];
    let values = [env!("CARGO_BIN_EXE_echonest"), text(&one.file), text(&locked), text(&backup)];
    let said = run("sh", &[args.as_slice(), values.as_slice()].concat());
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[tokio::test]
async fn an_encrypted_one_that_is_cut_short_or_changed_anywhere_is_recognised() {
    let (directory, [one, _], backup) = a_sealed_backup().await;
    let ours = Identities::read(&one.file).expect("it is one");
    let whole = fs::read(&backup).expect("it can be read");
    assert!(reading::verify(&backup, &ours).is_ok());
    let other = directory.path().join("other.tar.gz.age");
    let is_whole = |bytes: &[u8]| {
        fs::write(&other, bytes).expect("it is written");
        reading::verify(&other, &ours).is_ok()
    };
    for length in (0..whole.len()).step_by(11).chain(whole.len() - 40..whole.len()) {
        assert!(!is_whole(&whole[..length]), "{length} bytes of {} were taken for a backup", whole.len());
    }
    for place in (0..whole.len()).step_by(13).chain(0..300) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        assert!(!is_whole(&bytes), "byte {place} is another, and nobody noticed");
    }
    assert!(!is_whole(&[whole.as_slice(), b"x"].concat()), "something stands behind it");
    // Without an identity, the head and the length tell some of that.
    let head = whole.windows(4).position(|four| four == b"\n---").expect("a head");
    fs::write(&other, &whole[..head]).expect("it is written");
    let said = echonest(&[], &["verify", text(&other)]);
    assert!(said.err.contains("cut short"), "{}", said.err);
}

#[test]
fn what_is_put_aside_for_an_encrypted_backup_cannot_be_read_on_the_disk() {
    let directory = tempfile::tempdir().expect("a directory");
    let piece = Piece::Secret { key: "session:of-somebody".into(), value: vec![7; 99], end_ms: u64::MAX };
    let on_disk = |is_sealed, mark: u64| {
        let mut spool = Spool::begin(directory.path(), is_sealed, mark).expect("it can be made");
        spool.add(&piece).expect("it is written");
        let (mut from, bytes, _) = spool.end().expect("it is written");
        // The file has no name any more; the process has it open all the same.
        let name = format!(".echonest-{mark:016x}.part");
        let mut files = fs::read_dir("/proc/self/fd").expect("this is Linux").flatten();
        let is_it = |link: PathBuf| link.to_string_lossy().contains(&name);
        let file = files.find(|file| fs::read_link(file.path()).is_ok_and(is_it)).expect("it is open");
        let disk = fs::read(file.path()).expect("it can be read");
        let mut read = Vec::new();
        from.read_to_end(&mut read).expect("it can be read");
        assert_eq!(read.len() as u64, bytes);
        (disk, read)
    };
    let (open, read) = on_disk(false, 7);
    assert!(open == read && String::from_utf8_lossy(&open).contains("session:of-somebody"));
    let (sealed, same) = on_disk(true, 8);
    assert_eq!(same, read);
    assert!(sealed.starts_with(b"age-encryption.org/v1\n"));
    assert!(!String::from_utf8_lossy(&sealed).contains("session:"));
}

#[test]
fn a_recipient_that_nobody_can_be_stops_everything_and_a_secret_half_is_not_shown() {
    let directory = tempfile::tempdir().expect("a directory");
    let keeper = Keeper::new(directory.path(), "keeper");
    let secret = fs::read_to_string(&keeper.file).expect("text");
    let secret = secret.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("an identity");
    let folder = directory.path().join("backups");
    fs::create_dir(&folder).expect("it is made");
    for (recipients, word) in [
        (format!("{},age1nobody", keeper.recipient), "recipient 2"),
        (secret.to_owned(), "age-keygen -y"),
        ("ssh-ed25519 AAAA".to_owned(), "recipient 1"),
    ] {
        let settings = [at(directory.path()), vec![("BACKUP_ENCRYPT_TO", recipients)]].concat();
        for args in [&["backup", text(&folder)][..], &["serve"], &["doctor"]] {
            let said = echonest(&settings, args);
            assert_eq!(said.code, Some(1), "{args:?}");
            let all = said.out + &said.err;
            assert!(all.contains(word) && !all.contains(secret), "{args:?}: {all}");
        }
    }
    assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 0);
}
