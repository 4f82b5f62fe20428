//! The rules of syntax: what the parser reports.

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

    /// There is no attribute of this name here.
    ///
    /// Either the key is misspelt, or it belongs to another kind of thing: `approvers` stands on an approval, `dept` on a role.
    /// ---
    /// 此处没有这个名称的属性。
    ///
    /// 或者是属性名写错了，或者它属于另一种对象：`审批人` 用于审批，`部门` 用于岗位。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { ownr: agent; time: 5m }
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
    UNKNOWN_KEY = "F006" "unknown-key" Error

    /// An attribute is given twice.
    ///
    /// Which of the two holds? Keep one. Several values of one attribute stand in one line with commas.
    /// ---
    /// 同一个属性写了两次。
    ///
    /// 以哪一个为准？请只保留一个；同一属性的多个值写在一行，用顿号或逗号隔开。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m; time: 8m }
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
    DUPLICATE_KEY = "F007" "duplicate-key" Error

    /// The value does not fit the attribute.
    ///
    /// `time` takes a duration, `staff` a number, `owner` the name of a role.
    /// ---
    /// 这个值不符合该属性的要求。
    ///
    /// `耗时` 要写时长，`人数` 要写数字，`责任人` 要写岗位名称。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m; manual: perhaps }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m; manual: yes }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    BAD_VALUE = "F008" "bad-value" Error

    /// The number cannot be read: it is too large, negative, or its unit is missing or unknown.
    ///
    /// Numbers are exact. `1h30` could be 1 h 30 m or a slip; `1,600m` could be two numbers.
    /// ---
    /// 数字无法识别：太大、为负，或单位缺失、未知。
    ///
    /// 数字必须精确。`1h30` 可能是 1 小时 30 分，也可能是笔误；`1,600m` 可能是两个数。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 1h30 }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 1h30m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    BAD_NUMBER = "F009" "bad-number" Error

    /// A duration has no unit and is read as minutes.
    ///
    /// Write the unit, so that nobody has to know.
    /// ---
    /// 时长没有写单位，按分钟计算。
    ///
    /// 请写明单位，读的人就不必猜。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5 }
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
    BARE_NUMBER = "F010" "bare-number" Info

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
