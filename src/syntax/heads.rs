//! What a statement is, from its first tokens: also when the keyword is misspelt, glued to the name or followed by a colon.

use super::keywords::{self, Key, Keyword, Place};
use super::nester::Rank;
use super::rules::{UNEXPECTED, UNKNOWN_KEYWORD};
use super::tree::{Head, Token, TokenKind};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::source::{FileId, Span, offset};
use crate::suggest;

/// Where a statement stands, as far as recognising it needs to know.
#[derive(Clone, Copy)]
pub(super) struct Surroundings {
    /// A `{` follows.
    pub(super) opens: bool,
    /// The block it stands in. In a [`Rank::Leaf`] only attributes, branches and names of nodes stand.
    pub(super) rank: Rank,
    /// Whether a misspelt word may be looked up: that takes time.
    pub(super) suggest: bool,
}

/// What a statement is, and what had to be repaired to see it. The tokens are changed so that the keyword stands first and
/// alone; a colon behind it stays.
pub(super) fn classify(file: FileId, text: &str, tokens: &mut Vec<Token>, around: Surroundings) -> (Head, Option<Diagnostic>) {
    let mut heads = Heads { file, text, tokens, around };
    let (head, problem) = heads.head();
    (head, problem.or_else(|| heads.outcome()))
}

struct Heads<'a> {
    file: FileId,
    text: &'a str,
    tokens: &'a mut Vec<Token>,
    around: Surroundings,
}

impl<'a> Heads<'a> {
    fn head(&mut self) -> (Head, Option<Diagnostic>) {
        let in_leaf = self.around.rank == Rank::Leaf;
        let has_arrow = self.has(TokenKind::Arrow);
        let first = self.tokens[0];
        if first.kind != TokenKind::Word {
            return (if has_arrow { Head::Flow } else { Head::Other }, None);
        }
        if let Some(found) = self.two_words() {
            return found;
        }
        let word = self.slice(first);
        let keyword = keywords::statement(word);
        match self.kind(1) {
            Some(TokenKind::Colon) => return self.with_colon(word, keyword),
            Some(TokenKind::Compare | TokenKind::Dash | TokenKind::Comma) if matches!(keyword, Some(Keyword::Start | Keyword::End)) => {
                // `开始 > 甲 > 结束`: a chain with wrong arrows.
                return (if has_arrow { Head::Flow } else { Head::Other }, None);
            }
            Some(TokenKind::Arrow | TokenKind::Dot | TokenKind::Compare | TokenKind::Comma | TokenKind::Quantity) if has_arrow => {
                return if in_leaf { (Head::Flow, None) } else { self.glued().unwrap_or((Head::Flow, None)) };
            }
            _ => {}
        }
        if let Some(keyword) = keyword {
            // Two words and an arrow inside a declaration: an unquoted label, not a declaration.
            let label = in_leaf && has_arrow && !keyword.is_change();
            return (if label { Head::Flow } else { Head::Declaration(keyword) }, None);
        }
        if !in_leaf && !has_arrow {
            self.unglue_infix();
        }
        if !in_leaf && let Some(keyword) = self.tokens.iter().skip(1).find_map(|&token| infix(self.slice(token))) {
            return (Head::Declaration(keyword), None);
        }
        let inside = in_leaf || self.around.rank == Rank::Variant;
        if inside && starts_inner(word) || in_leaf && has_arrow {
            return (if has_arrow { Head::Flow } else { Head::Other }, None);
        }
        let misread = if self.more_than_misspelt(word) { self.glued() } else { None };
        let misread = misread.or_else(|| self.misspelt(word)).or_else(|| self.glued());
        misread.unwrap_or((if has_arrow { Head::Flow } else { Head::Other }, None))
    }

