//! Changes as text: in the language of the file's keywords, with names as their author typed them and reasons in the language of the labels.

use crate::lang::{Lang, Text, is_hidden};
use crate::model::{Node, NodeKind, Process, Variant};
use crate::source::Source;
use crate::syntax::keywords::{self, Key, Keyword};

/// How the author of a process writes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// The language of the keywords.
    keywords: Lang,
    /// The language of labels and reasons.
    reasons: Lang,
}

impl Words {
    /// From the header of the as-is, and from the names in it.
    pub(super) fn of(source: &Source, as_is: &Variant) -> Words {
        let header = source.slice(as_is.span);
        let keywords = if header.contains(is_chinese) { Lang::Zh } else { Lang::En };
        let names = as_is.nodes.iter().filter(|node| !matches!(node.kind, NodeKind::Start | NodeKind::End)).map(Node::shown);
        let letters: Vec<bool> = names.flat_map(str::chars).filter(|c| c.is_alphabetic()).map(is_chinese).collect();
        let chinese = letters.iter().filter(|chinese| **chinese).count();
        // A Chinese character says as much as several letters.
        let reasons = if chinese * 3 > letters.len() || letters.is_empty() && keywords == Lang::Zh { Lang::Zh } else { Lang::En };
        Words { keywords, reasons }
    }

    /// The language of labels and reasons.
    pub(super) fn reasons(self) -> Lang {
        self.reasons
    }

    /// A name for the to-be that no variant of the process has.
    pub(super) fn variant_name(self, process: &Process) -> String {
        let base = self.reasons.pick("Proposal", "改进建议");
        let taken = |name: &str| process.variants.iter().any(|variant| variant.name.as_deref() == Some(name));
        let numbered = |number: usize| self.reasons.pick(format!("{base} {number}"), format!("{base}{number}"));
        let mut numbers = (2..=process.variants.len() + 1).map(numbered);
        if taken(base) { numbers.find(|name| !taken(name)).unwrap_or_default() } else { base.to_owned() }
    }

    fn pick<T>(self, en: T, zh: T) -> T {
        self.keywords.pick(en, zh)
    }

    fn word(self, keyword: Keyword) -> &'static str {
        self.pick(keyword.en(), keyword.zh())
    }

    /// The header of the to-be, without its brace.
    pub(super) fn header(self, name: &str) -> String {
        let name = self.quoted(name);
        format!("{} {name} {} {}", self.word(Keyword::ToBe), self.word(Keyword::From), self.word(Keyword::AsIs))
    }

    /// A text in quotation marks.
    pub(super) fn quoted(self, text: &str) -> String {
        if self.keywords == Lang::Zh && !text.contains(['“', '”', '\\', '"', '\n']) {
            return format!("“{text}”");
        }
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
    }

    /// A name as it is referred to.
    pub(super) fn name(self, name: &str) -> String {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let is_plain = name.starts_with(|c: char| c.is_alphabetic() || c == '_') && !name.ends_with('-') && name.chars().all(plain);
        if is_plain && keywords::of(name).is_empty() { name.to_owned() } else { self.quoted(name) }
    }

    /// A node as it is referred to. An event that a chain names has a keyword for a name.
    pub(super) fn node(self, node: &Node) -> String {
        let is_event = matches!(node.kind, NodeKind::Start | NodeKind::End) && !keywords::of(&node.title.name).is_empty();
        if is_event { node.title.name.clone() } else { self.name(&node.title.name) }
    }

    fn nodes(self, nodes: &[&Node]) -> String {
        nodes.iter().map(|node| self.node(node)).collect::<Vec<_>>().join(self.pick(", ", "、"))
    }

    /// ` because REASON`; what could be read as anything but a reason is put in quotation marks.
    pub(super) fn because(self, reason: &Text) -> String {
        let reason: String = reason.get(self.reasons).chars().filter(|&c| !c.is_control() && !is_hidden(c)).collect();
        let risky = reason.contains([';', '；', '{', '}', '｛', '｝', '#', '＃', '|', '"', '\\']);
        let reason = if risky { format!("\"{}\"", reason.replace('\\', "\\\\").replace('"', "\\\"")) } else { reason };
        format!(" {} {reason}", self.word(Keyword::Because))
    }

    pub(super) fn remove(self, node: &Node, reason: &Text) -> String {
        format!("{} {}{}", self.word(Keyword::Remove), self.node(node), self.because(reason))
    }

    pub(super) fn parallelise(self, nodes: &[&Node], reason: &Text) -> String {
        format!("{} {}{}", self.word(Keyword::Parallelise), self.nodes(nodes), self.because(reason))
    }

    pub(super) fn reroute(self, [from, old, new]: [&Node; 3], reason: &Text) -> String {
        let (arrow, to) = (self.pick("->", "→"), self.pick("to", "到"));
        let [from, old, new] = [from, old, new].map(|node| self.node(node));
        format!("{} {from} {arrow} {old} {to} {new}{}", self.word(Keyword::Reroute), self.because(reason))
    }

    pub(super) fn automate(self, node: &Node, system: &str, reason: &Text) -> String {
        let by = self.pick("by", "由");
        format!("{} {} {by} {}{}", self.word(Keyword::Automate), self.node(node), self.name(system), self.because(reason))
    }

    pub(super) fn change(self, node: &Node, label: &str, attributes: &[(Key, String)], reason: &Text) -> String {
        let (name, label) = (self.node(node), self.quoted(label));
        format!("{} {name} {label} {{ {} }}{}", self.word(Keyword::Change), self.attributes(attributes), self.because(reason))
    }

    pub(super) fn merge(self, nodes: &[&Node], (name, label): (&str, Option<&str>), attributes: &[(Key, String)], reason: &Text) -> String {
        let (word, into) = (self.word(Keyword::Merge), self.pick("into", "为"));
        let label = label.map_or(String::new(), |label| format!(" {}", self.quoted(label)));
        let (nodes, name) = (self.nodes(nodes), self.name(name));
        format!("{word} {nodes} {into} {name}{label} {{ {} }}{}", self.attributes(attributes), self.because(reason))
    }

    fn attributes(self, attributes: &[(Key, String)]) -> String {
        let one = |(key, value): &(Key, String)| self.pick(format!("{}: {value}", key.en()), format!("{}：{value}", key.zh()));
        attributes.iter().map(one).collect::<Vec<_>>().join(self.pick("; ", "；"))
    }

    /// No time at all.
    pub(super) fn nothing(self) -> String {
        self.pick("0m", "0分钟").to_owned()
    }

    /// Names in a list of values.
    pub(super) fn list(self, names: &[&str]) -> String {
        names.iter().map(|name| self.name(name)).collect::<Vec<_>>().join(self.pick(", ", "、"))
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}')
}
