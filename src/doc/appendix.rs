//! What the version that is described changes: why, what, with which effect, and the as-is.

use super::pictures;
use super::writer::{Writer, text};
use crate::diagram::build_diff;
use crate::diff::Side;
use crate::emit::changed::{changed, heads};
use crate::emit::page::{Part, Table};
use crate::emit::tables::effects;
use crate::syntax::keywords::Key;

/// Nothing where the version that is described is no to-be of an as-is.
pub(super) fn appendix(writer: &Writer) -> Vec<Part> {
    let Some(comparison) = writer.subject.comparison else { return Vec::new() };
    let (model, process, lang) = (writer.model(), writer.subject.process, writer.words.lang);
    let why = [Key::Background, Key::Problems].into_iter().map(|key| (writer.words.key(key), text(&process.texts, key)));
    let why = why.filter_map(|(name, text)| writer.pair(name, &text)).map(Part::Says).collect();

    let side = |variant| Side { model, process, variant };
    let (old, new) = (side(comparison.as_is), side(writer.variant()));
    let diff = build_diff(old, new, lang);
    let rows = changed(old, new, &diff, writer.words).into_iter().map(Into::into).collect();
    let mut changes = vec![Part::Table(Table::of_texts(heads(lang).map(str::to_owned).into(), rows))];
    changes.extend(pictures::draw(writer, diff));

    let effects = vec![Part::Table(effects(writer.subject.material(), comparison, lang).table())];
    let sections = [
        writer.below("Why it was changed", "优化背景", why),
        writer.below("What was changed", "优化内容", changes),
        writer.below("Effects", "效果评估", effects),
        // Its captions say that it is the as-is.
        pictures::of(writer, comparison.as_is),
    ];
    sections.into_iter().flatten().collect()
}
