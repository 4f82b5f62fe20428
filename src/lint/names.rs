//! Whether a name is a person's. What is said is certain; much is not recognised.

/// Common surnames that rarely begin another word. Surnames that are ordinary words as well (高, 白, 成, 安, 关, 方, 顾, 董, 丁) are
/// left out: 高级专员, 顾问, 董秘 and 丁班长 are no people.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙朱胡郭何罗郑梁谢宋唐许邓韩冯曹彭曾萧肖蔡潘袁于余苏叶吕魏蒋田杜沈姜范傅钟卢汪戴崔陆廖\
                        姚邹熊孟秦薛侯马林钱邱贾郝";

/// Surnames of two characters.
const LONG_SURNAMES: [&str; 5] = ["欧阳", "上官", "司徒", "诸葛", "慕容"];

/// Characters of given names that seldom end a word behind one of the surnames.
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞刚桂英华玉兰梅琳鹏飞波斌辉浩宇轩涵婷雪琴莉燕玲丹萍鑫旭凯健俊峰帆欣怡佳颖倩慧蕾薇\
                     瑶琪晶晨晓志建庆武林雨春秋冬德海洪龙虎云霖洁妍彤思睿博泽昊天翔宏亮永福贵祥瑞荣胜忠义仁智诚国豪嘉文梓诗梦";

/// What is put behind a surname.
const TITLES: &str = "经理 总 总监 主任 主管 科长 处长 部长 局长 院长 校长 组长 班长 店长 厂长 队长 所长 行长 会计 律师 医生 老师 师傅 秘书 \
                      助理 专员 工 董 先生 女士 小姐 姐 哥 总经理 副总 董事长 某 某某";

/// Names that stand for anybody in sketches.
const ANYBODY: [&str; 6] = ["张三", "李四", "王五", "赵六", "小明", "小红"];

/// Words and places that look like a name and are none.
const WORDS: &str = "王国 韩国 魏国 秦国 宋国 苏丹 陆军 林海 余波 田林 周天 汪洋 于洪 范文 黄海 黄梅 黄龙 唐海 吴忠 马龙 余庆 钟祥 胡志明";

/// The commonest English first names that are no other words.
const FIRST_NAMES: &str = "james john robert michael david richard thomas daniel matthew anthony andrew joshua kevin brian george edward \
                           timothy jason jeffrey ryan jacob nicholas eric jonathan stephen steven mary patricia jennifer linda elizabeth \
                           barbara susan jessica sarah karen lisa nancy betty margaret sandra emily michelle amanda melissa alice bob anna";

/// Whether a name is a person's: 张三, 欧阳娜, 张经理, 小王, Mr Smith, Alice Chen; alone, or beside a post or a department, as in 财务部 林芳.
pub(super) fn is_person(name: &str) -> bool {
    let parts = name.split(|c: char| c.is_whitespace() || "（）()/、，,-—_".contains(c)).filter(|part| !part.is_empty());
    parts.clone().any(is_chinese_person) || is_english_person(&parts.collect::<Vec<_>>())
}

fn is_chinese_person(word: &str) -> bool {
    if ANYBODY.contains(&word) {
        return true;
    }
    if WORDS.split_whitespace().any(|other| other == word) {
        return false;
    }
    if let Some(given) = LONG_SURNAMES.iter().find_map(|surname| word.strip_prefix(surname)) {
        return is_given(given) || is_title(given);
    }
    let mut chars = word.chars();
    match (chars.next(), chars.as_str()) {
        (Some('小' | '老'), rest) => rest.chars().count() == 1 && SURNAMES.contains(rest),
        (Some(first), rest) => SURNAMES.contains(first) && (is_given(rest) || is_title(rest)),
        (None, _) => false,
    }
}

fn is_given(name: &str) -> bool {
    (1..=2).contains(&name.chars().count()) && name.chars().all(|c| GIVEN.contains(c))
}

fn is_title(word: &str) -> bool {
    TITLES.split_whitespace().any(|title| title == word)
}

fn is_english_person(parts: &[&str]) -> bool {
    let lower = parts.first().map(|first| first.trim_end_matches('.').to_ascii_lowercase()).unwrap_or_default();
    let is_name =
        |part: &str| part.len() > 1 && part.starts_with(|c: char| c.is_ascii_uppercase()) && part.bytes().all(|b| b.is_ascii_alphabetic());
    match parts {
        [_, rest @ ..] if ["mr", "mrs", "ms", "miss"].contains(&lower.as_str()) => rest.first().is_some_and(|part| is_name(part)),
        [_] => FIRST_NAMES.split_whitespace().any(|first| first == lower),
        [first, last] => is_name(first) && is_name(last) && FIRST_NAMES.split_whitespace().any(|first| first == lower),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_person;

    #[test]
    fn people_are_told_from_posts() {
        let people = [
            "张三",
            "李建国",
            "林芳",
            "欧阳娜娜",
            "张经理",
            "王总",
            "陈工",
            "小王",
            "老李",
            "刘某",
            "财务部 林芳",
            "客服主管（李明）",
            "周会计",
        ];
        for name in people.into_iter().chain(["Alice", "John Smith", "Mr Smith", "Ms. Lee"]) {
            assert!(is_person(name), "{name}");
        }
        let posts = [
            "经理",
            "总经理",
            "副总",
            "高级专员",
            "高工",
            "金牌顾问",
            "顾问",
            "王府井店长",
            "张贴员",
            "陈列员",
            "黄金客户经理",
            "林业专员",
            "马术教练",
            "许可专员",
            "董事长",
            "董秘",
            "董办主任",
            "安全员",
            "关务专员",
            "程序员",
            "文员",
            "车间主任",
            "段长",
            "丁班长",
            "应急办",
            "客服专员",
            "客服小组",
            "老板",
            "小组长",
            "值班经理（夜班）",
            "余额宝客服",
            "周报专员",
            "叶片检验员",
            "田间管理员",
            "何处",
            "陆运主管",
            "水电工",
            "王牌客服",
            "许昌分部",
            "郑州分部",
            "苏州仓",
            "沈阳仓库",
            "唐山站长",
            "萧山店长",
            "徐汇网点",
            "曾用名审核员",
            "钟点工",
            "范文审核",
            "梁柱工",
            "韩语客服",
            "罗马仓",
            "秦岭站",
            "马上办",
        ];
        for name in posts.into_iter().chain([
            "agent",
            "lead",
            "Thomas Cook Agency",
            "St. James branch",
            "service desk",
            "Mark",
            "DR team",
            "a",
            "r1",
            "",
        ]) {
            assert!(!is_person(name), "{name}");
        }
    }
}
