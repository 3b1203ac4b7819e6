//! The desktop's clipboard, where there is one; the terminal has a way of its own.

/// The desktop's clipboard, and what was put on it.
#[derive(Default)]
pub(super) struct Clipboard {
    #[cfg(unix)]
    desktop: Option<arboard::Clipboard>,
    #[cfg(unix)]
    held: Option<String>,
}

#[cfg(unix)]
impl Clipboard {
    /// Puts a text on it; without one, takes off what was put there, unless something else has come meanwhile.
    pub(super) fn hold(&mut self, text: Option<&str>) {
        match text {
            Some(text) => {
                // Without a desktop the terminal's way is the only one.
                self.desktop = self.desktop.take().or_else(|| arboard::Clipboard::new().ok());
                if let Some(desktop) = &mut self.desktop {
                    let set = desktop.set();
                    // Programs that keep all that was ever copied are asked not to keep this.
                    #[cfg(target_os = "linux")]
                    let set = arboard::SetExtLinux::exclude_from_history(set);
                    let _ = set.text(text);
                    self.held = Some(text.to_owned());
                }
            }
            None => {
                let held = self.held.take();
                if let Some(desktop) = &mut self.desktop
                    && held.is_some()
                    && desktop.get_text().ok() == held
                {
                    let _ = desktop.clear();
                }
            }
        }
    }
}

#[cfg(not(unix))]
impl Clipboard {
    /// There is none that is known here.
    #[expect(clippy::unused_self, reason = "elsewhere it is kept")]
    pub(super) fn hold(&mut self, _: Option<&str>) {}
}
