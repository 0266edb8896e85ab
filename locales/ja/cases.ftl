# 不具合、アイデア、自分のお問い合わせ。

case-filed-bug = ありがとうございます！不具合 **{ $number }** として受け付けました。状況が変わったらお知らせします。
case-filed-feature = ありがとうございます！アイデア **{ $number }** として受け付けました。状況が変わったらお知らせします。
case-look-alike = 受け付ける前に確認です。似たものがあります。この中にありますか？
case-look-alike-line = **{ $number }** · { $title }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-follows = ありがとうございます！**{ $number }** に追加しました。状況が変わったらお知らせします。
case-follows-already = **{ $number }** にはすでに追加されています。状況が変わったらお知らせします。
case-moved-working = **{ $number }**（{ $title }）に取り組んでいます。
case-moved-details = **{ $number }**（{ $title }）について、もう少し情報が必要です。
case-moved-fixed = お知らせ：**{ $number }**（{ $title }）が修正されました。
case-moved-built = お知らせ：**{ $number }**（{ $title }）ができました。
case-moved-solved = お問い合わせ **{ $number }** は解決し、閉じました。
case-moved-closed = **{ $number }**（{ $title }）は閉じられました。
case-standing-new = 新規
case-standing-assistant = アシスタントが対応中
case-standing-us = こちらの対応待ち
case-standing-working = 対応中
case-standing-you = あなたの返信待ち
case-standing-details = 情報待ち
case-standing-fixed = 修正済み
case-standing-built = 完了
case-standing-solved = 解決済み
case-standing-closed = 終了
case-card-footer = 報告者：{ $name }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-list-line = **{ $number }** · { $title } · { $standing }
case-closed-by-you = **{ $number }** を閉じました。
case-open-again = **{ $number }** をもう一度開きました。
case-copy-ready = **{ $number }** の控えです。
case-copy-on-its-way = 控えをDMでお送りします。
case-copy-head = { $number } · { $server }
case-copy-assistant = アシスタント
case-button-same = { $number }：これです (+1)
case-button-mine-is-new = いいえ、別のものです
case-button-vote = +1
case-command-report = 不具合として報告
case-command-bug = 不具合を報告する
case-command-feature = 新しいアイデアを提案する
