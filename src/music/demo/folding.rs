//! Text as people type it when they look for something: small letters, no accents, no punctuation.
//!
//! Must never: be shown to anyone.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A folded word: letters and digits only.
pub(super) type Word = Box<[char]>;

/// The words of a text. Apostrophes join ("don't" is "dont"), other punctuation parts, an ampersand is
/// "and", and Japanese is parted where its script changes, for want of spaces.
pub(super) fn words(text: &str) -> Vec<Word> {
    text.split_whitespace().flat_map(parts).collect()
}

/// The words of a text, and for those with punctuation inside also the whole without it: "Wi-Fi" is
/// found as "wi", "fi" and "wifi".
pub(super) fn words_and_wholes(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    for spaced in text.split_whitespace() {
        let parts = parts(spaced);
        let whole = (parts.len() > 1).then(|| parts.iter().flat_map(|part| part.iter().copied()).collect());
        all.extend(parts);
        all.extend(whole);
    }
    all
}

fn parts(spaced: &str) -> Vec<Word> {
    let mut parts = Vec::new();
    let mut part: Vec<char> = Vec::new();
    for letter in letters(spaced) {
        let goes_on = part.last().is_some_and(|last| script_of(*last) == script_of(letter));
        if !goes_on && !part.is_empty() {
            parts.push(std::mem::take(&mut part).into());
        }
        match letter {
            '&' => parts.push(['a', 'n', 'd'].into()),
            letter if letter.is_alphanumeric() => part.push(letter),
            _ => {}
        }
    }
    if !part.is_empty() {
        parts.push(part.into());
    }
    parts
}

/// Compatibility decomposition (Unicode's NFKD) without its combining marks takes most accents off;
/// the letters that it leaves whole are spelled out.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|c| !matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´'))
        .nfkd()
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .flat_map(|c| {
            let (first, second) = match c {
                'ß' => ('s', Some('s')),
                'æ' => ('a', Some('e')),
                'œ' => ('o', Some('e')),
                'þ' => ('t', Some('h')),
                'ŋ' => ('n', Some('g')),
                'ø' => ('o', None),
                'ł' => ('l', None),
                'đ' | 'ð' => ('d', None),
                'ħ' => ('h', None),
                'ŧ' => ('t', None),
                'ı' => ('i', None),
                'ς' => ('σ', None),
                other => (other, None),
            };
            std::iter::once(first).chain(second)
        })
}

/// What may stand together in one word.
#[derive(PartialEq, Eq)]
enum Script {
    Hiragana,
    Katakana,
    Han,
    Spaced,
    Punctuation,
}

fn script_of(letter: char) -> Script {
    match letter {
        '\u{3041}'..='\u{309f}' => Script::Hiragana,
        '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' => Script::Katakana,
        '々' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => Script::Han,
        letter if letter.is_alphanumeric() => Script::Spaced,
        _ => Script::Punctuation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        join(&words(text))
    }

    fn join(words: &[Word]) -> String {
        words.iter().map(|word| word.iter().collect()).collect::<Vec<String>>().join(" ")
    }

    #[test]
    fn accents_and_case_make_no_difference() {
        assert_eq!(folded("Żółte ŚWIATŁO, Łódź"), "zolte swiatlo lodz");
        assert_eq!(folded("Straße Ølgård æ œ đ Þoka Ŋ ı İ"), "strasse olgard ae oe d thoka ng i i");
        assert_eq!(folded("e\u{301} É ﬁ Ｆ"), "e e fi f");
        assert_eq!(folded("γιαγιάς ΓΙΑΓΙΆΣ"), "γιαγιασ γιαγιασ");
    }

    #[test]
    fn apostrophes_join_and_other_punctuation_parts() {
        assert_eq!(folded("Don't don’t don´t"), "dont dont dont");
        assert_eq!(folded("¿Quién? (Live) <b>x</b> wi-fi"), "quien live b x b wi fi");
        assert_eq!(folded("R&B & --- 🎺 \u{0}"), "r and b and");
    }

    #[test]
    fn japanese_is_parted_where_its_script_changes() {
        assert_eq!(folded("推しのTシャツ"), "推 しの t シャツ");
    }

    #[test]
    fn a_word_with_punctuation_inside_is_also_kept_whole() {
        assert_eq!(join(&words_and_wholes("Wi-Fi, again")), "wi fi wifi again");
    }
}
