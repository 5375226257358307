//! Several who write into one directory.

use std::thread;

use echonest::{app::ports::PlayLog, playlog::PlayLogFiles};
use tokio::runtime::Builder;

use crate::plays::{assert_whole, files, nest, plays, write, zone};

#[test]
fn several_writers_of_the_same_plays_never_double_nor_interleave() {
    let directory = tempfile::tempdir().expect("a directory");
    thread::scope(|scope| {
        for writer in 0..4_usize {
            let log = PlayLogFiles::new(directory.path().to_owned());
            scope.spawn(move || {
                let runtime = Builder::new_current_thread().build().expect("a runtime");
                let mut all = plays(0..120);
                all.rotate_left(writer * 17);
                for some in all.chunks(writer * 3 + 1) {
                    runtime.block_on(write(&log, some));
                }
            });
        }
    });
    assert_whole(directory.path(), 120);
}

#[tokio::test]
async fn a_writer_sees_what_another_wrote_since_it_last_looked() {
    let directory = tempfile::tempdir().expect("a directory");
    let [one, other] = [(); 2].map(|()| PlayLogFiles::new(directory.path().to_owned()));
    for number in 0..20 {
        let (first, second) = if number % 3 == 0 { (&one, &other) } else { (&other, &one) };
        write(first, &plays([number])).await;
        write(second, &plays(0..=number)).await;
    }
    assert_whole(directory.path(), 20);
}

#[tokio::test]
async fn the_same_play_twice_in_one_breath_is_written_once() {
    let directory = tempfile::tempdir().expect("a directory");
    write(&PlayLogFiles::new(directory.path().to_owned()), &plays([0, 1, 0, 1, 1])).await;
    assert_whole(directory.path(), 2);
}

#[tokio::test]
async fn a_play_stays_in_its_file_when_the_zone_is_another_at_the_second_attempt() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = PlayLogFiles::new(directory.path().to_owned());
    for name in ["Pacific/Auckland", "UTC", "America/Los_Angeles"] {
        log.write(&nest(), &zone(name), &plays(0..4)).await.expect("it is written");
    }
    assert_eq!(files(directory.path()).keys().collect::<Vec<_>>(), ["play_log_2018_03_08.json"]);
    assert_whole(directory.path(), 4);
}

#[tokio::test]
async fn plays_of_other_nests_are_other_plays() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = PlayLogFiles::new(directory.path().to_owned());
    for id in ["main", "n2"] {
        let nest = echonest::domain::ids::NestId::parse(id).expect("a nest's id");
        log.write(&nest, &zone("UTC"), &plays(0..3)).await.expect("it is written");
    }
    assert_eq!(crate::plays::read(directory.path()).len(), 6);
}