    /// `as is` and `to be` without the hyphen.
    fn two_words(&mut self) -> Option<(Head, Option<Diagnostic>)> {
        let first = self.tokens[0];
        let second = *self.tokens.get(1).filter(|second| second.kind == TokenKind::Word && self.around.rank != Rank::Leaf)?;
        if !self.slice(first).is_ascii() {
            return None;
        }
        let joined = format!("{}-{}", self.slice(first), self.slice(second));
        let keyword = keywords::statement(&joined)?;
        self.tokens[0].end = second.end;
        self.tokens.remove(1);
        let span = self.span(self.tokens[0]);
        let (typed, meant) = (&self.text[span.range()], keyword.en());
        let problem = Diagnostic::new(
            &UNKNOWN_KEYWORD,
            span,
            both!("the hyphen is missing in `{typed}`", "“{typed}”中缺少连字符"),
            both!("write `{meant}`", "写成：{meant}"),
        );
        let fix = vec![Edit::replace(span, meant)];
        Some((Head::Declaration(keyword), Some(problem.safe_fix(both!("write `{meant}`", "改为“{meant}”"), fix))))
    }

    /// `word: …` is an attribute, or a declaration with a colon too much: `任务：填写申请 {`.
    fn with_colon(&self, word: &'a str, keyword: Option<Keyword>) -> (Head, Option<Diagnostic>) {
        let labelled = self.tokens.len() == 4 && self.kind(3) == Some(TokenKind::String);
        let named =
            matches!(self.kind(2), Some(TokenKind::Word | TokenKind::String)) && (self.around.opens || self.tokens.len() == 3 || labelled);
        let opens_variant = self.around.opens && self.tokens.len() == 2 && keyword.is_some_and(Keyword::is_variant);
        let named = named || opens_variant;
        let declares = keyword.filter(|keyword| {
            let header = keyword.is_node() || keyword.is_variant() || *keyword == Keyword::Process;
            let alone =
                self.around.opens || keywords::key(word).is_none() || *keyword == Keyword::Process && self.around.rank == Rank::File;
            header && self.around.rank != Rank::Leaf && named && alone
        });
        let Some(keyword) = declares else {
            return (Head::Attribute(keywords::key(word)), None);
        };
        let colon = self.span(self.tokens[1]);
        let problem = Diagnostic::new(
            &UNEXPECTED,
            colon,
            both!("no colon stands between `{word}` and the name", "“{word}”和名称之间不写冒号"),
            both!("write `{word} NAME {{ … }}`", "写成：{word} 名称 {{ … }}"),
        );
        let blank = self.text[colon.end as usize..].starts_with([' ', '\u{3000}']);
        let fix = vec![Edit::replace(colon, if blank { "" } else { " " })];
        (Head::Declaration(keyword), Some(problem.safe_fix(both!("replace the colon by a blank", "把冒号改为空格"), fix)))
    }

    /// Whether a word is a keyword and so much more that it cannot be a misspelt one: `插入判断`.
    fn more_than_misspelt(&self, word: &str) -> bool {
        let rest = |spelling: &str| word.strip_prefix(spelling).map_or(0, |rest| rest.chars().count());
        !word.is_ascii()
            && Keyword::ALL
                .iter()
                .filter(|keyword| keyword.is_statement())
                .flat_map(|keyword| keyword.all_spellings())
                .any(|spelling| rest(spelling) > 1)
    }

