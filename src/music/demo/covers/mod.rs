//! The covers of the demo catalogue: abstract pictures, drawn from an album's id.
//!
//! Must never: hold text, script, style or anything that is fetched, or draw an album anew.

mod palettes;
mod patterns;
mod scenes;
mod sheet;

use self::{palettes::Palette, sheet::Sheet};
use super::mixing::Mixer;

/// One way to fill a sheet.
type Composition = fn(&mut Sheet, &Palette, &mut Mixer);

const COMPOSITIONS: [Composition; 12] = [
    scenes::hills,
    scenes::sunset,
    scenes::leaves,
    scenes::orbits,
    scenes::flower,
    scenes::waves,
    patterns::tiles,
    patterns::arches,
    patterns::targets,
    patterns::cubes,
    patterns::rays,
    patterns::discs,
];

/// The cover of the album with this id, as SVG.
pub(super) fn draw(album_id: &str) -> String {
    let mut mixer = Mixer::of(album_id);
    let composition = mixer.one_of(&COMPOSITIONS);
    let palette = Palette::pick(&mut mixer);
    let mut sheet = Sheet::new(palette.ground);
    composition(&mut sheet, &palette, &mut mixer);
    sheet.into_svg()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The album ids that the checks draw: enough to meet every composition in every palette.
    fn covers() -> impl Iterator<Item = String> {
        (0..2_000).map(|number| draw(&format!("album-{number}")))
    }

    /// The tag names still open after `svg`; what is not a tag, or closed wrongly, is a panic.
    fn open_tags(svg: &str) -> Vec<&str> {
        let mut open = Vec::new();
        for tag in svg.split('<').skip(1) {
            let (tag, text) = tag.split_once('>').unwrap();
            assert!(text.is_empty(), "text in {svg}");
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{svg}");
                continue;
            }
            let is_empty = tag.ends_with('/');
            let (name, attributes) = tag.trim_end_matches('/').split_once(' ').unwrap();
            let quotes = attributes.matches('"').count();
            assert!(quotes == 2 * attributes.matches("=\"").count() && attributes.ends_with('"'), "{tag}");
            if !is_empty {
                open.push(name);
            }
        }
        open
    }

    #[test]
    fn a_cover_is_one_well_formed_picture() {
        for svg in covers() {
            assert!(
                svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 300\""),
                "{svg}"
            );
            assert_eq!(open_tags(&svg), Vec::<&str>::new());
        }
    }

    #[test]
    fn a_cover_is_small_and_fetches_and_runs_nothing() {
        for svg in covers() {
            assert!(svg.len() < 3_500, "{} bytes: {svg}", svg.len());
            let drawn = svg.replacen("xmlns=\"http://www.w3.org/2000/svg\"", "", 1);
            for never in ["<script", "<style", "style=", "href", "http", "url(", " on", "&", "<text", "@"] {
                assert!(!drawn.contains(never), "{never} in {svg}");
            }
        }
    }

    #[test]
    fn an_album_keeps_its_cover() {
        assert_eq!(draw("ferries-winter"), draw("ferries-winter"));
        // Whoever means to change the covers changes this number.
        let all: String = ["ferries-winter", "oma-kilohertz", "joao-acucar"].map(draw).concat();
        assert_eq!(crate::music::demo::mixing::seed_of(&all), 5_005_171_584_079_400_898);
    }

    #[test]
    fn different_albums_have_different_covers() {
        let all: std::collections::BTreeSet<String> = covers().collect();
        assert!(all.len() > 1_900, "{}", all.len());
    }
}
