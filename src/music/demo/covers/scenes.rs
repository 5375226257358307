//! Compositions with something to see in them: land, sun, plants, planets, sea.
//!
//! Must never: be quite what they seem.

use super::{
    Mixer,
    palettes::Palette,
    sheet::{SIDE, Sheet},
};

/// Ridges one before the other, under a large sun.
pub(super) fn hills(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    let (x, y) = (mixer.between(70, 230), mixer.between(80, 120));
    let radius = mixer.between(36, 58);
    sheet.clear_disc(x, y, radius + 22, palette.ink(0), 78);
    sheet.disc(x, y, radius, palette.ink(0));
    let ridges = [palette.ink(1), palette.ink(2), palette.ground, palette.ink(3)];
    let mut lean = mixer.one_of(&[-1, 1]);
    for (top, ink) in [150, 188, 222, 246].into_iter().zip(ridges) {
        let (left, right) = (top + lean * mixer.between(8, 26), top - lean * mixer.between(8, 26));
        let (up, down) = (mixer.between(30, 62) * lean, mixer.between(22, 48) * lean);
        let (near, far) = (left - up, right + down);
        sheet.path(&format!("M0 {left}C100 {near} 180 {far} 300 {right}V300H0Z"), ink);
        lean = -lean;
    }
}

/// A sun going down in stripes, and what the water makes of it.
pub(super) fn sunset(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    let radius = mixer.between(82, 104);
    let x = mixer.one_of(&[110, 150, 150, 190]);
    let horizon = 196;
    sheet.disc(x, horizon - 46, radius, palette.ink(0));
    for (number, top) in (0..).zip([horizon - 78, horizon - 53, horizon - 28]) {
        sheet.rect(0, top, SIDE, 3 + 3 * number, palette.ground);
    }
    sheet.ring(x, horizon - 46, radius + 20, 3, palette.ink(3));
    sheet.rect(0, horizon, SIDE, SIDE - horizon, palette.ink(3));
    for row in 0..5 {
        let half = radius - 6 - row * mixer.between(12, 15);
        let (left, top) = (x - half + mixer.between(-14, 14), horizon + 10 + row * 19);
        let ink = if row % 2 == 0 { palette.ink(1) } else { palette.ink(0) };
        let right = left + 2 * half;
        sheet.line(&format!("M{left} {top}H{right}"), 7, ink);
    }
}

/// A plant from a herbarium, pair by pair.
pub(super) fn leaves(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    let rises = mixer.between(20, 46);
    let wide = mixer.between(20, 34);
    let shift = mixer.below(3);
    sheet.clear_disc(150, 150, 122, palette.ink(1), 70);
    sheet.line("M150 276V62", 4, palette.ink(3));
    for (row, (foot, reach)) in
        [(252, 104), (212, 112), (172, 100), (132, 80), (96, 54)].into_iter().enumerate()
    {
        let ink = palette.ink([3, 2, 0][(row + shift) % 3]);
        let (tip, bend) = (foot - rises, foot - rises - wide);
        for side in [-1, 1] {
            let (end, near, far) = (150 + side * reach, 150 + side * reach / 4, 150 + side * reach * 3 / 4);
            let low = foot + wide / 3;
            sheet.path(
                &format!(
                    "M150 {foot}C{near} {bend} {far} {bend} {end} {tip}C{far} {low} {near} {low} 150 {foot}Z"
                ),
                ink,
            );
        }
    }
    sheet.path("M150 70C128 52 136 26 150 14C164 26 172 52 150 70Z", palette.ink(0));
}

/// Planets on their ways.
pub(super) fn orbits(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    let (x, y) = mixer.one_of(&[(150, 150), (150, 150), (96, 204), (210, 96), (60, 60)]);
    for (number, radius) in (62..).step_by(34).take(6).enumerate() {
        sheet.ring(x, y, radius, 2, palette.ink(3));
        let degrees = mixer.between(0, 359);
        let (size, ink) = (mixer.between(7, 19), palette.ink(number % 3));
        sheet.turned(degrees, x, y, |sheet| sheet.disc(x + radius, y, size, ink));
    }
    sheet.disc(x, y, 42, palette.ink(0));
    sheet.path(&format!("M{} {y}a42 42 0 0 0 84 0Z", x - 42), palette.ink(1));
}

/// One flower, seen from above.
pub(super) fn flower(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    let petals = mixer.one_of(&[8, 10, 12]);
    let wide = mixer.between(240, 340) / petals;
    for (crown, (reach, ink)) in (0..).zip([(140, 3), (112, 0), (74, 1)]) {
        // Each path holds a petal and the one across from it.
        let petal = [-1, 1].map(|way| {
            let (tip, shoulder) = (150 + way * reach, 150 + way * reach * 2 / 3);
            let (left, near, right) = (150 - wide * 2, 150 - wide, 150 + wide * 2);
            format!("M150 150C{left} {shoulder} {near} {tip} 150 {tip}S{right} {shoulder} 150 150Z")
        });
        for number in 0..petals / 2 {
            let turn = (2 * number + crown % 2) * 180 / petals;
            sheet.turned(turn, 150, 150, |sheet| sheet.path(&petal.concat(), palette.ink(ink)));
        }
    }
    sheet.disc(150, 150, 26, palette.ink(2));
    sheet.disc(150, 150, 11, palette.ground);
}

/// The sea, band behind band.
pub(super) fn waves(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    let length = mixer.one_of(&[50, 75, 100]);
    let height = mixer.between(length / 5, length / 3);
    let (x, radius) = (mixer.between(80, 220), mixer.between(30, 46));
    sheet.disc(x, 74, radius, palette.ink(0));
    let inks = [palette.ink(3), palette.ink(1), palette.ink(2), palette.ground];
    for (top, ink) in (108..).step_by(30).zip(inks.into_iter().cycle()).take(7) {
        let start = -mixer.between(0, 2 * length);
        // The first crest and seven like it reach the right edge, however short and far out they begin.
        let crests = format!("t{length} 0").repeat(7);
        sheet.path(&format!("M{start} {top}q{} -{height} {length} 0{crests}V400H{start}Z", length / 2), ink);
    }
}