    /// A first word that is nearly a keyword.
    fn misspelt(&self, word: &str) -> Option<(Head, Option<Diagnostic>)> {
        let named = matches!(self.kind(1), Some(TokenKind::Word | TokenKind::String)) && keywords::key(word).is_none();
        let alone = self.tokens.len() == 1 && self.around.opens && self.around.rank != Rank::Leaf;
        if !self.around.suggest || !named && !alone {
            return None;
        }
        let nameless = |keyword: Keyword| keyword.is_variant();
        let fitting = || Keyword::ALL.iter().copied().filter(|&keyword| self.fits(keyword) && (named || nameless(keyword)));
        let spellings = |keyword: Keyword| keyword.all_spellings().map(move |spelling| (keyword, spelling));
        let near = suggest::nearest(word, fitting().flat_map(Keyword::all_spellings))
            .and_then(|near| fitting().flat_map(spellings).find(|(_, spelling)| *spelling == near));
        let certain = near.is_some_and(|(_, near)| suggest::is_slip(word, near));
        let (keyword, near) = near
            .or_else(|| other_word(word).filter(|(keyword, _)| self.fits(*keyword)))
            .or_else(|| contained(word, fitting().flat_map(spellings)))
            .or_else(|| self.anywhere(word).filter(|_| named))?;
        let span = self.span(self.tokens[0]);
        let problem = Diagnostic::new(
            &UNKNOWN_KEYWORD,
            span,
            both!("`{}` is not a known word", "不认识“{}”这个词", shown(word)),
            both!("did you mean `{near}`?", "是不是“{near}”？"),
        );
        let (title, fix) = (both!("write `{near}`", "改为“{near}”"), vec![Edit::replace(span, near)]);
        let problem = if certain { problem.safe_fix(title, fix) } else { problem.unsafe_fix(title, fix) };
        Some((Head::Declaration(keyword), Some(problem)))
    }

    /// The nearest keyword, also one that cannot stand here; not in a flow, where the first word may be a name.
    fn anywhere(&self, word: &str) -> Option<(Keyword, &'static str)> {
        if self.has(TokenKind::Arrow) {
            return None;
        }
        let begins = |keyword: &&Keyword| keyword.is_statement() && **keyword != Keyword::Steps;
        let near = suggest::nearest(word, Keyword::ALL.iter().filter(begins).flat_map(|keyword| keyword.all_spellings()))?;
        keywords::statement(near).map(|keyword| (keyword, near))
    }

