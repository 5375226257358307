//! Compositions that repeat a shape: tiles, arches, targets, cubes, rays, discs.
//!
//! Must never: repeat it exactly.
#![expect(clippy::format_push_string, reason = "covers are drawn once, and read better so")]

use super::{
    Mixer,
    palettes::Palette,
    sheet::{SIDE, Sheet},
};

/// Quarter and half circles on a four by four floor.
pub(super) fn tiles(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    const TILE: i32 = 75;
    let mut shapes: [String; 4] = Default::default();
    let mut floors: [String; 4] = Default::default();
    for tile in 0..16 {
        let (x, y) = (tile % 4 * TILE, tile / 4 * TILE);
        let (floor, shape) = (mixer.below(4), 1 + mixer.below(3));
        if mixer.below(3) > 0 {
            floors[floor] += &format!("M{x} {y}h75v75h-75z");
        }
        let (right, low) = (x + TILE, y + TILE);
        shapes[(floor + shape) % 4] += &match mixer.below(6) {
            0 => format!("M{x} {y}h75a75 75 0 0 1-75 75z"),
            1 => format!("M{right} {y}v75a75 75 0 0 1-75-75z"),
            2 => format!("M{right} {low}h-75a75 75 0 0 1 75-75z"),
            3 => format!("M{x} {low}v-75a75 75 0 0 1 75 75z"),
            4 => format!("M{x} {y}a37.5 37.5 0 0 0 75 0zm0 75a37.5 37.5 0 0 1 75 0z"),
            _ => format!("M{x} {}a37.5 37.5 0 0 1 75 0a37.5 37.5 0 0 1-75 0z", y + 37),
        };
    }
    for (number, floor) in floors.iter().enumerate() {
        sheet.snug_path(floor, palette.ink(number));
    }
    for (number, shape) in shapes.iter().enumerate() {
        sheet.path(shape, palette.ink(number));
    }
}

/// Doorways within doorways.
pub(super) fn arches(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    let (width, step) = mixer.one_of(&[(300, 30), (150, 20), (100, 15)]);
    for (column, side) in (0..SIDE / width).map(|column| (column * width, width / 2)) {
        let shoulder = mixer.between(14, 70) + side;
        let first = mixer.below(4);
        for (number, radius) in (6..side).rev().step_by(step).take(5).enumerate() {
            let ink = if number == 4 { palette.ground } else { palette.ink(first + number) };
            let (left, across) = (column + side - radius, 2 * radius);
            sheet.path(&format!("M{left} 300V{shoulder}a{radius} {radius} 0 0 1 {across} 0V300Z"), ink);
        }
    }
}

/// Rings in squares, three by three.
pub(super) fn targets(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    for square in 0..9 {
        let (x, y) = (square % 3 * 100, square / 3 * 100);
        let mut number = mixer.below(4);
        sheet.rect(x, y, 100, 100, palette.ink(number));
        for radius in [44, 31, 17] {
            number += 1 + mixer.below(3);
            let ink = if mixer.below(5) == 0 { palette.ground } else { palette.ink(number) };
            sheet.disc(x + 50, y + 50, radius + mixer.between(-3, 3), ink);
        }
    }
}

/// Tumbling blocks, some of them missing.
pub(super) fn cubes(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    const HALF: i32 = 50;
    const RISE: i32 = 29;
    let mut faces: [String; 4] = Default::default();
    for row in -1..5_i32 {
        for column in 0..4 {
            let (x, y) = (column * 2 * HALF + row.rem_euclid(2) * HALF - HALF, row * 3 * RISE - 15);
            if mixer.below(14) == 0 {
                continue;
            }
            let top = if mixer.below(4) == 0 { 3 } else { 0 };
            faces[top] += &format!("M{x} {y}l50-29 50 29-50 29z");
            faces[1] += &format!("M{x} {y}l50 29v58l-50-29z");
            faces[2] += &format!("M{} {y}l-50 29v58l50-29z", x + 2 * HALF);
        }
    }
    for (number, face) in faces.iter().enumerate() {
        sheet.snug_path(face, palette.ink(number));
    }
}

/// Light from one point.
pub(super) fn rays(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    let (x, y) = (mixer.between(90, 210), mixer.between(130, 220));
    let step = mixer.one_of(&[50, 60, 75]);
    let mut beams: [String; 2] = Default::default();
    for (number, along) in (0..4 * SIDE / step).step_by(2).map(|beam| beam * step).enumerate() {
        let ((from_x, from_y), (to_x, to_y)) = (on_edge(along), on_edge(along + step));
        beams[number % 2] += &format!("M{x} {y}L{from_x} {from_y} {to_x} {to_y}Z");
    }
    sheet.path(&beams[0], palette.ink(1));
    sheet.path(&beams[1], palette.ink(2));
    let radius = mixer.between(58, 84);
    for (percent, ink) in [(100, 3), (72, 0), (46, 1)] {
        sheet.disc(x, y, radius * percent / 100, palette.ink(ink));
    }
}

/// The point `along` the sheet's edge, clockwise from the upper left corner.
fn on_edge(along: i32) -> (i32, i32) {
    let along = along % (4 * SIDE);
    match along / SIDE {
        0 => (along, 0),
        1 => (SIDE, along - SIDE),
        2 => (3 * SIDE - along, SIDE),
        _ => (0, 4 * SIDE - along),
    }
}

/// Three or four discs that shine through each other.
pub(super) fn discs(sheet: &mut Sheet, palette: &Palette, mixer: &mut Mixer) {
    let count = mixer.between(3, 4);
    let (away, radius) = (mixer.between(50, 60), mixer.between(72, 84));
    let first = mixer.between(0, 359);
    let moon = mixer.between(12, 26);
    let discs = (0..count).zip(palette.inks);
    for (number, ink) in discs.clone() {
        sheet.turned(first + number * 360 / count, 150, 150, |sheet| {
            sheet.clear_disc(150, 150 - away, radius, ink, 20);
        });
    }
    for (number, _) in discs {
        sheet.turned(first + number * 360 / count, 150, 150, |sheet| {
            sheet.disc(150, 150 - away - radius / 3, moon, palette.ground);
        });
    }
}
