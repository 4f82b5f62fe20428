//! Simplified and traditional characters, and names that differ in nothing that a reader sees as a difference.

use unicode_normalization::UnicodeNormalization;

/// Characters that the conversion would change although simplified texts have them too.
const BOTH: &str = "磐疋麽仝祗黏阪矽薰夥吒徵捍摺乾彷煅醯菸呵呱著覆藉瞭像";

/// Frequent characters that only simplified texts have: the traditional ones look different, and these are no traditional ones.
const SIMPLIFIED: &str = "写时审请个单报没处责务为点节销钟输问统岗题级错诉会应误结现称过条对经这间号开标门环户数财内状员专总别签进两动声录无断块则决\
                          负办况档长关记属线规从来响径检费归计项语监头拟类评发调读馈键吗额历骤职给预选图编启当询认订换码层说业见变汇执满该样达许围顿\
                          导备话圆谁补驳却终还场杂风险画论减资术带词盘须缩议参转运续权显页识简领齐译实设纳继暂双让义试电凭证访约笔远较队诊红帐装绝护\
                          闭旧际绕随择张验测账贴细独册宽尔损恶视尝虑严虽组国银联书们库扩仓详盖连软产绘汉税质舆陈练黄织庆购热轮担偿弹纯辑贷货拨竞";

/// How many different characters of a text are of the one script only.
#[derive(Clone, Copy, Default)]
pub(super) struct Script {
    /// Simplified ones.
    pub(super) simplified: usize,
    /// Traditional ones.
    pub(super) traditional: usize,
}

/// Counts the different characters of a text that only one of the scripts has.
pub(super) fn script(text: &str) -> Script {
    if text.is_ascii() {
        return Script::default();
    }
    Script { simplified: telling(text, false).chars().count(), traditional: telling(text, true).chars().count() }
}

/// The characters of a text that only traditional, or only simplified texts have, each once.
pub(super) fn telling(text: &str, traditional: bool) -> String {
    let converted = fast2s::convert(text);
    let is_telling = |c: char, simple: char| if traditional { c != simple && !BOTH.contains(c) } else { SIMPLIFIED.contains(c) };
    let mut found = String::new();
    for (c, _) in text.chars().zip(converted.chars()).filter(|&(c, simple)| is_telling(c, simple)) {
        if !found.contains(c) {
            found.push(c);
        }
    }
    found
}

/// A name without what nobody pronounces: case, width, blanks, hyphens, quotation marks, traditional characters.
pub(super) fn folded(name: &str) -> String {
    let silent = |c: char| c.is_whitespace() || "-_·.'‘’“”\"（）()《》「」".contains(c) || crate::lang::is_hidden(c);
    let compatible: String = name.nfkc().flat_map(char::to_lowercase).filter(|&c| !silent(c)).collect();
    if compatible.is_ascii() { compatible } else { fast2s::convert(&compatible) }
}

#[cfg(test)]
mod tests {
    use super::{folded, script};

    #[test]
    fn scripts_are_counted_by_what_only_they_have() {
        for (text, simplified, traditional) in
            [("客服专员", 1, 0), ("客服專員", 0, 2), ("著名品牌覆盖", 1, 0), ("工作日", 0, 0), ("agent", 0, 0)]
        {
            let found = script(text);
            assert_eq!((found.simplified > 0, found.traditional > 0), (simplified > 0, traditional > 0), "{text}");
        }
    }

    #[test]
    fn names_are_folded_to_how_they_sound() {
        assert_eq!(folded("客服 專員"), "客服专员");
        assert_eq!(folded("ＯＡ"), "oa");
        assert_eq!(folded("Service-Agent"), folded("service agent"));
        assert_ne!(folded("初审"), folded("复审"));
    }
}
