//! How the preview is drawn: changes, what stays, what proves it, what it takes to write.

use std::time::Instant;

use ratatui::style::Style;

use super::{Review, Stop};
use crate::domain::CheckLine;
use crate::domain::change::Change;
use crate::preview::ProofState;
use crate::tui::screens::waiting::draw_wait;
use crate::tui::sheet::Sheet;
use crate::tui::text::{columns, shorten};

impl Review {
    pub(super) fn draw_page(&self, sheet: &mut Sheet, focused: bool, now: Instant) {
        sheet.text(&self.prompt(), sheet.theme.strong());
        sheet.pin();
        for fact in &self.question.facts {
            sheet.fact(&fact.label, &fact.value, &fact.source, columns(&fact.label));
        }
        if !self.preview.moved.is_empty() {
            sheet.rule("Changed in AWS since the last preview");
            self.preview.moved.iter().for_each(|line| sheet.check(line));
        }
        self.draw_changes(sheet, focused);
        self.draw_untouched(sheet);
        self.draw_proof(sheet, now);
        if let Some(what) = &self.question.unfinished
            && !self.is_asking()
        {
            draw_wait(sheet, what, self.since, now);
        }
        let name = sheet.rows();
        if self.preview.plan.refusals.is_empty() {
            self.draw_name(sheet, focused);
        }
        self.draw_buttons(sheet, focused);
        // Whoever types the name sees the button open.
        if focused && self.at == Stop::Name {
            sheet.focus_from(name, sheet.rows() - name);
        }
    }

    fn draw_changes(&self, sheet: &mut Sheet, focused: bool) {
        let mut place = "";
        for (row, change) in self.preview.plan.changes.iter().enumerate() {
            if change.place != place {
                sheet.blank();
                sheet.text(&change.place, sheet.theme.strong());
                place = &change.place;
            }
            let selected = focused && self.at == Stop::Changes && row == self.row;
            let top = sheet.rows();
            draw_change(sheet, change, selected);
            if selected {
                sheet.focus_from(top, sheet.rows() - top);
                sheet.cursor_at(0, top);
            }
        }
    }

    fn draw_untouched(&self, sheet: &mut Sheet) {
        for untouched in self
            .preview
            .plan
            .untouched
            .iter()
            .filter(|some| some.count > 0)
        {
            let values = match untouched.count {
                1 => "1 other value stays as it is".to_owned(),
                count => format!("{count} other values stay as they are"),
            };
            let text = format!("{}: {values}.", untouched.place);
            sheet.hanging("  = ", sheet.theme.faint(), &text, sheet.theme.faint());
        }
    }

    fn draw_proof(&self, sheet: &mut Sheet, now: Instant) {
        sheet.blank();
        // In the heading it costs no row, and stays in view where room is short.
        let trouble = self.preview.proof.trouble();
        sheet.rule(&match trouble {
            Some((_, problem)) => format!("Before writing: {}", problem.code),
            None => "Before writing".to_owned(),
        });
        if let Some((level, problem)) = trouble {
            sheet.problem_as(level, problem);
        }
        match &self.preview.proof {
            ProofState::Asking => {
                draw_wait(
                    sheet,
                    "Asking Salesforce whether it lets us in",
                    self.since,
                    now,
                );
            }
            ProofState::Works(lines) => lines.iter().for_each(|line| sheet.check(line)),
            ProofState::Refused(_) | ProofState::NotReachable(_) => {}
            ProofState::Skipped if !self.preview.plan.refusals.is_empty() => {}
            ProofState::Skipped => {
                sheet.check(&CheckLine::warn("The login was not tried, as you asked."))
            }
        }
        let told = self.question.notices.iter();
        for notice in told.chain(&self.preview.plan.notices) {
            sheet.check(notice);
        }
        for (level, problem) in self.preview.plan.doubts() {
            sheet.problem_as(level, problem);
        }
    }

    fn draw_name(&self, sheet: &mut Sheet, focused: bool) {
        let Some(asked) = self.asked() else {
            return;
        };
        sheet.blank();
        sheet.text(&asked, sheet.theme.strong());
        if self.wanted_name().is_none() {
            return;
        }
        self.name.draw(sheet, focused && self.at == Stop::Name);
        if self.is_named() {
            sheet.check(&CheckLine::ok("The name matches. Tab goes to the button."));
        }
    }

    fn draw_buttons(&self, sheet: &mut Sheet, focused: bool) {
        sheet.blank();
        for refusal in &self.refusals {
            sheet.problem(&refusal.problem);
        }
        let buttons = self.stops().into_iter();
        let buttons = buttons.filter(|stop| !matches!(stop, Stop::Changes | Stop::Name));
        let buttons: Vec<Stop> = buttons.collect();
        let room = sheet.width().saturating_sub(4);
        let label = |stop: &Stop| shorten(&self.label(*stop), room).into_owned();
        let labels = buttons.iter().map(label);
        let labels: Vec<String> = labels.collect();
        let at = buttons.iter().position(|stop| *stop == self.at);
        sheet.buttons(&labels, at.filter(|_| focused));
    }
}

fn draw_change(sheet: &mut Sheet, change: &Change, selected: bool) {
    let style = if selected {
        sheet.theme.focused()
    } else {
        Style::new()
    };
    let pointer = if selected {
        sheet.theme.glyphs.pointer
    } else {
        " "
    };
    let lead = format!("{pointer} {} ", change.action.sign());
    let key = match change.key.is_empty() {
        true => change.action.word(),
        false => &change.key,
    };
    sheet.hanging(&lead, Style::new(), key, style);
    let faint = sheet.theme.faint();
    let beside = format!("{} -> {}", change.before, change.after);
    if change.before.is_empty() || columns(&beside) + 6 > sheet.width() {
        for (label, value) in [("now    ", &change.before), ("after  ", &change.after)] {
            if !value.is_empty() {
                sheet.hanging(&format!("      {label}"), faint, value, Style::new());
            }
        }
    } else {
        sheet.hanging("      ", faint, &beside, Style::new());
    }
    if selected {
        sheet.hanging("      why    ", faint, &change.why, faint);
        sheet.hanging("      call   ", faint, change.call, faint);
    }
}
