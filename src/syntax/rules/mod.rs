//! The rules of syntax: what the parser reports.

mod values;

pub use values::{BAD_NUMBER, BAD_VALUE, BARE_NUMBER, DUPLICATE_KEY, UNKNOWN_KEY};

crate::rule! {
    /// The text does not fit the language at this place.
    ///
    /// One slip in a line costs one finding; the lines around it are read as usual. The message names what was expected there.
    /// ---
    /// 此处的文字不符合语言的写法。
    ///
    /// 一行中的一处笔误只报告一个问题，前后各行照常读取；消息会说明此处应当写什么。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill ->
    ///     fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    UNEXPECTED = "F001" "unexpected-text" Error

    /// A brace `{` or `}` is missing.
    ///
    /// Every block has both. Flowright guesses where the missing one belongs from the statements and the indentation, and reads on.
    /// ---
    /// 缺少花括号 `{` 或 `}`。
    ///
    /// 每个块都要有一对花括号。Flowright 根据语句和缩进推断缺少的花括号应在何处，并继续读取。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    MISSING_BRACE = "F002" "missing-brace" Error

    /// There is one brace too many.
    ///
    /// A `}` closes nothing, or a `{` opens a block that belongs to no declaration.
    /// ---
    /// 多了一个花括号。
    ///
    /// 这个 `}` 没有可以关闭的块，或者这个 `{` 不属于任何声明。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }}
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    STRAY_BRACE = "F003" "stray-brace" Error

    /// A quotation mark is missing, or the two of a pair do not match.
    ///
    /// A quoted text ends on the line on which it begins. `“` closes at `”` and `"` at `"`.
    /// ---
    /// 缺少引号，或者一对引号不匹配。
    ///
    /// 引号中的文字要在同一行内结束：`“` 以 `”` 结束，`"` 以 `"` 结束。
    /// ---
    /// ```flow bad
    /// process p “报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p “报销” {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    QUOTE = "F004" "quotation-mark" Error

    /// A statement begins with a word that declares nothing.
    ///
    /// Most often the word is misspelt, or the blank between a Chinese keyword and the name is missing.
    /// ---
    /// 语句开头的词不是关键字。
    ///
    /// 多半是写错了字，或者中文关键字与名称之间少了一个空格。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     tsak fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    UNKNOWN_KEYWORD = "F005" "unknown-keyword" Error

    /// The statement is right, but not here.
    ///
    /// Roles, systems and data are declared in a file or a process; nodes and chains in a variant; attributes of a process before
    /// its variants.
    /// ---
    /// 语句本身没有问题，但不该写在这里。
    ///
    /// 岗位、系统、单据写在文件或流程中；节点和流向写在“现状”或“优化后”中；流程的属性写在流程中。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   as-is {
    ///     role agent
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    MISPLACED = "F011" "misplaced-statement" Error

    /// A name contains an invisible character, or letters of two scripts that look alike.
    ///
    /// Zero-width and bidirectional controls, and a Cyrillic `а` in a Latin word, make two different names look the same.
    /// ---
    /// 名称中有看不见的字符，或混用了形状相同的不同文字的字母。
    ///
    /// 零宽字符、双向控制符，或拉丁单词中的西里尔字母 `а`，会使两个不同的名称看上去一样。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agеnt
    ///   as-is {
    ///     task fill { owner: agеnt; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    HIDDEN_CHARACTER = "F012" "deceptive-name" Error

    /// The file is not UTF-8 text.
    ///
    /// Old Excel and Notepad save GBK or Big5. Save the file again as UTF-8.
    /// ---
    /// 文件不是 UTF-8 文本。
    ///
    /// 旧版 Excel 和记事本会存成 GBK 或 Big5。请用“另存为”把编码改为 UTF-8。
    ENCODING = "F013" "encoding" Error

    /// A limit of the compiler is exceeded: blocks nested too deep, a line too long, a file too large.
    ///
    /// No process needs that; the limits keep damaged or hostile files from stopping the check.
    /// ---
    /// 超出编译器的限制：块嵌套太深、行太长或文件太大。
    ///
    /// 正常的流程用不到这么多；限制是为了不让损坏或恶意的文件拖垮检查。
    TOO_LARGE = "F014" "too-large" Error

    /// Two statements stand on one line with nothing between them.
    ///
    /// A statement ends with its line or at `;`.
    /// ---
    /// 同一行写了两条语句，中间没有分隔。
    ///
    /// 一条语句到行末或 `；` 为止。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    MISSING_SEPARATOR = "F015" "missing-separator" Error

    /// A label contains an invisible control character.
    ///
    /// It is left out of diagrams; in the text it can make a reader see something else than what is there.
    /// ---
    /// 标签中有看不见的控制字符。
    ///
    /// 图中会略去它；在文本中，它可能使读者看到的与实际内容不同。
    /// ---
    /// ```flow bad
    /// process p "报​销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    HIDDEN_IN_LABEL = "F016" "deceptive-label" Warning
}
