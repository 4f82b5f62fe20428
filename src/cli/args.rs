//! The commands and their options, in the language of the user.

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

use crate::both;
use crate::lang::{Lang, shown};

/// The whole command line.
pub(super) fn command(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    let template = t(
        "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
        "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
    );
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help(t("Print this help", "显示帮助"))
        .global(true)
        .help_heading(t("Options", "选项"));
    let lang_option = Arg::new("lang")
        .long("lang")
        .value_name("en|zh")
        .value_parser(PossibleValuesParser::new(["en", "zh"]))
        .hide_possible_values(true)
        .global(true)
        .help(t("Language of messages; else FLOWRIGHT_LANG, else the locale", "消息语言；未指定时取 FLOWRIGHT_LANG，再取系统语言"))
        .help_heading(t("Options", "选项"));
    let color = Arg::new("color")
        .long("color")
        .value_name("auto|always|never")
        .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
        .hide_possible_values(true)
        .global(true)
        .help(t("Colours in the output", "输出是否带颜色"))
        .help_heading(t("Options", "选项"));
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
        .subcommands([check(lang), build(lang), explain(lang), rules(lang)].map(|command| command.help_template(template)))
}

fn check(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    let options = t("Options", "选项");
    Command::new("check")
        .override_usage(lang.pick("flowright check [PATH…] [OPTIONS]".trim_end(), "flowright check [路径…] [选项]".trim_end()))
        .about(t("Find what is wrong with processes", "检查流程，列出问题"))
        .args([
            paths(lang),
            Arg::new("format")
                .long("format")
                .value_name("human|concise|json")
                .value_parser(PossibleValuesParser::new(["human", "concise", "json"]))
                .hide_possible_values(true)
                .default_value("human")
                .hide_default_value(true)
                .help(t("How findings are written (default: human)", "问题的输出格式（默认 human）"))
                .help_heading(options),
            Arg::new("strict-as-is")
                .long("strict-as-is")
                .action(ArgAction::SetTrue)
                .help(t("Findings of an as-is that has a to-be fail the check too", "已有优化后时，现状中的问题也算检查不通过"))
                .help_heading(options),
            stdin_name(lang),
        ])
}

fn build(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    let options = t("Options", "选项");
    Command::new("build")
        .override_usage(lang.pick(
            "flowright build [PATH…] --to TARGET[,…] [OPTIONS]".trim_end(),
            "flowright build [路径…] --to 格式[,…] [选项]".trim_end(),
        ))
        .about(t("Draw processes and write them out", "绘制流程图并导出"))
        .args([
            paths(lang),
            Arg::new("to")
                .long("to")
                .value_name("dot,mermaid,md,json")
                .value_delimiter(',')
                .value_parser(PossibleValuesParser::new(["dot", "mermaid", "md", "json"]))
                .hide_possible_values(true)
                .required(true)
                .help(t(
                    "What to write: dot (Graphviz), mermaid, md (a page), json (the model)",
                    "导出格式：dot（Graphviz）、mermaid、md（页面）、json（模型）",
                ))
                .help_heading(options),
            Arg::new("variant")
                .long("variant")
                .value_name("VARIANT")
                .value_delimiter(',')
                .help(t(
                    "as-is, to-be, to-be:NAME, diff; default: all there are",
                    "as-is（现状）、to-be（优化后）、to-be:名称、diff（对比）；默认全部",
                ))
                .help_heading(options),
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("PATH")
                .help(t(
                    "Folder (default: build), a file for a single output, or - for the screen",
                    "输出文件夹（默认 build）；单个输出可写文件名，- 表示屏幕",
                ))
                .help_heading(options),
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
                .help(t("Code or name of the rule: F301, missing-owner", "规则的代码或名称：F301、missing-owner"))
                .help_heading(t("Arguments", "参数")),
        )
}

fn rules(lang: Lang) -> Command {
    Command::new("rules")
        .override_usage(lang.pick("flowright rules ".trim_end(), "flowright rules ".trim_end()))
        .about(lang.pick("List all rules", "列出所有规则"))
}

fn paths(lang: Lang) -> Arg {
    let text = lang.pick(
        "Files or folders; none: every .flow file below this folder; - reads standard input",
        "文件或文件夹；不写则检查当前文件夹下所有 .flow 文件；- 表示标准输入",
    );
    Arg::new("paths")
        .value_name(lang.pick("PATH", "路径"))
        .num_args(0..)
        .value_parser(clap::value_parser!(std::path::PathBuf))
        .help(text)
        .help_heading(lang.pick("Arguments", "参数"))
}

fn stdin_name(lang: Lang) -> Arg {
    Arg::new("stdin-filename")
        .long("stdin-filename")
        .value_name("NAME")
        .default_value("<stdin>")
        .hide_default_value(true)
        .help(lang.pick("The name of what is read from standard input", "标准输入内容所用的文件名"))
        .help_heading(lang.pick("Options", "选项"))
}

/// Help and version go to standard output; everything else is a mistake, explained in the user's language.
pub(super) fn explain_error(error: &clap::Error, lang: Lang) -> ExitCode {
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
            both!("there is no command `{name}`", "没有命令“{name}”")
        }
        ErrorKind::InvalidValue => {
            let value = word(ContextKind::InvalidValue);
            let valid = word(ContextKind::ValidValue);
            both!("`{value}` is not a value of `{argument}`; it takes: {valid}", "“{value}”不能用于“{argument}”；可用：{valid}")
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
    super::output::complain(&both!("try `flowright --help`", "请看 flowright --help"), lang);
    ExitCode::from(2)
}
