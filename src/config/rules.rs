//! The rule of configuration files.

crate::rule! {
    /// A configuration file says what cannot be done.
    ///
    /// An unknown key, a value of the wrong kind, a rule that does not exist, a key given twice: nothing is checked until it is mended, because
    /// nobody should believe in a setting that has no effect. Names for values (`&a`, `*a`), tags (`!…`) and several documents are refused.
    /// ---
    /// 配置文件中有无法执行的内容。
    ///
    /// 未知的键、类型不对的值、不存在的规则、重复的键，都要先改正才会检查，以免误以为设置已经生效。不支持给值命名和引用（&a、*a）、标记（!……）和多份文档。
    BAD_CONFIGURATION = "F017" "bad-configuration" Error
}
