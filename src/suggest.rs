//! "Did you mean": the nearest known word, also across simplified and traditional characters, full-width letters and
//! characters that look alike.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

/// The candidate nearest to `typed`, if one is near enough to be what was meant.
///
/// Words that are equal once folded (case, width, traditional characters, look-alikes) come first; otherwise the smallest
/// edit distance (optimal string alignment) of at most a third of the length, or one edit in a Chinese word of two
/// characters and more. Among equals the first candidate wins.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(typed);
    let length = folded.chars().count();
    let limit = if folded.is_ascii() { length.div_ceil(3).min(4) } else { (length / 2).min(3) };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == typed || candidate.is_empty() {
            continue;
        }
        if candidate.chars().count().abs_diff(length) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&folded, &fold(candidate));
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether `typed` can hardly be anything but a slip for `meant`: it looks the same, or one edit of three or more characters.
/// `时间` for `时限` is none: both are words.
#[must_use]
pub fn is_slip(typed: &str, meant: &str) -> bool {
    let one = typed.chars().count() > 2 && strsim::osa_distance(&fold(typed), &fold(meant)) == 1;
    one || looks_like(typed, meant) || typed.is_ascii() && typed.len() > 3
}

/// Whether `typed` may be a slip for another name: they look the same, or one edit of three or more characters that touches no
/// number. `步骤2` is none for `步骤1`, nor `复审` for `初审`: whoever sketches a flow names many nodes alike.
#[must_use]
pub fn is_near_miss(typed: &str, meant: &str) -> bool {
    let (a, b) = (fold(typed), fold(meant));
    let counts = |c: &char| c.is_numeric() || "一二三四五六七八九十甲乙丙丁".contains(*c);
    let numbers = |text: &str| text.chars().filter(counts).collect::<String>();
    a == b || typed.chars().count() > 2 && strsim::osa_distance(&a, &b) == 1 && numbers(&a) == numbers(&b)
}

/// Whether two different words are the same to a hurried eye.
#[must_use]
pub fn looks_like(a: &str, b: &str) -> bool {
    a != b && fold(a) == fold(b)
}

/// Case, width, traditional characters and look-alikes folded away.
fn fold(text: &str) -> String {
    let compatible: String = text.nfkc().flat_map(char::to_lowercase).filter(|&c| !crate::lang::is_hidden(c)).collect();
    if compatible.is_ascii() {
        return compatible;
    }
    let simplified = fast2s::convert(&compatible);
    skeleton(&simplified).map(|c| LOOK_ALIKE.get(&c).copied().unwrap_or(c)).collect()
}

/// Chinese characters that are taken for one another when typing or reading, each mapped to the first of its group. The
/// Unicode confusables know radicals and Latin letters, not these.
static LOOK_ALIKE: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    const GROUPS: &str = "己已巳 未末 人入 日曰 土士 帐账 象像 做作 的地得 在再 即既 侯候 度渡 复覆 划画 他她它 账帐 贷货 \
                          仓仑 拆折 拔拨 折析 辩辨辫 竟竞 晴睛 徽微 戌戍戊 今令 兔免 千干 鸟乌 束柬 汆氽 析柝 暑署 燥躁噪 \
                          检捡 筒简 绩积 记纪 订定 审申 帖贴 登登 副付 坐座 现线";
    let mut map = FxHashMap::default();
    for group in GROUPS.split_whitespace() {
        let mut chars = group.chars();
        let Some(first) = chars.next() else { continue };
        let root = map.get(&first).copied().unwrap_or(first);
        for c in chars {
            map.entry(c).or_insert(root);
        }
    }
    map
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let roles = ["客服专员", "客服主管", "法务专员", "审核", "agent", "lead", "会计帐户"];
        let cases = [
            ("客服专圆", Some("客服专员")),
            ("審核", Some("审核")),
            ("ａｇｅｎｔ", Some("agent")),
            ("agnet", Some("agent")),
            ("аgent", Some("agent")),
            ("会计账户", Some("会计帐户")),
            ("财务总监", None),
            ("x", None),
        ];
        for (typed, meant) in cases {
            assert_eq!(nearest(typed, roles), meant, "{typed}");
        }
    }

    #[test]
    fn names_that_differ_in_a_number_are_no_slips() {
        for (typed, meant) in [("recrod", "record"), ("審核", "审核"), ("客服专圆", "客服专员"), ("步骤１", "步骤1")] {
            assert!(is_near_miss(typed, meant), "{typed}");
        }
        for (typed, meant) in [("复审", "初审"), ("步骤2", "步骤1"), ("步骤二", "步骤一"), ("recrod2", "record"), ("step10", "step1")]
        {
            assert!(!is_near_miss(typed, meant), "{typed}");
        }
    }
}
