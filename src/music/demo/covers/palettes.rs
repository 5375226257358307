//! Colours that go well together, each set with enough contrast to stand on a light or a dark page.
//!
//! Must never: leave a composition without a colour to tell from its ground.

use super::Mixer;

/// A ground, and four inks to put on it: the first to catch the eye, the last to hold the rest together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    pub ground: &'static str,
    pub inks: [&'static str; 4],
}

const PALETTES: [Palette; 14] = [
    of("#2b2d42", ["#ef8354", "#f4d58d", "#bf4342", "#8d99ae"]), // dusk over a town
    of("#f4ecdf", ["#d1603d", "#ddb967", "#3d5a5b", "#2a2628"]), // terracotta
    of("#0b3c49", ["#ec6a5e", "#f6f1d1", "#e3b23c", "#5fa8a0"]), // harbour
    of("#3a1e3e", ["#ffe1c6", "#e56b6f", "#eaac8b", "#8f4f77"]), // plum
    of("#e8f3ec", ["#c85c5c", "#f2b880", "#79b791", "#2f6b5e"]), // mint
    of("#1d3557", ["#e9c46a", "#e76f51", "#f1faee", "#6fa3bf"]), // mustard and navy
    of("#f7d6d0", ["#e4572e", "#f3a712", "#7a9e7e", "#1f4d3a"]), // bottle green
    of("#ece4f4", ["#f2a65a", "#a384cf", "#5b3f8c", "#2c2a4a"]), // lilac
    of("#17152f", ["#f25f8e", "#f7c548", "#5cc8d7", "#6a4c93"]), // night bus
    of("#c8553d", ["#f7e9d7", "#f2a03b", "#93b7be", "#2d3047"]), // clay
    of("#283618", ["#fefae0", "#dda15e", "#bc6c25", "#8a9a5b"]), // moss
    of("#dfeaf1", ["#f0795a", "#fbd48a", "#6f9fc0", "#24476b"]), // clear ice
    of("#22252a", ["#f2d35c", "#f08a4b", "#e6e2d6", "#4f9d8f"]), // citrus
    of("#f9e8e2", ["#e9b872", "#d9798b", "#8f2d41", "#36494e"]), // rosé
];

const fn of(ground: &'static str, inks: [&'static str; 4]) -> Palette {
    Palette { ground, inks }
}

impl Palette {
    /// The next palette.
    pub(super) fn pick(mixer: &mut Mixer) -> Self {
        mixer.one_of(&PALETTES)
    }

    /// The `number`th ink, over and over.
    pub(super) fn ink(&self, number: usize) -> &'static str {
        self.inks[number % self.inks.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_ink_is_its_ground_or_another_ink() {
        for palette in PALETTES {
            let mut colours = [&palette.inks[..], &[palette.ground]].concat();
            assert!(colours.iter().all(|colour| colour.len() == 7 && colour.starts_with('#')));
            colours.sort_unstable();
            colours.dedup();
            assert_eq!(colours.len(), 5, "{palette:?}");
        }
    }
}
