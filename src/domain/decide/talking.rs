//! Applause and comments. They move nothing.
//!
//! Must never: read anything into a comment. Text is text.

use super::Draft;
use crate::domain::{
    command::Asker,
    commit::What,
    entry::Comment,
    event::Event,
    ids::{CommentId, EntryId},
    limits,
    refusal::Refusal,
    text::CommentText,
};

pub(super) fn jam(draft: &mut Draft, asker: &Asker, id: EntryId, on: bool) -> Result<(), Refusal> {
    let at_ms = draft.now_ms();
    let entry = draft.nest().entry(id).ok_or_else(Refusal::no_entry)?;
    if entry.is_jammed_by(&asker.id) != on {
        draft.emit_by(asker, Event::Jammed { entry: id, by: asker.id.clone(), on, at_ms });
    }
    Ok(())
}

pub(super) fn comment(
    draft: &mut Draft,
    asker: &Asker,
    id: EntryId,
    text: &CommentText,
) -> Result<(), Refusal> {
    let at_ms = draft.now_ms();
    if draft.has_budgets() {
        let times = draft.nest().people.get(&asker.id).map(|member| &member.comments_ms);
        super::adding::within_budget(times, limits::COMMENTS_PER_HOUR, at_ms)?;
    }
    let nest = draft.nest();
    let entry = nest.entry(id).ok_or_else(Refusal::no_entry)?;
    if entry.comments.len() >= limits::COMMENTS_MAX {
        return Err(Refusal::Full { max: limits::COMMENTS_MAX });
    }
    let number = CommentId(nest.next_comment);
    let comment = Comment { id: number, by: asker.id.clone(), at_ms, text: text.clone() };
    draft.emit_by(asker, Event::Commented { entry: id, comment });
    Ok(())
}

pub(super) fn uncomment(
    draft: &mut Draft,
    asker: &Asker,
    id: EntryId,
    comment: CommentId,
) -> Result<(), Refusal> {
    let keeps_order = draft.role_of(asker).keeps_order();
    let gone = || Refusal::NotFound { what: "That comment".into() };
    let entry = draft.nest().entry(id).ok_or_else(Refusal::no_entry)?;
    let author = entry.comments.iter().find(|kept| kept.id == comment).ok_or_else(gone)?.by.clone();
    if !keeps_order && author != asker.id {
        return Err(Refusal::forbidden("Only hosts, moderators and its author can delete a comment."));
    }
    draft.emit_by(asker, Event::Uncommented { entry: id, comment, by: asker.id.clone() });
    if author != asker.id {
        draft.tell(asker, What::Uncommented, Some(id), Some(&author.into()));
    }
    Ok(())
}
