use super::{Player, deed::Deed, device::Device};
use crate::{catalogue::Catalogue, mixing::Mixer};

struct Room {
    catalogue: Catalogue,
    dice: Mixer,
    player: Player,
}

impl Room {
    fn new() -> Self {
        let devices =
            vec![Device::new("ada", "computer", "Computer"), Device::new("ada", "phone", "Smartphone")];
        Self { catalogue: Catalogue::make(), dice: Mixer::of("test"), player: Player::with(devices) }
    }

    fn uris(&self, count: usize) -> Vec<String> {
        self.catalogue.tracks[..count].iter().map(super::super::catalogue::Track::uri).collect()
    }

    fn tell(&mut self, device: &str, deed: Deed, now_ms: u64) {
        self.player.tell(device, deed, now_ms, &mut self.dice);
        self.settle(now_ms);
    }

    fn settle(&mut self, now_ms: u64) {
        self.player.settle(now_ms, &self.catalogue, &mut self.dice);
    }
}

fn play(uris: Vec<String>) -> Deed {
    Deed::Play { uris, first: None, position_ms: 0 }
}

#[test]
fn it_goes_on_to_the_second_by_itself_and_then_stops() {
    let mut room = Room::new();
    let uris = room.uris(2);
    room.tell("phone", play(uris.clone()), 1_000);
    room.settle(20_999);
    assert_eq!((room.player.current(), room.player.progress_ms(20_999)), (Some(uris[0].as_str()), 19_999));
    room.settle(22_000);
    assert_eq!((room.player.current(), room.player.progress_ms(22_000)), (Some(uris[1].as_str()), 1_000));
    room.settle(50_000);
    assert!(!room.player.is_playing);
    assert_eq!(room.player.changed_ms, 41_000);
}

#[test]
fn a_late_command_has_its_effect_when_the_device_gets_to_it() {
    let mut room = Room::new();
    room.player.devices[0].effect_ms = 700;
    let uris = room.uris(1);
    room.tell("computer", play(uris), 1_000);
    assert!(!room.player.is_playing);
    room.settle(2_000);
    assert_eq!((room.player.is_playing, room.player.progress_ms(2_000)), (true, 300));
}

#[test]
fn commands_overtake_each_other_where_a_device_jitters() {
    let mut room = Room::new();
    room.player.devices[0].jitter_ms = 1_000;
    let uris = room.uris(1);
    let mut overtaken = 0;
    for round in 0..20 {
        let now_ms = round * 5_000;
        room.tell("computer", play(uris.clone()), now_ms);
        room.tell("computer", Deed::Seek(9_000), now_ms + 1);
        room.settle(now_ms + 2_000);
        overtaken += u32::from(room.player.progress_ms(now_ms + 2_000) < 9_000);
    }
    assert!((1..20).contains(&overtaken), "{overtaken}");
}

#[test]
fn an_idle_device_vanishes_and_a_playing_one_does_not() {
    let mut room = Room::new();
    room.player.devices.iter_mut().for_each(|device| device.vanish_after_ms = Some(5_000));
    let uris = room.uris(1);
    room.tell("phone", play(uris), 0);
    room.settle(6_000);
    let listed =
        |room: &Room| -> Vec<bool> { room.player.devices.iter().map(|found| found.is_listed).collect() };
    assert_eq!(listed(&room), [false, true]);
    room.settle(24_999);
    assert_eq!(listed(&room), [false, true]);
    room.settle(25_000);
    assert_eq!((listed(&room), room.player.active.as_ref()), (vec![false, false], None));
}

#[test]
fn shuffling_makes_the_order_any_and_turning_it_off_brings_it_back() {
    let mut room = Room::new();
    let uris = room.uris(10);
    room.tell("phone", Deed::Shuffle(true), 0);
    room.tell("phone", play(uris.clone()), 0);
    assert_ne!(room.player.uris, uris);
    room.tell("phone", Deed::Shuffle(false), 10);
    assert_eq!(room.player.uris, uris);
}

#[test]
fn a_device_takes_over_where_the_other_one_is() {
    let mut room = Room::new();
    let uris = room.uris(1);
    room.tell("phone", play(uris), 0);
    room.tell("computer", Deed::Move(None), 4_000);
    assert_eq!(room.player.active.as_deref(), Some("computer"));
    assert_eq!((room.player.is_playing, room.player.progress_ms(5_000)), (true, 5_000));
}
