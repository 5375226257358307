//! Applause and comments.

use echonest::domain::{
    command::Command,
    ids::{CommentId, EntryId},
    text::CommentText,
};

use crate::room::Room;

fn saying(entry: EntryId, text: &str) -> Command {
    Command::Comment(entry, CommentText::parse(text).expect("a comment"))
}

#[test]
fn a_jam_is_on_or_off_and_moves_nothing() {
    let mut room = Room::with_music();
    let entry = room.add("ann", "one");
    let rank = room.rank(entry);
    room.does("bob", Command::Jam(entry, true));
    assert!(room.does("bob", Command::Jam(entry, true)).is_empty());
    assert_eq!((room.entry(entry).jams.len(), room.rank(entry)), (1, rank));
    room.does("bob", Command::Jam(entry, false));
    assert!(room.entry(entry).jams.is_empty());
    room.refuses("bob", Command::Jam(EntryId(99), true), "not_found");
}

#[test]
fn fifty_comments_fill_an_entry() {
    let mut room = Room::with_music();
    let entry = room.add("ann", "one");
    for number in 0..50 {
        room.does(&format!("p{}", number % 5), saying(entry, "wow"));
    }
    room.refuses("bob", saying(entry, "wow"), "full");
}

#[test]
fn thirty_comments_an_hour_are_accepted() {
    let mut room = Room::playing(20 * 60_000);
    let ids = ["one", "two"].map(|title| room.add("ann", title));
    for number in 0..30 {
        room.does("bob", saying(ids[number % 2], "wow"));
    }
    room.refuses("bob", saying(ids[0], "wow"), "rate_limited");
    room.does("cem", saying(ids[0], "wow"));
}

#[test]
fn a_comment_is_deleted_by_its_author_or_a_host() {
    let mut room = Room::with_music();
    let entry = room.add("ann", "one");
    for _ in 0..2 {
        room.does("bob", saying(entry, "wow"));
    }
    room.refuses("ann", Command::Uncomment(entry, CommentId(1)), "forbidden");
    room.does("bob", Command::Uncomment(entry, CommentId(1)));
    room.does("hanna", Command::Uncomment(entry, CommentId(2)));
    room.refuses("hanna", Command::Uncomment(entry, CommentId(2)), "not_found");
    assert!(room.entry(entry).comments.is_empty());
}
