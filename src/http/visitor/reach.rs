//! Which nests a visitor's pass opens: all, or one.
//!
//! Must never: let a pass open more by way of another that is made with it.

use super::{Bearer, Visitor};
use crate::{domain::ids::NestId, http::problem::Problem};

impl Visitor {
    /// The same guest, who comes into this nest only; into all, where there is none.
    #[must_use]
    pub fn limited_to(self, only: Option<NestId>) -> Self {
        Self { only, ..self }
    }

    /// Whom a program's token stands for that this person makes, for one nest or for all.
    #[must_use]
    pub fn bearer(&self, nest: Option<NestId>) -> Bearer {
        Bearer {
            id: String::new(),
            person: self.id.clone(),
            name: self.name.clone(),
            guest: self.guest,
            nest: nest.or_else(|| self.only_nest().cloned()),
            formerly: self.formerly.clone(),
        }
    }

    /// # Errors
    /// [`Problem`]: this pass opens another nest only.
    pub fn demand(&self, nest: &NestId) -> Result<(), Problem> {
        match (self.only_nest(), &self.token) {
            (Some(only), Some(_)) if only != nest => {
                Err(Problem::forbidden("This token was made for another nest."))
            }
            (Some(only), None) if only != nest => Err(Problem::forbidden(
                "You came in by the code of another nest. Sign out, and come in by the code of this one.",
            )),
            _ => Ok(()),
        }
    }

    /// The one nest that this pass opens; nothing where it opens all.
    #[must_use]
    pub fn only_nest(&self) -> Option<&NestId> {
        self.token.as_ref().map_or(self.only.as_ref(), |token| token.nest.as_ref())
    }

    /// # Errors
    /// [`Problem`]: this pass opens one nest only.
    pub fn demand_every_nest(&self) -> Result<(), Problem> {
        match (self.only_nest(), &self.token) {
            (Some(_), Some(_)) => Err(Problem::forbidden("This token was made for one nest.")),
            (Some(_), None) => {
                Err(Problem::forbidden("You came in by the code of one nest. Sign in to do this."))
            }
            (None, _) => Ok(()),
        }
    }

    /// # Errors
    /// [`Problem`]: this is a program.
    pub fn demand_session(&self) -> Result<(), Problem> {
        if self.is_by_session() {
            Ok(())
        } else {
            Err(Problem::forbidden("A token cannot do this. Sign in with a browser."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::program, *};

    #[test]
    fn a_token_for_one_nest_opens_no_other() {
        let (main, other) = (NestId::parse("main").expect("an id"), NestId::parse("other").expect("an id"));
        let only = program(false, Some("other"));
        assert!(only.demand(&other).is_ok());
        assert_eq!(only.demand(&main).map_err(|problem| problem.code()), Err("forbidden"));
        let every = program(false, None);
        assert!(every.demand(&main).is_ok() && every.demand(&other).is_ok());
        let browser = Visitor { token: None, ..only };
        assert!(browser.demand(&main).is_ok());
        let limited = browser.limited_to(Some(other.clone()));
        assert!(limited.demand(&other).is_ok() && limited.demand_every_nest().is_err());
        assert_eq!(limited.demand(&main).map_err(|problem| problem.code()), Err("forbidden"));
        // Nor do they make a token that opens more.
        assert_eq!(limited.bearer(None).nest, Some(other));
    }
}
