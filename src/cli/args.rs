//! The commands and their options, in the language of the user.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Outcome, Refusal, daily};
use crate::both;
use crate::lang::{Lang, shown};
use crate::report::Format;
use crate::suggest;

/// The commands that do something.
const COMMANDS: [&str; 15] = [
    "check",
    "build",
    "analyze",
    "compare",
    "tables",
    "doc",
    "diff",
    "improve",
    "fmt",
    "import",
    "init",
    "explain",
    "rules",
    "completions",
    "man",
];

/// The languages and what else people call them.
const LANGS: [(&str, Lang, &[&str]); 2] = [
    ("en", Lang::En, &["en-US", "en_US", "en-GB", "en_GB", "english", "英文"]),
    ("zh", Lang::Zh, &["zh-CN", "zh_CN", "zh-Hans", "cn", "chinese", "中文"]),
];

/// The language that somebody calls so.
pub(super) fn lang_named(word: &str) -> Option<Lang> {
    let called = |name: &&str| name.eq_ignore_ascii_case(word);
    LANGS.iter().find(|(name, _, others)| called(name) || others.iter().any(called)).map(|(_, lang, _)| *lang)
}

/// The whole command line.
pub(super) fn command(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    // A heading of clap ends in an English colon.
    let bare = t("{about-with-newline}\nUsage: {usage}\n\nOptions:\n{options}", "{about-with-newline}\n用法：{usage}\n\n选项：\n{options}");
    let template = t(
        "{about-with-newline}\nUsage: {usage}\n\nArguments:\n{positionals}\n\nOptions:\n{options}",
        "{about-with-newline}\n用法：{usage}\n\n参数：\n{positionals}\n\n选项：\n{options}",
    );
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help(t("Print this help", "显示帮助")).global(true);
    let lang_option = Arg::new("lang")
        .long("lang")
        .value_name("en|zh")
        .value_parser(PossibleValuesParser::new(LANGS.map(|(name, _, others)| PossibleValue::new(name).aliases(others))))
        .ignore_case(true)
        .hide_possible_values(true)
        .global(true)
        .help(t(
            "Language of messages; else FLOWRIGHT_LANG, else the locale; where that is C, the one most letters of the files are in",
            "消息语言；未指定时取 FLOWRIGHT_LANG，再取系统语言；系统语言为 C 时，取文件中多数文字的语言",
        ));
    let color = Arg::new("color")
        .long("color")
        .value_name("auto|always|never")
        .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
        .hide_possible_values(true)
        .global(true)
        .help(t("Colours in the output", "输出是否带颜色"));
    Command::new("flowright")
        .about(t("Compiles and lints process definitions", "编译并检查流程定义"))
        .version(env!("CARGO_PKG_VERSION"))
        .help_template(t(
            "{about-with-newline}\nUsage: {usage}\n\nCommands:\n{subcommands}\n\nOptions:\n{options}",
            "{about-with-newline}\n用法：{usage}\n\n命令：\n{subcommands}\n\n选项：\n{options}",
        ))
        .override_usage(t("flowright COMMAND [OPTIONS]", "flowright 命令 [选项]"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args([
            help,
            lang_option,
            color,
            Arg::new("version").short('V').long("version").action(ArgAction::Version).help(t("Print the version", "显示版本")),
        ])
        .subcommands(
            [
                check(lang),
                build(lang),
                super::analyze::command(lang),
                super::compare::command(lang),
                super::tables::command(lang),
                super::doc::command(lang),
                super::diff::command(lang),
                super::improve::command(lang),
                fmt(lang),
            ]
            .map(|command| command.help_template(template)),
        )
        .subcommands([daily::import(lang), daily::init(lang), explain(lang)].map(|command| command.help_template(template)))
        .subcommands([rules(lang).help_template(bare), daily::completions(lang).help_template(template)])
        .subcommands([daily::man(lang).help_template(bare), help_command()])
}

fn check(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("check")
        .override_usage(lang.pick("flowright check [PATH…] [OPTIONS]".trim_end(), "flowright check [路径…] [选项]".trim_end()))
        .about(t("Find what is wrong with processes", "检查流程，列出问题"))
        .args([
            paths(lang),
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(Format::ALL.map(Format::name)))
                .hide_possible_values(true)
                .default_value("human")
                .hide_default_value(true)
                .help(t(
                    "How findings are written: human (default), concise, json, sarif, github, gitlab, junit, checkstyle",
                    "问题的输出格式：human（默认）、concise、json、sarif、github、gitlab、junit、checkstyle",
                )),
            Arg::new("report").long("report").value_name("FORMAT=FILE").action(ArgAction::Append).help(t(
                "Also write the findings to a file in one of these formats; may be given several times",
                "同时把问题以上述某种格式写入文件；可以多次使用",
            )),
            Arg::new("strict-as-is")
                .long("strict-as-is")
                .action(ArgAction::SetTrue)
                .help(t("Findings of an as-is that has a to-be fail the check too", "已有优化后时，现状中的问题也算检查不通过")),
            Arg::new("fail-on")
                .long("fail-on")
                .value_name("error|warning|info")
                .value_parser(PossibleValuesParser::new(["error", "warning", "info"]))
                .hide_possible_values(true)
                .help(t("The least level that fails the check (default: error)", "达到哪一级的问题算检查不通过（默认 error）")),
            file("baseline", lang, t("Report only what is not recorded in this file", "只报告该文件中没有记录的新问题")),
            file(
                "write-baseline",
                lang,
                t("Record what is found in this file, so that only new findings are reported", "把现有问题记入该文件，以后只报告新问题"),
            ),
            flag("fix", t("Apply the fixes that are certain, then report what is left", "自动修改有把握的问题，再报告剩下的")),
            flag(
                "unsafe-fixes",
                t("With --fix or --diff: also fixes that a person should look at", "与 --fix 或 --diff 合用：也包括需要人确认的修改"),
            ),
            flag("diff", t("Print what --fix would change as a patch, and write nothing", "以补丁形式显示 --fix 会做的修改，不写入文件")),
            rules_option(
                "select",
                lang,
                t("Only these rules: codes, names, families (F3), all", "只检查这些规则：代码、名称、类别（F3）、all"),
            ),
            rules_option("ignore", lang, t("Not these rules", "不检查这些规则")),
            Arg::new("no-inline-allow")
                .long("no-inline-allow")
                .action(ArgAction::SetTrue)
                .help(t("Show also what `# allow:` comments hide", "也显示被“# 允许”注释放行的问题")),
            Arg::new("today")
                .long("today")
                .value_name(t("DATE", "日期"))
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("now")
                .help(t(
                    "Judge dates as of today, or of --today=2026-12-31; else no date is judged",
                    "按今天（或 --today=2026-12-31）判断日期；不写则不判断",
                )),
            config_file(lang),
            stdin_name(lang),
        ])
        .args(daily::check(lang))
}

fn build(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("build")
        .override_usage(lang.pick(
            "flowright build [PATH…] --to TARGET[,…] [OPTIONS]".trim_end(),
            "flowright build [路径…] --to 格式[,…] [选项]".trim_end(),
        ))
        .about(t("Draw processes and write them out", "绘制流程图并导出"))
        .args([
            paths(lang),
            Arg::new("to").long("to").value_name("svg,png,pdf,dot,mermaid,md,json").required(true).help(t(
                "What to write: svg, png, pdf (pictures), md (a page), dot (Graphviz), mermaid, json (the model)",
                "导出格式：svg、png、pdf（图片）、md（页面）、dot（Graphviz）、mermaid、json（模型）",
            )),
            Arg::new("variant").long("variant").value_name("VARIANT").help(t(
                "as-is, to-be, to-be:NAME, diff; default: all there are",
                "as-is（现状）、to-be（优化后）、to-be:名称、diff（对比）；默认全部",
            )),
            Arg::new("against").long("against").value_name(t("FILE|REVISION", "文件|版本")).help(t(
                "Draw what differs from an old file, or from where this work branched off from a revision of git",
                "画出与旧文件，或与 git 中分出当前工作的那个版本的差异",
            )),
            Arg::new("output").short('o').long("output").value_name("PATH").help(t(
                "Folder (default: build), a file for a single output, or - for the screen",
                "输出文件夹（默认 build）；单个输出可写文件名，- 表示屏幕",
            )),
            Arg::new("direction")
                .long("direction")
                .value_name(t("right|down", "right|down"))
                .help(t("Where the flow runs to: right (default) or down", "流程走向：right（从左到右，默认）、down（从上到下）")),
            Arg::new("lanes").long("lanes").value_name("owner|department|none").help(t(
                "Lanes by owner (default), by department, or none",
                "泳道划分：owner（责任人，默认）、department（部门）、none（不分泳道）",
            )),
            Arg::new("theme").long("theme").value_name("light|dark|print").help(t(
                "Colours of pictures: light (default), dark, print (black and white)",
                "图片配色：light（浅色，默认）、dark（深色）、print（黑白打印）",
            )),
            Arg::new("paper")
                .long("paper")
                .value_name("a4|a3")
                .help(t("Fold pictures to pages of that size, with connectors", "按纸张大小分页，断开处用连接符")),
            flag(
                "flip",
                t(
                    "Draw a difference as two pictures in the same places, before and after",
                    "对比图画成位置相同的两张：改前、改后，可叠放翻看",
                ),
            ),
            Arg::new("scale")
                .long("scale")
                .value_name(t("NUMBER", "倍数"))
                .help(t("Pixels of a png for one of the svg (default: 2)", "png 的放大倍数（默认 2）")),
            file("font", lang, t("A font for png and pdf, before those of the system", "png、pdf 所用字体文件，优先于系统字体"))
                .action(ArgAction::Append),
            config_file(lang),
            stdin_name(lang),
        ])
}

fn file(name: &'static str, lang: Lang, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(lang.pick("FILE", "文件")).value_parser(clap::value_parser!(std::path::PathBuf)).help(help)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn rules_option(name: &'static str, lang: Lang, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(lang.pick("RULE,…", "规则,…")).value_delimiter(',').action(ArgAction::Append).help(help)
}

pub(super) fn config_file(lang: Lang) -> Arg {
    Arg::new("config").long("config").value_name(lang.pick("FILE", "文件")).value_parser(clap::value_parser!(std::path::PathBuf)).help(
        lang.pick(
            "The configuration, instead of the nearest flowright.yaml upward of each file",
            "指定配置文件；不写则取每个文件所在文件夹及上级中最近的 flowright.yaml",
        ),
    )
}

pub(super) fn bom(lang: Lang) -> Arg {
    flag("bom", lang.pick("CSV with a byte order mark, by which Excel knows that it is UTF-8", "CSV 带字节顺序标记，Excel 可直接识别中文"))
}

fn fmt(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("fmt")
        .override_usage(lang.pick("flowright fmt [PATH…] [OPTIONS]".trim_end(), "flowright fmt [路径…] [选项]".trim_end()))
        .about(t("Lay processes out in one way", "统一流程文件的排版"))
        .args([
            paths(lang),
            Arg::new("check").long("check").action(ArgAction::SetTrue).help(t(
                "Write nothing; name the files that would change, with exit code 1 if there are any",
                "不改文件，只列出排版不统一的文件；有这样的文件时退出码为 1",
            )),
            Arg::new("diff")
                .long("diff")
                .action(ArgAction::SetTrue)
                .help(t("Write nothing; show what would change", "不改文件，只显示会改动的地方")),
            Arg::new("keywords")
                .long("keywords")
                .value_name("en|zh|keep")
                .value_parser(PossibleValuesParser::new(["en", "zh", "keep"]))
                .hide_possible_values(true)
                .default_value("keep")
                .hide_default_value(true)
                .help(t("Language of keywords and attribute names (default: keep)", "关键字和属性名的语言（默认 keep，保持原样）")),
            stdin_name(lang),
        ])
}

fn explain(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("explain")
        .override_usage(lang.pick("flowright explain CODE".trim_end(), "flowright explain 代码".trim_end()))
        .about(t("Explain a rule", "解释一条规则"))
        .arg(
            Arg::new("rule")
                .value_name(t("CODE", "代码"))
                .required(true)
                .help(t("Code or name of the rule: F301, missing-owner", "规则的代码或名称：F301、missing-owner")),
        )
}

/// `flowright help [COMMAND]`, for those who try that first.
fn help_command() -> Command {
    Command::new("help").hide(true).arg(Arg::new("command").value_parser(PossibleValuesParser::new(COMMANDS)))
}

/// Prints the help of a command, or of all.
pub(super) fn help(matches: &ArgMatches, lang: Lang) -> Result<Outcome, Refusal> {
    let mut all = command(lang);
    all.build();
    let wanted = matches.get_one::<String>("command").and_then(|name| all.find_subcommand(name)).cloned();
    super::output::print(&wanted.unwrap_or(all).render_help().to_string())?;
    Ok(Outcome::Clean)
}

fn rules(lang: Lang) -> Command {
    Command::new("rules")
        .override_usage(lang.pick("flowright rules ".trim_end(), "flowright rules ".trim_end()))
        .about(lang.pick("List all rules", "列出所有规则"))
        .arg(daily::rules_format(lang))
}

pub(super) fn paths(lang: Lang) -> Arg {
    let text = lang.pick(
        "Files or folders; none: every .flow file below this folder; - reads standard input",
        "文件或文件夹；不写则取当前文件夹下所有 .flow 文件；- 表示标准输入",
    );
    Arg::new("paths").value_name(lang.pick("PATH", "路径")).num_args(0..).value_parser(clap::value_parser!(std::path::PathBuf)).help(text)
}

pub(super) fn stdin_name(lang: Lang) -> Arg {
    Arg::new("stdin-filename")
        .long("stdin-filename")
        .value_name("NAME")
        .help(lang.pick("The name of what is read from standard input", "标准输入内容所用的文件名"))
}

/// Help and version go to standard output; everything else is a mistake, explained in the user's language.
pub(super) fn explain_error(error: &clap::Error, arguments: &[OsString], lang: Lang) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => shown(text).to_string(),
        Some(ContextValue::Strings(texts)) => texts.iter().map(|text| shown(text).to_string()).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    let argument = word(ContextKind::InvalidArg);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => both!("there is no option `{argument}`", "没有选项“{argument}”"),
        ErrorKind::InvalidSubcommand => {
            let name = word(ContextKind::InvalidSubcommand);
            match suggest::nearest(&name, COMMANDS) {
                Some(near) => both!("there is no command `{name}`; did you mean `{near}`?", "没有命令“{name}”；是不是“{near}”？"),
                None => both!("there is no command `{name}`", "没有命令“{name}”"),
            }
        }
        ErrorKind::InvalidValue if word(ContextKind::InvalidValue).is_empty() => {
            both!("`{argument}` needs a value", "“{argument}”后面要写值")
        }
        ErrorKind::InvalidValue => {
            let value = word(ContextKind::InvalidValue);
            let valid = word(ContextKind::ValidValue);
            both!("`{value}` is not a value of `{argument}`; it takes: {valid}", "“{value}”不能用于“{argument}”；可用：{valid}")
        }
        ErrorKind::ArgumentConflict => {
            let other = word(ContextKind::PriorArg);
            both!("`{argument}` and `{other}` do not go together", "“{argument}”和“{other}”不能一起用")
        }
        ErrorKind::MissingRequiredArgument => both!("`{argument}` is missing", "缺少“{argument}”"),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            return ExitCode::from(2);
        }
        _ => {
            let _ = error.print();
            return ExitCode::from(2);
        }
    };
    super::output::complain(&message, lang);
    let command = arguments.iter().find_map(|word| COMMANDS.iter().find(|name| word == *name));
    let help = command.map_or("flowright --help".to_owned(), |command| format!("flowright {command} --help"));
    super::output::complain(&both!("try `{help}`", "请看 {help}"), lang);
    ExitCode::from(2)
}
