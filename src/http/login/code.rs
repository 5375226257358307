//! What the code that a guest names at the door lets them into.
//!
//! Must never: let a nest's own code into more than that nest, where the house wants its own.

use crate::{
    app::nest_task::NestHandle,
    domain::{ids::NestId, setting_values::Code},
    http::{
        problem::Problem,
        site::{Guests, Site},
        visitor::Visitor,
    },
};

/// What a code leads to.
pub(super) enum Known {
    /// The whole house: it is the main nest's.
    House,
    /// One nest, whose own it is.
    Nest(NestHandle),
    /// Nothing.
    Nothing,
}

impl Known {
    /// What the code leads to that was said.
    ///
    /// # Errors
    /// [`Problem`].
    pub(super) async fn of(site: &Site, code: &str) -> Result<Self, Problem> {
        let Ok(said) = Code::parse(&code.trim().to_ascii_uppercase()) else { return Ok(Self::Nothing) };
        Ok(match site.nests.find(said.as_str()).await? {
            Some((nest, true)) if nest.id() == site.nests.main().id() => Self::House,
            Some((nest, true)) => Self::Nest(nest),
            _ => Self::Nothing,
        })
    }

    /// Whether it leads anywhere.
    pub(super) const fn is_right(&self) -> bool {
        !matches!(self, Self::Nothing)
    }

    /// The only nest that a guest who names it comes into, where they were `before` who they are; all, where there is
    /// none.
    ///
    /// # Errors
    /// [`Problem`]: they come into no nest.
    pub(super) fn only(&self, site: &Site, before: Option<&Visitor>) -> Result<Option<NestId>, Problem> {
        let is_open = site.house.guests != Guests::WithCode;
        match (self, before) {
            _ if is_open => Ok(None),
            (Self::House, _) => Ok(None),
            // Whoever came into the house stays in it.
            (_, Some(before)) if before.only_nest().is_none() => Ok(None),
            (Self::Nest(nest), _) => Ok(Some(nest.id().clone())),
            (Self::Nothing, Some(before)) => Ok(before.only_nest().cloned()),
            (Self::Nothing, None) => {
                Err(Problem::forbidden("This is not the party's code. Ask somebody who is in, or sign in."))
            }
        }
    }
}
