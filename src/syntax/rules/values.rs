//! The rules of attributes and their values.

crate::rule! {
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
}
