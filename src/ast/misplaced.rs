//! Statements that cannot stand where they stand, or that are nothing known.

use super::Header;
use super::cursor::{Cursor, Lowering, is_name};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::syntax::keywords::{self, Keyword, Place};
use crate::syntax::rules::{MISPLACED, UNEXPECTED, UNKNOWN_KEYWORD};
use crate::syntax::tree::{Head, StatementIx, Token, TokenKind};

impl Lowering<'_> {
    pub(super) fn nameless(&mut self, header: &Header, cursor: &Cursor) {
        let word = self.source.slice(header.span).to_owned();
        let what = both!("a name", "名称");
        let help = both!("write `{word} NAME \"LABEL\"`", "写成：{word} 名称 “标签”");
        self.expected(cursor.peek(), header.span, &what, help);
    }

    /// Nodes declared in the parallel block that a change brings in: the change is about one node.
    pub(super) fn declared_in_change(&mut self) {
        for node in std::mem::take(&mut self.inner) {
            self.report(
                &MISPLACED,
                node.header.span,
                both!("a change brings in one node", "一条修改只能加入一个节点"),
                both!("insert this node by itself, and write only its name in the block", "请单独插入这个节点，并行块里只写它的名称"),
            );
        }
    }

    /// `流程线：开始 → 甲`: a chain with a title.
    pub(super) fn keyed_chain(&mut self, tokens: &[Token]) {
        let span = self.span(tokens[0]).to(self.span(tokens[1]));
        let word = shown(self.source.slice(span)).to_string();
        let problem = Diagnostic::new(
            &UNEXPECTED,
            span,
            both!("a chain has no title: `{word}`", "流向前面不写“{word}”"),
            both!("delete it", "请删去它"),
        );
        self.found.push(problem.safe_fix(both!("delete it", "删去"), vec![Edit::remove(span)]));
    }

    pub(super) fn attribute_in_variant(&mut self, at: StatementIx) {
        if self.tree.get(at).broken {
            return;
        }
        let tokens = self.tree.tokens(&self.tree.get(at).head);
        let word = self.text(tokens[0]);
        let span = self.span(tokens[0]);
        if keywords::statement(word).is_some_and(Keyword::is_node) && tokens.get(2).is_some_and(|token| is_name(Some(*token))) {
            let colon = self.span(tokens[1]);
            let problem = Diagnostic::new(
                &UNEXPECTED,
                colon,
                both!("no colon stands between `{word}` and the name", "“{word}”与名称之间不写冒号"),
                both!("write `{word} NAME`", "写成：{word} 名称"),
            );
            self.found.push(problem.safe_fix(both!("replace the colon by a blank", "把冒号改为空格"), vec![Edit::replace(colon, " ")]));
            return;
        }
        self.report(
            &MISPLACED,
            span,
            both!("the attribute `{}` stands in a variant", "属性“{}”写在了“现状”或“优化后”里", shown(word)),
            both!(
                "a variant holds nodes and chains; put the attribute in a node or in the process",
                "这里只写节点和流向；请把属性写到节点或流程中"
            ),
        );
    }

    pub(super) fn misplaced(&mut self, at: StatementIx, keyword: Keyword) {
        let statement = self.tree.get(at);
        if statement.broken {
            return;
        }
        let tokens = self.tree.tokens(&statement.head);
        let word = shown(self.text(tokens[0])).to_string();
        let span = self.span_of(&tokens[..tokens.len().min(2)]);
        if keyword == Keyword::Steps {
            self.report(
                &MISPLACED,
                span,
                both!("`{word}` is reserved for a later version", "“{word}”留给以后的版本使用"),
                both!("write the steps as tasks", "请把步骤写成任务"),
            );
            return;
        }
        let home = if keyword.is_node() || keyword.is_change() {
            both!("in `as-is {{ … }}` or `to-be {{ … }}`", "“现状 {{ … }}”或“优化后 {{ … }}”中")
        } else if keyword.is_variant() || keyword.is_process_line() {
            both!("in `process NAME {{ … }}`", "“流程 名称 {{ … }}”中")
        } else if keyword == Keyword::Use || keyword == Keyword::Process {
            both!("at the top of the file", "文件的最外层")
        } else {
            both!("at the top of the file or in `process NAME {{ … }}`", "文件的最外层或“流程 名称 {{ … }}”中")
        };
        let help = crate::lang::Text { en: format!("put it {}", home.en), zh: format!("请写到{}", home.zh) };
        self.report(&MISPLACED, span, both!("`{word}` cannot stand here", "“{word}”不能写在这里"), help);
    }

    /// A statement that is nothing known here.
    pub(super) fn unknown(&mut self, at: StatementIx, places: &[Place]) {
        let tree = self.tree;
        let statement = tree.get(at);
        if statement.broken {
            return;
        }
        let tokens = tree.tokens(&statement.head);
        let Some(&first) = tokens.first() else { return };
        let text = shown(self.text(first)).to_string();
        let span = self.span(first);
        if let Head::Attribute(_) = statement.kind {
            if places.is_empty() {
                self.report(
                    &MISPLACED,
                    span,
                    both!("the attribute `{text}` stands outside a process", "属性“{text}”写在了流程之外"),
                    both!("put it in `process NAME {{ … }}`", "请写到“流程 名称 {{ … }}”中"),
                );
            } else {
                let _ = self.attribute(at, places);
            }
            return;
        }
        if first.kind != TokenKind::Word || statement.kind == Head::Flow {
            let whole = self.span_of(tokens);
            let text = shown(self.source.slice(whole)).to_string();
            let message = both!("`{text}` is not a statement here", "“{text}”在这里不是一条语句");
            let help = if places.is_empty() && statement.kind == Head::Flow {
                both!("chains stand in `as-is {{ … }}` or `to-be {{ … }}`", "流向写在“现状 {{ … }}”或“优化后 {{ … }}”中")
            } else {
                both!(
                    "write a declaration such as `task NAME \"LABEL\"`, or `key: value`",
                    "写一条声明，例如“任务 名称 “标签””，或“属性：值”"
                )
            };
            self.report(if statement.kind == Head::Flow { &MISPLACED } else { &UNEXPECTED }, whole, message, help);
            return;
        }
        let word = self.text(first);
        let spellings = Keyword::ALL.iter().filter(|keyword| keyword.is_statement()).flat_map(|keyword| keyword.all_spellings());
        let near = self.nearest(word, spellings);
        if near.is_none() && places.is_empty() && statement.block.is_some() && tokens.len() <= 2 {
            let task = if word.is_ascii() { Keyword::Task.en() } else { Keyword::Task.zh() };
            let problem = Diagnostic::new(
                &UNKNOWN_KEYWORD,
                span,
                both!("what is `{text}`? A keyword is missing before it", "“{text}”前面缺少关键字，看不出它是什么"),
                both!("write for example `{task} {text} {{ … }}`", "例如写成：{task} {text} {{ … }}"),
            );
            let fix = vec![Edit::replace(span.before(), format!("{task} "))];
            self.found.push(problem.unsafe_fix(both!("write `{task}` before it", "在前面加上“{task}”"), fix));
            return;
        }
        let listed = tokens.get(1).is_some_and(|token| token.kind == TokenKind::Comma) || !word.is_ascii() && word.contains(['-', '－']);
        if near.is_none() && places.is_empty() && listed {
            let whole = self.span_of(tokens);
            let text = shown(self.source.slice(whole)).to_string();
            let message = both!("`{text}` has no arrows", "“{text}”中没有箭头");
            self.report(&UNEXPECTED, whole, message, both!("write a chain as `a -> b -> c`", "流向写成：甲 → 乙 → 丙"));
            return;
        }
        let problem = Diagnostic::new(
            &UNKNOWN_KEYWORD,
            span,
            both!("`{text}` is not a keyword", "“{text}”不是关键字"),
            both!(
                "a statement begins with a keyword such as `task`, or is a chain `a -> b`",
                "语句以“任务”“审批”等关键字开头，或写成流向“甲 → 乙”"
            ),
        );
        self.found.push(match near {
            Some(near) => Diagnostic { help: both!("did you mean `{near}`?", "是不是“{near}”？"), ..problem }
                .unsafe_fix(both!("write `{near}`", "改为“{near}”"), vec![Edit::replace(span, near)]),
            None => problem,
        });
    }
}
