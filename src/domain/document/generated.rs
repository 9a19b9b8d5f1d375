//! Documents made at random from all of JSON's grammar, piece by piece, so that a test knows where each
//! piece stands without asking the parser.

use proptest::collection::vec;
use proptest::prelude::*;

/// The keys that the properties edit.
pub(super) const OURS: [&str; 3] = ["acme-consumer-key", "SUBJECT", "a\"b\\c\u{e9}\u{1f600}/"];

/// A document in pieces.
#[derive(Debug, Clone)]
pub(super) struct Pieces {
    /// Blanks before the opening brace.
    pub(super) head: String,
    /// The members in their order.
    pub(super) members: Vec<Piece>,
    /// Blanks in an object without members.
    pub(super) empty: String,
    /// Blanks after the closing brace.
    pub(super) tail: String,
}

/// A member in pieces: as it is spelt, with the blanks around.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Which of [`OURS`] it is.
    pub(super) ours: Option<usize>,
    pub(super) key: String,
    pub(super) value: String,
    /// Blanks before the key, before the colon, before the value and after it.
    pub(super) blanks: [String; 4],
}

impl Pieces {
    /// The whole text.
    pub(super) fn text(&self) -> String {
        let members: Vec<String> = self.members.iter().map(Piece::text).collect();
        let inside = if members.is_empty() {
            self.empty.clone()
        } else {
            members.join(",")
        };
        format!("{}{{{inside}}}{}", self.head, self.tail)
    }
}

impl Piece {
    fn text(&self) -> String {
        let Self {
            key,
            value,
            blanks: [a, b, c, d],
            ..
        } = self;
        format!("{a}{key}{b}:{c}{value}{d}")
    }
}

/// Up to twelve foreign members with some of ours among them.
pub(super) fn documents() -> impl Strategy<Value = Pieces> {
    let foreign = vec(piece(None, string()), 0..12);
    let ours: Vec<_> = (0..OURS.len())
        .map(|i| piece(Some(i), spelt(OURS[i])))
        .collect();
    (
        foreign,
        prop::sample::subsequence(vec![0, 1, 2], 0..=3),
        ours,
        blanks(),
        blanks(),
        blanks(),
    )
        .prop_flat_map(|(foreign, present, ours, head, empty, tail)| {
            // The number tells every foreign key from the others and from ours.
            let mut members = foreign;
            for (i, member) in members.iter_mut().enumerate() {
                member.key.insert_str(1, &format!("{i}_"));
            }
            members.extend(present.into_iter().map(|i| ours[i].clone()));
            Just(members)
                .prop_shuffle()
                .prop_map(move |members| Pieces {
                    head: head.clone(),
                    members,
                    empty: empty.clone(),
                    tail: tail.clone(),
                })
        })
}

/// One thing that somebody else does to a document.
#[derive(Debug, Clone)]
pub(super) struct Rival {
    /// Where.
    pub(super) at: prop::sample::Index,
    /// A member of theirs, or the value of one; nothing where a member is removed.
    pub(super) piece: Option<Piece>,
}

/// Up to six things that somebody else does.
pub(super) fn rivals() -> impl Strategy<Value = Vec<Rival>> {
    let rival = (
        any::<prop::sample::Index>(),
        prop::option::of(piece(None, string())),
    );
    let rival = rival.prop_map(|(at, piece)| Rival { at, piece });
    vec(rival, 0..6).prop_map(|mut rivals| {
        for (i, rival) in rivals.iter_mut().enumerate() {
            if let Some(piece) = &mut rival.piece {
                piece.key.insert_str(1, &format!("by somebody {i}_"));
            }
        }
        rivals
    })
}

fn piece(ours: Option<usize>, key: impl Strategy<Value = String>) -> impl Strategy<Value = Piece> {
    let around = [blanks(), blanks(), blanks(), blanks()];
    (key, value(), around).prop_map(move |(key, value, blanks)| Piece {
        ours,
        key,
        value,
        blanks,
    })
}

fn blanks() -> impl Strategy<Value = String> + Clone {
    prop_oneof![3 => Just(String::new()), 2 => Just(" ".to_owned()), 1 => "[ \t\r\n]{0,5}"]
}

/// One way to spell a text: each character as it is or escaped.
fn spelt(text: &'static str) -> impl Strategy<Value = String> {
    vec(0..3_u8, text.chars().count()).prop_map(move |ways| {
        let spell = |(c, way)| match (c, way) {
            ('"' | '\\', 0) => format!("\\{c}"),
            ('/', 1) => "\\/".to_owned(),
            (c, 0 | 1) if c != '"' && c != '\\' => c.to_string(),
            (c, _) => c
                .encode_utf16(&mut [0; 2])
                .iter()
                .map(|unit| format!("\\u{unit:04x}"))
                .collect(),
        };
        format!(
            "\"{}\"",
            text.chars().zip(ways).map(spell).collect::<String>()
        )
    })
}

fn string() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ !#-\\[\\]-~]{1,8}",
        2 => "[^\"\\\\\u{0}-\u{1f}]{1,4}",
        2 => r#"\\["\\/bfnrt]"#,
        2 => r"\\u[0-9a-fA-F]{4}",
        1 => r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}",
        1 => r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}",
    ];
    vec(piece, 0..6).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        r"-?(0|[1-9][0-9]{0,3})",
        r"-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,6})?",
    ]
}

/// Any value; now and then one that lies hundreds of levels deep.
fn value() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["true", "false", "null"]).prop_map(str::to_owned);
    let leaf = prop_oneof![4 => string(), 2 => number(), 1 => word];
    let nested = leaf.prop_recursive(4, 24, 4, |inner| {
        let blank =
            |strategy| (blanks(), strategy, blanks()).prop_map(|(a, v, b)| format!("{a}{v}{b}"));
        let item = blank(inner.boxed());
        let pair =
            (blank(string().boxed()), item.clone()).prop_map(|(key, item)| format!("{key}:{item}"));
        prop_oneof![
            (vec(item, 1..4)).prop_map(|items| format!("[{}]", items.join(","))),
            (vec(pair, 1..4)).prop_map(|pairs| format!("{{{}}}", pairs.join(","))),
            blanks().prop_map(|blank| format!("[{blank}]")),
            blanks().prop_map(|blank| format!("{{{blank}}}")),
        ]
    });
    (
        nested,
        prop_oneof![30 => Just(0_usize), 1 => 1..1_000_usize],
    )
        .prop_map(|(value, depth)| {
            format!("{}{value}{}", "[{\"\":".repeat(depth), "}]".repeat(depth))
        })
}
