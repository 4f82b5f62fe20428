//! The appendix: what the new version changes, why, and what that brings.

use super::Subject;
use crate::emit::compare::changes;
use crate::emit::page::{Part, Picture, Section};
use crate::emit::svg::{self, Theme};
use crate::emit::tables::effects;

/// 附：现状与优化后对比. Nothing where the as-is itself is described.
pub(super) fn appendix(subject: Subject) -> Option<Section> {
    let lang = subject.lang;
    let comparison = subject.comparison?;
    let as_is = comparison.as_is;
    let mut parts = vec![Part::Table(effects(subject.material(), comparison, lang).table())];
    parts.extend(changes(subject.model, comparison, subject.variant, lang));
    let before = crate::diagram::build(subject.model, subject.process, as_is, &[], lang);
    for diagram in [before, subject.changes(as_is)] {
        parts.push(Part::Picture(Picture { caption: diagram.caption(), svg: svg::emit(&diagram, Theme::Light), file: None }));
    }
    Some(Section::new(lang.pick("Appendix: as-is and to-be", "附：现状与优化后对比"), parts))
}
