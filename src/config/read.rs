//! The tree of a configuration file to [`Settings`].

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::yaml::{self, Entry, Value, Yaml, problem};
use super::{Attainment, Limits, Section, Selector, Settings, is_fixed};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::{Lang, Text, shown};
use crate::rule::{Level, Rule};
use crate::source::{FileId, Source, Span};
use crate::suggest::nearest;

/// The longest configuration that is read.
const BYTES: usize = 1 << 20;

const KEYS: [&str; 11] =
    ["language", "extends", "select", "ignore", "severity", "overrides", "fail-on", "limits", "calendar", "hours-per-day", "attainment"];
const OVERRIDE_KEYS: [&str; 5] = ["files", "select", "ignore", "severity", "limits"];
const LANGUAGES: [&str; 2] = ["en", "zh"];
const LEVELS: [&str; 3] = ["error", "warning", "info"];
const SEVERITIES: [&str; 4] = ["error", "warning", "info", "off"];
const FORMULAS: [&str; 2] = ["relative", "progress"];

/// Reads a configuration. `folder` is where it stands, as paths of files begin; `rules` are all there are.
#[must_use]
pub fn read(file: FileId, source: &Source, folder: &str, rules: &[&'static Rule]) -> (Settings, Vec<Diagnostic>) {
    let mut reader = Reader { folder, rules, found: Vec::new() };
    let whole = Span { file, start: 0, end: 0 };
    if source.text.len() > BYTES {
        reader.refuse(
            whole,
            both!("the configuration is larger than 1 MB", "配置文件超过 1 MB"),
            both!("keep what is needed", "只保留需要的内容"),
        );
        return (Settings::default(), reader.found);
    }
    let root = yaml::read(file, source, &mut reader.found);
    if root.as_ref().is_none_or(|root| !matches!(root.value, Value::Map(_)))
        && let Some(slip) = yaml::slip(file, source)
    {
        reader.found = vec![slip];
        return (Settings::default(), reader.found);
    }
    let settings = root.map_or_else(Settings::default, |root| reader.settings(&root));
    reader.found.sort_by(Diagnostic::order);
    (settings, reader.found)
}

struct Reader<'a> {
    folder: &'a str,
    rules: &'a [&'static Rule],
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn settings(&mut self, root: &Yaml) -> Settings {
        let mut settings = Settings::default();
        let mut all = Section::default();
        let mut some = Vec::new();
        for entry in self.map(root) {
            match entry.key.as_str() {
                "language" => {
                    let word = self.one_of(&entry.value, &LANGUAGES);
                    settings.lang = word.map(|word| if word == "zh" { Lang::Zh } else { Lang::En });
                }
                "extends" => settings.extends = self.text(&entry.value).map(|path| (path.to_owned(), entry.value.span)),
                "overrides" => some = self.overrides(&entry.value),
                "fail-on" => settings.fail_on = self.one_of(&entry.value, &LEVELS).and_then(Level::named),
                "calendar" => settings.calendar = self.text(&entry.value).map(str::to_owned),
                "hours-per-day" => settings.hours_per_day = self.number(&entry.value, 1, 24),
                "attainment" => {
                    let word = self.one_of(&entry.value, &FORMULAS);
                    settings.attainment = word.map(|word| if word == "progress" { Attainment::Progress } else { Attainment::Relative });
                }
                _ => self.in_section(entry, &mut all, &KEYS),
            }
        }
        settings.sections.push(all);
        settings.sections.append(&mut some);
        settings
    }

    /// The keys that stand at the top and in an override alike.
    fn in_section(&mut self, entry: &Entry, section: &mut Section, keys: &[&'static str]) {
        match entry.key.as_str() {
            "select" => section.select = Some(self.selectors(&entry.value, false)),
            "ignore" => section.ignore = self.selectors(&entry.value, true),
            "severity" => section.severity = self.severities(&entry.value),
            "limits" => section.limits = self.limits(&entry.value),
            key => self.unknown(key, entry.span, keys, "key", "键"),
        }
    }

    fn overrides(&mut self, value: &Yaml) -> Vec<Section> {
        let mut sections = Vec::new();
        for item in self.list(value) {
            let mut section = Section::default();
            for entry in self.map(item) {
                if entry.key == "files" {
                    section.files = self.patterns(&entry.value).map(|patterns| (self.folder.to_owned(), patterns));
                } else {
                    self.in_section(entry, &mut section, &OVERRIDE_KEYS);
                }
            }
            if section.files.is_some() {
                sections.push(section);
            } else if matches!(&item.value, Value::Map(map) if map.iter().all(|entry| entry.key != "files")) {
                let help = both!("add `files: [\"archive/**\"]`", "请加上 files: [\"archive/**\"]");
                self.refuse(item.span, both!("the override does not say for which files", "没有说明对哪些文件生效"), help);
            }
        }
        sections
    }

    fn patterns(&mut self, value: &Yaml) -> Option<GlobSet> {
        let mut patterns = GlobSetBuilder::new();
        for item in self.one_or_list(value) {
            let Some(text) = self.text(item) else { continue };
            // `*.flow` is every such file, `archive/*.flow` those in that folder.
            let anchored = text.trim_start_matches("./");
            let anchored = if anchored.contains('/') { anchored.to_owned() } else { format!("**/{anchored}") };
            match GlobBuilder::new(&anchored).literal_separator(true).build() {
                Ok(pattern) => _ = patterns.add(pattern),
                Err(error) => {
                    let (word, why) = (shown(text), error.kind().to_string());
                    let help = both!("`*` stands for any name, `**` for any folders", "* 代表任意名称，** 代表任意层文件夹");
                    self.refuse(item.span, both!("`{word}` is no pattern of files: {why}", "“{word}”不是有效的文件匹配式（{why}）"), help);
                }
            }
        }
        patterns.build().ok()
    }

    fn selectors(&mut self, value: &Yaml, switches_off: bool) -> Vec<Selector> {
        let mut selectors = Vec::new();
        for item in self.one_or_list(value) {
            let selector = self.text(item).and_then(|word| self.selector(word, item.span, switches_off));
            selectors.extend(selector);
        }
        selectors
    }

    fn selector(&mut self, word: &str, span: Span, switches_off: bool) -> Option<Selector> {
        let selector = Selector::named(word, self.rules);
        if let Some(Selector::Rule(rule)) = selector.filter(|_| switches_off)
            && is_fixed(rule, rule.level)
        {
            let message = both!("{} `{}` cannot be switched off or made smaller", "{} {} 不能关闭，也不能降级", rule.code, rule.name);
            self.refuse(span, message, both!("what is not understood is not checked", "读不懂的内容无法检查"));
            return None;
        }
        if selector.is_none() {
            let names: Vec<&'static str> = self.rules.iter().map(|rule| rule.name).collect();
            self.unknown(word, span, &names, "rule", "规则");
        }
        selector
    }

    fn severities(&mut self, value: &Yaml) -> Vec<(Selector, Option<Level>)> {
        let mut severities = Vec::new();
        for entry in self.map(value) {
            let selector = self.selector(&entry.key, entry.span, true);
            let word = self.one_of(&entry.value, &SEVERITIES);
            severities.extend(selector.zip(word).map(|(selector, word)| (selector, Level::named(word))));
        }
        severities
    }

    fn limits(&mut self, value: &Yaml) -> Vec<(&'static str, u32)> {
        let mut limits = Vec::new();
        for entry in self.map(value) {
            match Limits::ALL.iter().find(|limit| limit.key == entry.key) {
                Some(limit) => limits.extend(self.number(&entry.value, limit.least, limit.most).map(|number| (limit.key, number))),
                None => {
                    let keys: Vec<&'static str> = Limits::ALL.iter().map(|limit| limit.key).collect();
                    self.unknown(&entry.key, entry.span, &keys, "limit", "限值");
                }
            }
        }
        limits
    }

    fn map<'y>(&mut self, value: &'y Yaml) -> &'y [Entry] {
        match &value.value {
            Value::Map(map) => map,
            Value::Nothing | Value::Refused => &[],
            _ => {
                self.wrong(value, &both!("`key: value`, one to a line", "每行一个“键: 值”"));
                &[]
            }
        }
    }

    fn list<'y>(&mut self, value: &'y Yaml) -> &'y [Yaml] {
        match &value.value {
            Value::List(list) => list,
            Value::Nothing | Value::Refused => &[],
            _ => {
                self.wrong(value, &both!("a list: `- …`, one to a line", "列表：每行一个“- ……”"));
                &[]
            }
        }
    }

    fn one_or_list<'y>(&mut self, value: &'y Yaml) -> &'y [Yaml] {
        if matches!(value.value, Value::Scalar(_)) { std::slice::from_ref(value) } else { self.list(value) }
    }

    fn text<'y>(&mut self, value: &'y Yaml) -> Option<&'y str> {
        match &value.value {
            Value::Scalar(text) if !text.trim().is_empty() => Some(text.trim()),
            Value::Refused => None,
            _ => {
                self.wrong(value, &both!("a text", "文字"));
                None
            }
        }
    }

    fn number(&mut self, value: &Yaml, least: u32, most: u32) -> Option<u32> {
        let number = match &value.value {
            Value::Scalar(text) => text.parse().ok().filter(|number| (least..=most).contains(number)),
            Value::Refused => return None,
            _ => None,
        };
        if number.is_none() {
            self.wrong(value, &both!("a whole number from {least} to {most}", "{least} 到 {most} 的整数"));
        }
        number
    }

    fn one_of(&mut self, value: &Yaml, words: &[&'static str]) -> Option<&'static str> {
        let text = match &value.value {
            Value::Scalar(text) => text.as_str(),
            Value::Refused => return None,
            _ => "",
        };
        let word = words.iter().copied().find(|word| *word == text);
        if word.is_none() {
            let [en, zh] = [", ", "、"].map(|comma| words.join(comma));
            let mut finding = problem(value.span, what_is(value), both!("one of: {en}", "可用：{zh}"));
            if let Some(near) = nearest(text, words.iter().copied()) {
                finding = meant(finding, near);
            }
            self.found.push(finding);
        }
        word
    }

    fn unknown(&mut self, word: &str, span: Span, known: &[&'static str], en: &str, zh: &str) {
        let message = both!("there is no {en} `{word}`", "没有名为“{word}”的{zh}", word = shown(word));
        if word.contains(['，', '、']) {
            self.refuse(span, message, both!("a comma of YAML is `,`: the half-width one", "这里要用半角逗号“, ”"));
            return;
        }
        let finding = match nearest(word, known.iter().copied()) {
            Some(near) => meant(problem(span, message, Text::default()), near),
            None if known.len() < 20 => {
                let [en, zh] = [", ", "、"].map(|comma| known.join(comma));
                problem(span, message, both!("there are: {en}", "可用：{zh}"))
            }
            None => problem(span, message, both!("`flowright rules` lists them", "用 flowright rules 查看全部规则")),
        };
        self.found.push(finding);
    }

    fn wrong(&mut self, value: &Yaml, wanted: &Text) {
        let help = both!("write {}", "应当写：{}"; wanted);
        self.refuse(value.span, what_is(value), help);
    }

    fn refuse(&mut self, span: Span, message: Text, help: Text) {
        self.found.push(problem(span, message, help));
    }
}

/// Says which word was meant, with the edit.
fn meant(mut finding: Diagnostic, near: &str) -> Diagnostic {
    finding.help = both!("did you mean `{near}`?", "是不是“{near}”？");
    let edit = Edit::replace(finding.span, near);
    finding.unsafe_fix(both!("write `{near}`", "改为“{near}”"), vec![edit])
}

fn what_is(value: &Yaml) -> Text {
    match &value.value {
        Value::Scalar(text) => both!("`{word}` does not fit here", "“{word}”不能写在这里", word = shown(text)),
        Value::List(_) => both!("a list does not fit here", "此处不能是列表"),
        Value::Map(_) => both!("`key: value` does not fit here", "此处不能是“键: 值”"),
        Value::Nothing | Value::Refused => both!("the value is missing", "缺少值"),
    }
}
