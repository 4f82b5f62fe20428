//! From a word to the keyword or key it spells.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::{Key, Keyword};

/// The keyword that begins a statement with this word.
#[must_use]
pub fn statement(word: &str) -> Option<Keyword> {
    static TABLE: LazyLock<FxHashMap<&str, Keyword>> = LazyLock::new(|| table(Keyword::ALL, Keyword::all_spellings, Keyword::is_statement));
    look_up(&TABLE, word)
}

/// The key of that name.
#[must_use]
pub fn key(word: &str) -> Option<Key> {
    static TABLE: LazyLock<FxHashMap<&str, Key>> = LazyLock::new(|| table(Key::ALL, Key::all_spellings, |_| true));
    look_up(&TABLE, word)
}

/// The key that people mean by a word that is none.
pub(crate) fn other_key(word: &str) -> Option<Key> {
    const WORDS: [(&str, Key); 12] = [
        ("duration effort 时间 用时 时长 处理时间 处理时长 操作时间 作业时间", Key::Time),
        ("waiting delay queue 等候 排队 等待时间 等候时间 排队时间 停滞", Key::Wait),
        ("deadline due limit-time 期限 时效 截止 截止时间 完成时限 办理时限", Key::Sla),
        (
            "role actor assignee responsible approver approvers 负责人 审批人 处理人 办理人 经办人 岗位 角色 部门 责任部门 责任岗位",
            Key::Owner,
        ),
        ("app application tool platform 平台 工具 软件 应用", Key::System),
        ("inputs input 输入物 输入资料 资料 材料 所需资料", Key::In),
        ("outputs output result 产出 输出物 结果 成果", Key::Out),
        ("description comment remark 说明 描述 补充", Key::Note),
        ("problem problems pain 问题描述 现存问题 难点", Key::Issue),
        ("improvement 改进措施 优化方向 优化建议 建议", Key::Improve),
        ("responds 首次响应 首响 首次响应时限", Key::Response),
        ("remark-target receiver recipient 接收人 抄送 抄送人 通知对象", Key::To),
    ];
    let word = word.to_lowercase();
    WORDS.iter().find(|(words, _)| words.split(' ').any(|other| other == word)).map(|(_, key)| *key)
}

/// Whether somebody wrote a word for what is not known, and not `-`: 待定, TBD.
#[must_use]
pub fn is_unknown(name: &str) -> bool {
    ["未知", "待定", "未定", "待确认", "无", "暂无", "不详", "tbd", "tba", "unknown", "none"].contains(&name.to_lowercase().as_str())
}

/// Whether a word is one of the spellings of a keyword. Words such as `由` belong to several.
#[must_use]
pub fn is(word: &str, keyword: Keyword) -> bool {
    of(word).contains(&keyword)
}

/// Every keyword that a word is a spelling of.
#[must_use]
pub fn of(word: &str) -> &'static [Keyword] {
    static TABLE: LazyLock<FxHashMap<&str, Vec<Keyword>>> = LazyLock::new(|| {
        let mut map: FxHashMap<&str, Vec<Keyword>> = FxHashMap::default();
        for &keyword in Keyword::ALL {
            for spelling in keyword.all_spellings() {
                map.entry(spelling).or_default().push(keyword);
            }
        }
        map
    });
    if let Some(found) = TABLE.get(word) {
        return found;
    }
    match folded(word) {
        Cow::Owned(folded) => TABLE.get(folded.as_str()).map_or(&[], Vec::as_slice),
        Cow::Borrowed(_) => &[],
    }
}

fn table<T: Copy, I: Iterator<Item = &'static str>>(
    all: &'static [T],
    spellings: fn(T) -> I,
    wanted: fn(T) -> bool,
) -> FxHashMap<&'static str, T> {
    let mut map = FxHashMap::default();
    for &entry in all.iter().filter(|&&entry| wanted(entry)) {
        for spelling in spellings(entry) {
            map.entry(spelling).or_insert(entry);
        }
    }
    map
}

fn look_up<T: Copy>(table: &FxHashMap<&str, T>, word: &str) -> Option<T> {
    table.get(word).copied().or_else(|| match folded(word) {
        Cow::Owned(folded) => table.get(folded.as_str()).copied(),
        Cow::Borrowed(_) => None,
    })
}

/// A word as keywords are compared: in lower case, full-width letters as ASCII.
fn folded(word: &str) -> Cow<'_, str> {
    // Full-width letters begin with 0xEF; that some other characters do, too, costs nothing but time.
    let plain = |byte: u8| !byte.is_ascii_uppercase() && byte != 0xEF;
    if word.bytes().all(plain) { Cow::Borrowed(word) } else { Cow::Owned(word.nfkc().flat_map(char::to_lowercase).collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_key_or_a_statement_means_one_thing() {
        let mut seen = FxHashMap::default();
        for &key in Key::ALL {
            for spelling in key.all_spellings() {
                assert_eq!(seen.insert(spelling, key), None, "{spelling}");
            }
        }
        let mut seen = FxHashMap::default();
        for &keyword in Keyword::ALL.iter().filter(|keyword| keyword.is_statement()) {
            for spelling in keyword.all_spellings() {
                assert_eq!(seen.insert(spelling, keyword), None, "{spelling}");
            }
        }
    }

    #[test]
    fn case_and_width_of_a_keyword_do_not_matter() {
        assert_eq!(key("SLA"), Some(Key::Sla));
        assert_eq!(statement("ｔａｓｋ"), Some(Keyword::Task));
        assert_eq!(statement("To-Be"), Some(Keyword::ToBe));
    }
}