    /// A keyword without a blank behind it: `任务填写申请 {`, `改接甲 → 乙 到 丙`.
    fn glued(&mut self) -> Option<(Head, Option<Diagnostic>)> {
        let first = self.tokens[0];
        let word = self.slice(first);
        let Surroundings { opens, rank, .. } = self.around;
        let alone = self.tokens.len() == 1 || self.kind(1) == Some(TokenKind::String);
        if rank == Rank::Leaf && !(alone && opens) {
            return None;
        }
        let key_fits = || glued_key(word).is_some_and(|(key, _)| key.fits(Place::Process));
        if rank == Rank::Process && !opens && key_fits() {
            return None;
        }
        let several = self.kind(1) == Some(TokenKind::Comma);
        let fits = |keyword: &Keyword| {
            let shaped = keyword.is_change() || keyword.is_process_line() || alone || several && keyword.is_resource();
            shaped && self.fits(*keyword)
        };
        let spellings = Keyword::ALL.iter().flat_map(|&keyword| keyword.all_spellings().map(move |spelling| (keyword, spelling)));
        let begins = spellings
            .filter(|(_, spelling)| word.strip_prefix(spelling).is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['-', '－'])));
        let (keyword, spelling) = begins.filter(|(keyword, _)| fits(keyword)).max_by_key(|(_, spelling)| spelling.len())?;
        let name = Token { start: first.start + offset(spelling.len()), ..first };
        self.tokens[0].end = name.start;
        self.tokens.insert(1, name);
        let name = &word[spelling.len()..];
        let problem = Diagnostic::new(
            &UNKNOWN_KEYWORD,
            self.span(first),
            both!("a blank is missing in `{}`", "“{}”中缺少空格", shown(word)),
            both!("put a blank between `{spelling}` and `{}`", "在“{spelling}”和“{}”之间加一个空格", shown(name)),
        );
        let gap = self.span(self.tokens[1]).before();
        let fix = vec![Edit::replace(gap, " ")];
        Some((Head::Declaration(keyword), Some(problem.safe_fix(both!("insert a blank", "插入空格"), fix))))
    }

    /// `甲改由乙`, `在甲之后插入 …`: Chinese needs no blanks; cuts the first word at the keyword in its middle.
    fn unglue_infix(&mut self) {
        let first = self.tokens[0];
        let word = self.slice(first);
        let keywords = [Keyword::Reassign, Keyword::Parallelise, Keyword::Insert];
        let found = keywords.iter().flat_map(|&keyword| keyword.all_spellings().map(move |spelling| (keyword, spelling))).find_map(
            |(keyword, spelling)| {
                let (before, _) = word.split_once(spelling).filter(|(before, _)| !before.is_empty() && !spelling.is_ascii())?;
                let place = keyword != Keyword::Insert || ["后", "前", "之间"].iter().any(|end| before.ends_with(end));
                place.then_some((before, spelling))
            },
        );
        let Some((before, spelling)) = found else { return };
        let from = first.start + offset(before.len());
        let to = from + offset(spelling.len());
        self.tokens[0].end = from;
        self.tokens.insert(1, Token { start: from, end: to, ..first });
        if to < first.end {
            self.tokens.insert(2, Token { start: to, ..first });
        }
    }

    /// `退回8% → 甲`, `超时2天 → 乙`: cuts the number off the word, which in Chinese needs no blank before it.
    fn outcome(&mut self) -> Option<Diagnostic> {
        const OUTCOMES: [Keyword; 4] = [Keyword::Rejected, Keyword::Approved, Keyword::Timeout, Keyword::Else];
        let first = self.tokens[0];
        if self.around.rank != Rank::Leaf || first.kind != TokenKind::Word || !self.has(TokenKind::Arrow) {
            return None;
        }
        let word = self.slice(first);
        let spelling = OUTCOMES.iter().flat_map(|keyword| keyword.all_spellings()).find(|spelling| {
            word.strip_prefix(spelling).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)))
        })?;
        let number = Token { kind: TokenKind::Quantity, start: first.start + offset(spelling.len()), end: first.end };
        self.tokens[0].end = number.start;
        self.tokens.insert(1, number);
        if !spelling.is_ascii() {
            return None;
        }
        let problem = Diagnostic::new(
            &UNEXPECTED,
            self.span(first),
            both!("a blank is missing in `{}`", "“{}”中缺少空格", shown(word)),
            both!("put a blank after `{spelling}`", "在“{spelling}”后面加一个空格"),
        );
        let fix = vec![Edit::replace(self.span(number).before(), " ")];
        Some(problem.safe_fix(both!("insert a blank", "插入空格"), fix))
    }

    /// Whether a statement with this keyword can stand here and look like this one.
    fn fits(&self, keyword: Keyword) -> bool {
        let resource = keyword.is_resource();
        let here = match self.around.rank {
            Rank::File => resource || matches!(keyword, Keyword::Use | Keyword::Process),
            Rank::Process => resource || keyword.is_variant() || keyword.is_process_line(),
            Rank::Variant => keyword.is_node() || keyword.is_change(),
            Rank::Leaf | Rank::Any => keyword.is_statement() && !matches!(keyword, Keyword::Use | Keyword::Steps),
        };
        let has_word = |wanted: Keyword| self.tokens.iter().skip(1).any(|&token| keywords::is(self.slice(token), wanted));
        here && match keyword {
            Keyword::Merge | Keyword::Split => has_word(Keyword::Into),
            Keyword::Replace => has_word(Keyword::With),
            Keyword::Reroute => self.has(TokenKind::Arrow) && has_word(Keyword::To),
            Keyword::Remove | Keyword::Automate | Keyword::Reassign | Keyword::Parallelise => {
                !self.around.opens && !self.has(TokenKind::Arrow)
            }
            Keyword::Insert => self.around.opens || [Keyword::After, Keyword::Before, Keyword::Between].into_iter().any(has_word),
            _ => !self.has(TokenKind::Arrow) && !has_word(Keyword::Into) && !has_word(Keyword::With),
        }
    }

    fn has(&self, kind: TokenKind) -> bool {
        self.tokens.iter().any(|token| token.kind == kind)
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn slice(&self, token: Token) -> &'a str {
        &self.text[token.start as usize..token.end as usize]
    }

    fn span(&self, token: Token) -> Span {
        Span { file: self.file, start: token.start, end: token.end }
    }
}

