# 错误、建议和自己的工单。

case-filed-bug = 谢谢！错误 **{ $number }** 已登记。状态有变化时我会通知你。
case-filed-feature = 谢谢！建议 **{ $number }** 已登记。状态有变化时我会通知你。
case-look-alike = 登记之前确认一下：下面这些看起来很像。是其中之一吗？
case-look-alike-line = **{ $number }** · { $title }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-follows = 记下了，谢谢！你已关注 **{ $number }**，状态有变化时我会通知你。
case-follows-already = 你已经在关注 **{ $number }**。状态有变化时我会通知你。
case-moved-working = **{ $number }**（{ $title }）正在处理中。
case-moved-details = **{ $number }**（{ $title }）：还需要更多信息。
case-moved-fixed = 好消息：**{ $number }**（{ $title }）已修复。
case-moved-built = 好消息：**{ $number }**（{ $title }）已上线。
case-moved-solved = 工单 **{ $number }** 已解决并关闭。
case-moved-closed = **{ $number }**（{ $title }）已关闭。
case-standing-new = 新
case-standing-assistant = 助手处理中
case-standing-us = 等待我们处理
case-standing-working = 处理中
case-standing-you = 等待你回复
case-standing-details = 等待补充信息
case-standing-fixed = 已修复
case-standing-built = 已完成
case-standing-solved = 已解决
case-standing-closed = 已关闭
case-card-footer = 报告人：{ $name }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-list-line = **{ $number }** · { $title } · { $standing }
case-closed-by-you = **{ $number }** 已关闭。
case-open-again = **{ $number }** 已重新打开。
case-copy-ready = 这是 **{ $number }** 的副本。
case-copy-on-its-way = 我会通过私信把副本发给你。
case-copy-head = { $number } · { $server }
case-copy-assistant = 助手
case-button-same = { $number }：就是这个 (+1)
case-button-mine-is-new = 不是，我的是新的
case-button-vote = +1
case-command-report = 报告为错误
case-command-bug = 报告错误
case-command-feature = 提出新建议
