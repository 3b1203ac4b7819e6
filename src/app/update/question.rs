//! Questions with yes or no, and what follows from each answer.

use super::{addendum, leave, prompt, say, session, sign};
use crate::app::{Action, Asking, Effect, Exporting, How, Modal, Question, State, Then};

/// Takes the answer.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let other_file =
        action == Action::OtherFile && matches!(state.modals.last(), Some(Modal::Question(Question::Leave)));
    if other_file {
        let name = format!("~/tableside-{}.db", state.now.format("%Y%m%d-%H%M%S"));
        prompt::open(state, Asking::OtherFile, &name);
        return Vec::new();
    }
    if !matches!(action, Action::Accept | Action::Back) {
        return Vec::new();
    }
    let Some(Modal::Question(asked)) = state.modals.pop() else { return Vec::new() };
    match (asked, action) {
        (Question::Finish(id), Action::Accept) => session::finish(state, &id),
        (Question::Leave, Action::Accept) => (state.leaving, state.forsaken) = (true, true),
        (Question::LeaveTiming, Action::Accept) => return leave::left(state),
        (Question::SignIncomplete(id), Action::Accept) => sign::prove(state, &id),
        (Question::Add, Action::Accept) => addendum::add(state),
        (Question::Forsake(who), Action::Accept) => {
            addendum::forsake(state, &who);
            return leave::leave(state);
        }
        (Question::Forget, Action::Accept) => addendum::forget(state),
        (Question::WriteOver(..), Action::Back) => say(state, "Nothing was written over, and nothing written."),
        (Question::SignDemo(id), Action::Accept) => sign::seal(state, &id),
        (Question::Drafts(date), Action::Accept) => {
            return vec![Effect::LoadDayToExport(date, How { drafts: true, force: false })];
        }
        (Question::WriteOver(Exporting::Day(date, drafts), _), Action::Accept) => {
            return vec![Effect::LoadDayToExport(date, How { drafts, force: true })];
        }
        (Question::WriteOver(Exporting::Note(id), _), Action::Accept) => {
            return vec![Effect::LoadSessions(vec![id], Then::Export(How { drafts: true, force: true }))];
        }
        (_, _) => {}
    }
    Vec::new()
}
