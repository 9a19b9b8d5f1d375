//! The line that is never hidden: where we work and as whom, and on what kind of org.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::line;
use crate::draft::Bar;
use crate::tui::app::App;
use crate::tui::text::{columns, shorten, visible};

/// What the org may take before who we are gives way: its kind, and enough of its name to know it by.
const ORG: usize = 20;

/// What the caller's name may take before the org's name stops to give way.
const NAME: usize = 8;

/// Narrower than this, a shortened name tells nobody anything.
const NARROWEST: usize = 12;

/// Draws it into a row. Where room is short, account, Region and the kind of org stay whole.
pub fn draw(area: Rect, buffer: &mut Buffer, app: &App) {
    let bar = app.flow().draft().bar();
    let style = match bar.org {
        Some(_) => app.theme.banner(),
        None => Style::new(),
    };
    let width = usize::from(area.width);
    let seen = |text: &str| visible(text, app.theme.glyphs.ascii).into_owned();
    let (place, org) = (seen(&place(&bar)), seen(&org(&bar)));
    let beside: Vec<String> = beside(&bar).iter().map(|part| seen(part)).collect();
    let room = width.saturating_sub(columns(&place) + 4);
    let wanted: usize = beside.iter().map(|part| columns(part) + 3).sum();
    let name = bar.caller.as_deref().map(|caller| seen(name_of(caller)));
    let name = name.unwrap_or_default();
    let kind = bar.org.as_deref().and_then(|org| org.split(' ').next());
    let kind = kind.unwrap_or(&org).to_owned();
    // The org's name gives way before the last of who we are does.
    let least = columns(&org)
        .min(ORG)
        .min(room.saturating_sub(columns(&name).min(NAME) + 3))
        .max(columns(&kind));
    let org_room = room
        .saturating_sub(wanted)
        .clamp(least, columns(&org).max(least));
    let short = shorten(&org, org_room).into_owned();
    let org = if short.starts_with(&kind) {
        short
    } else {
        kind
    };
    let left = format!(
        " {place}{}",
        fitting(&beside, &name, room.saturating_sub(org_room))
    );
    let text = super::edges::both_ends(&left, &format!("{org} "), area.width);
    line(area, buffer, app, &text, Style::new());
    let org_width = u16::try_from(columns(&org)).unwrap_or(0);
    let place = Rect::new(
        area.right().saturating_sub(org_width + 1),
        area.y,
        org_width,
        1,
    );
    buffer.set_style(place.intersection(area), style);
}

/// All of it, to be wrapped.
pub fn in_full(app: &App) -> String {
    let bar = app.flow().draft().bar();
    let mut parts = vec![place(&bar), org(&bar)];
    parts.extend(beside(&bar));
    parts.join(" | ")
}

fn place(bar: &Bar) -> String {
    let account = match &bar.account {
        Some(account) => format!("AWS {}", grouped(account)),
        None => "AWS account: not known yet".to_owned(),
    };
    let region = bar.region.clone();
    let parts: Vec<String> = [account].into_iter().chain(region).collect();
    parts.join(" | ")
}

fn org(bar: &Bar) -> String {
    bar.org.clone().unwrap_or_else(|| "org: not chosen".into())
}

fn beside(bar: &Bar) -> Vec<String> {
    let endpoint = bar.endpoint.as_ref();
    let caller = bar.caller.as_ref();
    let endpoint = endpoint.map(|endpoint| format!("endpoint {endpoint}"));
    let caller = caller.map(|caller| format!("you: {caller}"));
    endpoint.into_iter().chain(caller).collect()
}

/// The name that a caller goes by: of the user, or of the session of a role.
fn name_of(caller: &str) -> &str {
    caller.rsplit('/').next().unwrap_or(caller)
}

/// The parts in so many columns: whole, or each shortened in the middle, or only by which name we go.
fn fitting(parts: &[String], name: &str, room: usize) -> String {
    let wanted: usize = parts.iter().map(|part| columns(part) + 3).sum();
    let each = room / parts.len().max(1);
    let shown = |part: &String| match wanted <= room {
        true => format!(" | {part}"),
        false => format!(" | {}", shorten(part, each.saturating_sub(3))),
    };
    if wanted > room && each < NARROWEST + 3 {
        return match (room, name) {
            (8.., name) if !name.is_empty() => format!(" | {}", shorten(name, room - 3)),
            (5.., "") => " | ..".into(),
            (6.., name) if columns(name) <= room - 3 => format!(" | {name}"),
            _ => String::new(),
        };
    }
    parts.iter().map(shown).collect()
}

/// Account numbers are read in groups of four.
fn grouped(account: &str) -> String {
    let is_number = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    match is_number {
        true => format!("{}-{}-{}", &account[..4], &account[4..8], &account[8..]),
        false => account.to_owned(),
    }
}
