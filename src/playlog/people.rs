//! Who the people of a log are: by id and name in ours, by e-mail address in those before.
//!
//! Must never: put an address into a name.

use super::{
    aliases::Aliases,
    loose::{Loose, Unclear, Who},
};
use crate::{
    app::history::past_play::{Mail, Queued, Someone},
    domain::{ids::PersonId, setting_values::Strategy, text::Name},
};

/// The id and the name that our lines give Bender.
pub(super) const BENDER: (&str, &str) = ("bender", "Bender");
/// What older logs call Bender, in small letters.
const BENDER_MAIL: &str = "the@echonest.com";

/// Somebody; `None` where nobody is named.
pub(super) fn someone(who: Who<'_>, aliases: &Aliases) -> Result<Option<Someone>, Unclear> {
    match who {
        Who::Nobody => Ok(None),
        Who::Text(text) if text.trim().is_empty() => Ok(None),
        Who::Text(mail) => Ok(Some(by_mail(&mail, aliases))),
        Who::Person(id, name) => by_id(id, name, aliases).map(Some),
        Who::Unclear => Err(Unclear),
    }
}

/// Who queued a play that its log calls automatic or not.
pub(super) fn queued(
    who: Who<'_>,
    is_auto: bool,
    strategy: Option<Strategy>,
    aliases: &Aliases,
) -> Result<Queued, Unclear> {
    if is_auto {
        return Ok(Queued::ByBender(strategy));
    }
    let is_bender = match &who {
        Who::Text(mail) => mail.trim().eq_ignore_ascii_case(BENDER_MAIL),
        Who::Person(Loose::Text(id), _) => id == BENDER.0,
        _ => false,
    };
    if is_bender {
        return Ok(Queued::ByBender(strategy));
    }
    let nobody = || Someone { name: name_of(""), person: None, mail: None };
    Ok(Queued::By(someone(who, aliases)?.unwrap_or_else(nobody)))
}

fn by_mail(mail: &str, aliases: &Aliases) -> Someone {
    let mail = mail.trim().to_lowercase();
    let alias = aliases.of(&mail);
    let name = match alias {
        Some(alias) => alias.name.clone(),
        None if mail == BENDER_MAIL => name_of(BENDER.1),
        None => name_of(mail.split('@').next().unwrap_or_default()),
    };
    Someone { name, person: alias.and_then(|alias| alias.person.clone()), mail: Some(Mail(mail)) }
}

fn by_id(id: Loose<'_>, name: Loose<'_>, aliases: &Aliases) -> Result<Someone, Unclear> {
    let (id, name) = (id.text()?, name.text()?);
    let person = match &id {
        // A log that puts its addresses there is an older one.
        Some(id) if id.contains('@') => return Ok(by_mail(id, aliases)),
        Some(id) => Some(PersonId::parse(id).map_err(|_| Unclear)?),
        None => None,
    };
    Ok(Someone { name: name_of(&name.unwrap_or_default()), person, mail: None })
}

/// A text as a name: one line, cut to what a name may have, and "Somebody" where nothing is left.
pub(super) fn name_of(text: &str) -> Name {
    let seen: String = text.chars().filter(|letter| !letter.is_control()).collect();
    let cut: String = seen.trim().chars().take(Name::LONGEST).collect();
    Name::parse(&cut).unwrap_or_else(|_| Name::parse("Somebody").expect("because that is a name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old(mail: &str) -> Someone {
        let aliases = Aliases::parse(r#"{"Zoe@example.org": {"name": "Zoë", "person": "p1"}}"#);
        someone(Who::Text(mail.to_owned().into()), &aliases.expect("aliases")).unwrap().expect("somebody")
    }

    #[test]
    fn an_address_is_shown_as_the_part_before_the_at_or_as_its_alias() {
        assert_eq!(old("Ann.Lee@Example.org").name.as_str(), "ann.lee");
        assert_eq!(old("Ann.Lee@Example.org").mail, Some(Mail("ann.lee@example.org".into())));
        let zoe = old(" ZOE@example.org");
        assert_eq!((zoe.name.as_str(), zoe.person.is_some()), ("Zoë", true));
        assert_eq!(old("@example.org").name.as_str(), "Somebody");
        assert_eq!(old(&"x".repeat(99)).name.as_str().len(), Name::LONGEST);
        assert_eq!(old("a\u{7}b@c").name.as_str(), "ab");
    }

    #[test]
    fn bender_is_known_by_flag_address_and_id() {
        let aliases = Aliases::default();
        let text = |text: &'static str| Who::Text(text.into());
        let bender = Who::Person(Loose::Text("bender".into()), Loose::Nothing);
        for (who, is_auto) in
            [(text("ann@example.org"), true), (text("The@EchoNest.com"), false), (bender, false)]
        {
            assert_eq!(queued(who, is_auto, None, &aliases), Ok(Queued::ByBender(None)));
        }
        assert!(matches!(queued(Who::Nobody, false, None, &aliases), Ok(Queued::By(_))));
        assert_eq!(queued(Who::Unclear, false, None, &aliases), Err(Unclear));
    }

    #[test]
    fn an_address_where_the_id_should_be_is_an_address() {
        let ann = Who::Person(Loose::Text("ann@example.org".into()), Loose::Text("Ann".into()));
        let ann = someone(ann, &Aliases::default()).unwrap().expect("somebody");
        assert!(ann.person.is_none() && ann.mail.is_some());
    }
}
