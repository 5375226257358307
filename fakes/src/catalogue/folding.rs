//! One form for each letter, however it was typed.
//!
//! Must never: be shown to anybody.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// A text without case, accents and signs: words with one space between them.
pub(super) fn fold(text: &str) -> String {
    let plain: String = text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    let lower: String = plain.to_lowercase().chars().map(plainer).collect();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Letters that no standard takes apart.
fn plainer(letter: char) -> char {
    match letter {
        'ł' => 'l',
        'ø' => 'o',
        'đ' | 'ð' => 'd',
        'ı' => 'i',
        other => other,
    }
}
