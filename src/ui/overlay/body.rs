//! The body over the Session screen: areas shaded by minutes, one of them chosen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

use crate::app::BodyView;
use crate::ui::widget::body;
use crate::ui::{Look, boxed};

pub(super) fn draw(frame: &mut Frame, look: Look, view: BodyView, area: Rect) {
    let Some(session) = look.state.here().and_then(|id| look.state.session(id)) else { return };
    frame.render_widget(Clear, area);
    let inner = boxed(frame, look, "The body: minutes so far", area);
    let worked = body::worked(session, look.state.now);
    body::draw(frame, look.theme, &look.state.body, &worked, Some(view.region), view.both, inner);
    look.targets.borrow_mut().body(inner);
}