/// The changes whose Chinese keyword may stand behind what they change: `甲 改由 岗位`, `在 甲 之后 插入 任务 乙`.
pub(super) fn infix(word: &str) -> Option<Keyword> {
    let behind = |keyword: &Keyword| matches!(keyword, Keyword::Reassign | Keyword::Parallelise | Keyword::Insert);
    keywords::of(word).iter().copied().find(behind).filter(|_| !word.is_ascii())
}

/// Words that people use for a keyword, in neither language its own.
pub(crate) fn other_word(word: &str) -> Option<(Keyword, &'static str)> {
    const WORDS: [(&str, Keyword); 12] = [
        ("current now present 现有流程 现有 当前 当前流程 目前 原流程", Keyword::AsIs),
        ("target future new 未来 未来流程 目标流程 新流程 改进后 优化 优化流程", Keyword::ToBe),
        ("concurrently simultaneously 同时 并发 并行处理", Keyword::Parallel),
        ("step activity action job node 活动 工作 动作 工序 节点", Keyword::Task),
        ("approve review sign-off 审核 复核 批准 签字 会签 或签 签批", Keyword::Approval),
        ("gateway if condition choice switch 网关 分支 条件 决策 如果", Keyword::Decision),
        ("info mail message inform 消息 提醒 短信 邮件", Keyword::Notify),
        ("actor person department 人员 部门 职位 职务", Keyword::Role),
        ("document file object form 文件 表单 数据对象 文档", Keyword::Data),
        ("add new append 增加 新增 添加 加入", Keyword::Insert),
        ("delete drop omit 去掉 去除 取消掉 省去", Keyword::Remove),
        ("modify update edit alter 变更 更改 调整 更新", Keyword::Change),
    ];
    let word = word.to_lowercase();
    let (_, keyword) = WORDS.iter().find(|(words, _)| words.split(' ').any(|other| other == word))?;
    Some((*keyword, if word.is_ascii() { keyword.en() } else { keyword.zh() }))
}

/// The one keyword of two characters of which a single character was typed: `批` for `审批`.
fn contained<'a>(word: &str, spellings: impl Iterator<Item = (Keyword, &'a str)>) -> Option<(Keyword, &'a str)> {
    let mut chars = word.chars();
    let typed = chars.next().filter(|c| !c.is_ascii() && chars.next().is_none())?;
    let mut found = spellings.filter(|(_, spelling)| spelling.chars().count() == 2 && spelling.contains(typed));
    let first = found.next()?;
    found.all(|(keyword, _)| keyword == first.0).then_some(first)
}

/// The key that a word begins with, and its spelling: `责任人申请人`, where the colon was lost.
pub(crate) fn glued_key(word: &str) -> Option<(Key, &'static str)> {
    let spellings = Key::ALL.iter().flat_map(|&key| key.all_spellings().map(move |spelling| (key, spelling)));
    let glued = spellings.filter(|(_, spelling)| !spelling.is_ascii() && word.len() > spelling.len() && word.starts_with(spelling));
    glued.max_by_key(|(_, spelling)| spelling.len())
}

/// Words that begin something inside a block or after one, never a declaration of their own.
fn starts_inner(word: &str) -> bool {
    const INNER: [Keyword; 14] = [
        Keyword::Because,
        Keyword::Into,
        Keyword::With,
        Keyword::After,
        Keyword::Before,
        Keyword::Between,
        Keyword::To,
        Keyword::By,
        Keyword::Approved,
        Keyword::Rejected,
        Keyword::Else,
        Keyword::Timeout,
        Keyword::Max,
        Keyword::From,
    ];
    keywords::of(word).iter().any(|keyword| INNER.contains(keyword))
}
