# 錯誤、建議和自己的案件。

case-filed-bug = 謝謝！錯誤 **{ $number }** 已登記。狀態有變化時我會通知你。
case-filed-feature = 謝謝！建議 **{ $number }** 已登記。狀態有變化時我會通知你。
case-look-alike = 登記之前確認一下：下面這些看起來很像。是其中之一嗎？
case-look-alike-line = **{ $number }** · { $title }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-follows = 記下了，謝謝！你已關注 **{ $number }**，狀態有變化時我會通知你。
case-follows-already = 你已經在關注 **{ $number }**。狀態有變化時我會通知你。
case-moved-working = **{ $number }**（{ $title }）正在處理中。
case-moved-details = **{ $number }**（{ $title }）：還需要更多資訊。
case-moved-fixed = 好消息：**{ $number }**（{ $title }）已修復。
case-moved-built = 好消息：**{ $number }**（{ $title }）已推出。
case-moved-solved = 案件 **{ $number }** 已解決並關閉。
case-moved-closed = **{ $number }**（{ $title }）已關閉。
case-standing-new = 新
case-standing-assistant = 助理處理中
case-standing-us = 等待我們處理
case-standing-working = 處理中
case-standing-you = 等待你回覆
case-standing-details = 等待補充資訊
case-standing-fixed = 已修復
case-standing-built = 已完成
case-standing-solved = 已解決
case-standing-closed = 已關閉
case-card-footer = 回報者：{ $name }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-list-line = **{ $number }** · { $title } · { $standing }
case-closed-by-you = **{ $number }** 已關閉。
case-open-again = **{ $number }** 已重新開啟。
case-copy-ready = 這是 **{ $number }** 的副本。
case-copy-on-its-way = 我會透過私訊把副本傳給你。
case-copy-head = { $number } · { $server }
case-copy-assistant = 助理
case-button-same = { $number }：就是這個 (+1)
case-button-mine-is-new = 不是，我的是新的
case-button-vote = +1
case-command-report = 回報為錯誤
case-command-bug = 回報錯誤
case-command-feature = 提出新建議
