//! `docs/hosting.md`: its blocks of commands, in order, each with the way and the step that it belongs to.

use crate::files::read;

/// What somebody types at once.
#[derive(Clone)]
pub struct Block {
    /// Where it stands.
    pub line: usize,
    /// The heading of the way, like `With systemd`.
    pub way: String,
    /// The heading of the step in it, like `4. Start`.
    pub step: String,
    pub text: String,
}

/// Blocks that nothing can type here: how each begins, and why.
const NOT_HERE: [(&str, &str); 18] = [
    ("getent ahosts", "asks for a name that leads nowhere"),
    ("ssh root@", "needs another machine"),
    ("apt-get update", "would change this machine, its firewall and its clock"),
    ("echo 'PasswordAuthentication", "would change who comes into this machine"),
    ("fallocate", "would change this machine's memory"),
    ("git clone", "needs the network; the walk copies the checkout"),
    ("cd /srv/echonest && git fetch", "needs the network"),
    ("rsync", "needs another machine; the walk copies the files"),
    ("scp party-backups/secret_key", "needs another machine; the walk copies the files"),
    ("scp \"$(ls", "needs another machine; the walk copies the file"),
    ("scp root@party.example:/etc", "needs another machine; the walk copies the file"),
    ("apt-get install -y caddy", "would change this machine; Caddy is here for tests"),
    ("apt-get install -y redis", "would change this machine; Redis is here for tests"),
    ("systemctl stop echonest", "with several processes it is Redis that is stopped"),
    ("systemctl start echonest\n", "the same"),
    ("ssh -L", "needs another machine"),
    ("respond /sw.js 410", "is a line of a Caddyfile; the door of tests/deploy/door.rs has it"),
    ("age-keygen", "is typed on another machine; tests/backup opens what is encrypted"),
];

/// Why this cannot be typed here, where it cannot.
pub fn why_not_here(block: &Block) -> Option<&'static str> {
    let text = format!("{}\n", block.text);
    NOT_HERE.iter().find(|(begins, _)| text.starts_with(begins)).map(|(_, why)| *why)
}

/// All blocks in order.
pub fn blocks() -> Vec<Block> {
    let text = read("docs/hosting.md");
    let (mut way, mut step) = (String::new(), String::new());
    let mut blocks: Vec<Block> = Vec::new();
    let (mut is_inside, mut is_apart) = (false, true);
    for (line, text) in (1..).zip(text.lines()) {
        if let Some(code) = text.strip_prefix("    ") {
            if is_inside {
                let block = blocks.last_mut().expect("it has begun");
                block.text.push('\n');
                block.text.push_str(code);
            } else {
                assert!(is_apart, "docs/hosting.md:{line}: readers see one block where two are meant");
                blocks.push(Block { line, way: way.clone(), step: step.clone(), text: code.to_owned() });
            }
            (is_inside, is_apart) = (true, false);
            continue;
        }
        is_inside = false;
        is_apart |= !text.is_empty();
        if let Some(heading) = text.strip_prefix("### ") {
            heading.clone_into(&mut step);
        } else if let Some(heading) = text.strip_prefix("## ") {
            heading.clone_into(&mut way);
            step.clear();
        }
    }
    assert!(blocks.len() > 30, "only {} blocks were found", blocks.len());
    blocks
}

#[test]
fn every_reason_not_to_type_a_block_is_about_one_that_is_there() {
    let blocks = blocks();
    for (begins, why) in NOT_HERE {
        let is_meant = |block: &Block| format!("{}\n", block.text).starts_with(begins);
        assert!(blocks.iter().any(is_meant), "no block begins with {begins:?}, which {why}");
    }
}

#[test]
fn every_block_belongs_to_a_way_that_is_walked_or_says_why_not() {
    for block in blocks() {
        let is_walked = super::WALKED.contains(&block.way.as_str());
        assert!(
            is_walked || why_not_here(&block).is_some(),
            "docs/hosting.md:{}: nobody types {:?}",
            block.line,
            block.text
        );
    }
}
