//! The options of the commands that help in daily use.

use std::path::PathBuf;

use clap::{Arg, Command};

use crate::lang::Lang;

pub(super) fn import(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    let path = || clap::value_parser!(PathBuf);
    Command::new("import")
        .override_usage(t("flowright import TABLE [OPTIONS]", "flowright import 表格 [选项]"))
        .about(t("Make a process from a table of steps", "把现状分析表导入为流程"))
        .args([
            Arg::new("table").value_name(t("TABLE", "表格")).required(true).value_parser(path()).help(t(
                "An .xlsx workbook, or a text with commas, semicolons or tabs, in UTF-8 or GBK",
                ".xlsx 工作簿，或以逗号、分号、制表符分隔的文本（.csv），UTF-8 或 GBK 编码均可",
            )),
            Arg::new("output").short('o').long("output").value_name(t("FILE", "文件")).value_parser(path()).help(t(
                "Where to write; default: beside the table, as .flow; - for the screen; never overwrites",
                "写到哪个文件；默认与表格同名、扩展名 .flow；- 表示屏幕；不会覆盖已有文件",
            )),
            Arg::new("sheet").long("sheet").value_name(t("NAME", "名称")).help(t(
                "Which sheet; default: the first that has the headings",
                "读取哪个工作表；默认取第一个有表头的工作表",
            )),
        ])
}
