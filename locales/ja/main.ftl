## First contact
greeting = { $name }さん、こんにちは。**{ $server }** のヘルプデスクです。どうされましたか？すぐにお答えします。ボタンひとつで担当者とも話せます。
on-it-dm = 承知しました。DMをお送りしました。
on-it-dm-case = 承知しました。DMをお送りしました。お問い合わせ番号は **#{ $case }** です。
carrying-on = お問い合わせ **#{ $case }** がまだ開いています。そちらで続けましょう。
already-talking = すでにお話し中です。そちらで続けましょう。
dms-closed-thread = DMが閉じられているので、ここに非公開スレッドを開きました：{ $channel }。見られるのはあなたとスタッフだけです。
which-community = どのコミュニティについてですか？

## The assistant
dont-know = それは分かりません。担当者を呼びましょうか？
suggest-intro = こちらが参考になるかもしれません:
sources-label = 参考
offer-person = うまくお役に立てていないようです。担当者を呼びましょうか？
long-text-file = メッセージには長すぎるので、ファイルでお送りします。

## Buttons
button-person = 担当者と話す
button-my-cases = 自分のお問い合わせ
button-close = 閉じる
button-solved = 解決しました
button-not-quite = まだです
button-reopen = もう一度開く
button-yes = はい
button-not-yet = まだ
button-open-dm = DMを開く
button-open-thread = スレッドを開く
button-keep-waiting = このまま待つ
button-copy = 控えを受け取る
button-keep-helping = 続けて手伝って
button-add-line = ひとこと添える

## Waiting for a person
passed-on = お聞きした内容と一緒にお問い合わせ **#{ $case }** を引き継ぎました。もう一度説明する必要はありません。このまま書き込めます。
passed-on-place = お聞きした内容と一緒にお問い合わせ **#{ $case }** を引き継ぎました。もう一度説明する必要はありません。順番は **{ $place }番目** です。このまま書き込めます。
passed-on-place-minutes = お聞きした内容と一緒にお問い合わせ **#{ $case }** を引き継ぎました。もう一度説明する必要はありません。順番は **{ $place }番目**、約 **{ $minutes }分** です。このまま書き込めます。
still-waiting = まだ順番をお待ちいただいています。担当者が空きしだいおつなぎします。
still-waiting-place = まだ順番をお待ちいただいています。今は **{ $place }番目** です。このまま書き込めます。
still-waiting-place-minutes = まだ順番をお待ちいただいています。今は **{ $place }番目**、約 **{ $minutes }分** です。このまま書き込めます。
closed-hours = 担当者は **{ $when }**（お住まいの時刻）に戻ります。お問い合わせはお預かりし、ここでお知らせします。それまで私がお手伝いを続けましょうか？
queue-timed-out = 申し訳ありません。時間内に空いている担当者がいませんでした。お問い合わせはお預かりしています。担当者がここにご連絡します。
task-cancelled = 順番待ちは終わりました。お問い合わせはまだ開いています。まだお困りでしたら、ここに書いてください。
back-in-line = もう一度順番に並びました。次に空いた担当者が引き継ぎます。

## With a person
agent-joined = **{ $name }**（{ $team }）が参加しました。
team-joined = **{ $team }** が参加しました。
agent-left = **{ $name }** が退出しました。
agent-away = **{ $name }** が少し席を外しているので、私がお手伝いします。お問い合わせの担当は引き続き **{ $name }** です。
handed-on = これからは **{ $name }** がお問い合わせを担当します。
transfer-waiting = 別の担当者に引き継いでいます。少々お待ちください。
nobody-there = 担当者が席を離れました。別の担当者を呼んでいます。もう一度説明する必要はありません。
assistant-back = 私がまたお手伝いします。

## The end
agent-finished = **{ $name }** は解決したと考えています。お問い合わせ **#{ $case }** を閉じますか？
closed = お問い合わせ **#{ $case }** を閉じました。それでは、また！
closed-by-itself = しばらくお返事がなかったので、お問い合わせ **#{ $case }** を閉じました。未解決でしたら、もう一度開いてください。
how-was-it = いかがでしたか？
rating-line = ほかに伝えたいことはありますか？
rating-thanks = 教えてくださってありがとうございます！
reopened = お問い合わせ **#{ $case }** をもう一度開きました。
reopen-too-late = もう一度開けるのは { $days }日間で、その期間を過ぎています。新しく始めるには /helpme と入力してください。
thanks-back = ❤️ どういたしまして！

## My cases
my-cases-title = あなたのお問い合わせ
my-cases-none = お問い合わせはまだありません。お困りのときは /helpme と入力してください。

## Files, edits, trouble
stuck = 少し詰まっています。続けて試します。
stuck-resolved = すべて届きました。
could-not-deliver = 申し訳ありません。そのメッセージをチームに届けられませんでした。少ししてからもう一度送ってください。
file-too-big = **{ $name }** は { $limit } MBを超えているため渡せませんでした。もっと小さいファイルかリンクなら大丈夫です。
file-refused = **{ $name }** を渡せませんでした：{ $reason }。
file-reason-kind = { $kind } ファイルはここでは受け付けていません
file-reason-empty = 中身が空です
file-reason-too-big = { $limit } MBを超えています
file-gone = **{ $name }** がもう存在しないため渡せませんでした。もう一度送ってください。
error-generic = こちらで問題が起きました。少ししてからもう一度お試しください。
not-yours = そのボタンはほかの方のものです。
expired = そのボタンは古くなりました。もう一度始めるには /helpme と入力してください。
received = それはもう届いています。
too-fast = 少し速すぎます。数秒お待ちください。
only-in-server = サーバーの中でだけ使えます。サーバーのチャンネルで入力してください。
edited-mark = （編集済み）
deleted-mark = （削除済み）

## Commands
command-helpme = ヘルプデスクに相談する
command-helpme-text = どうされましたか？
command-my-cases = 開いているお問い合わせと過去のお問い合わせを見る

## Notes for the agent
desk-card-head = お問い合わせ #{ $case } · { $name } · { $server } · 言語：{ $language }
desk-card-question = 質問：{ $question }
desk-card-tried = 回答済み:
desk-card-sources = 使った記事：{ $sources }
desk-card-earlier = 過去のお問い合わせ { $count }件
desk-member-edited = メンバーがメッセージを編集しました。前：「{ $old }」 今：「{ $new }」
desk-member-deleted = メンバーがメッセージを削除しました：「{ $old }」
desk-member-left = メンバーがサーバーを退出しました。返信が届かないことがあります。
desk-member-closed = メンバーがお問い合わせ #{ $case } を閉じました。
desk-member-reopened = メンバーがお問い合わせ #{ $case } をもう一度開きました。
desk-assistant-silent = ここからアシスタントは発言しません。会話をお願いします。
desk-assistant-back = { $minutes }分間返信がないため、アシスタントが再び対応しています。担当はそのままで、書き込むと引き継げます。
desk-overheard = { $name }さんがスレッドに書きました: { $text }
desk-not-delivered = ⚠️ 最後のメッセージがメンバーに届きませんでした：{ $reason }
desk-member-dms-closed = メンバーのDMは閉じられています。
desk-sent-in-thread = 代わりにサーバーの非公開スレッドに送りました。
desk-file-refused = メンバーが送った「{ $name }」は渡されませんでした：{ $reason }。

## What the member sent, as lines for the desk
desk-sticker = [スタンプ：{ $name }]
desk-voice = [ボイスメッセージ、{ $length }]
desk-forward = [転送されたメッセージ]
desk-forward-from = [{ $place } から転送]
desk-embed = [カード：{ $title }]
desk-poll = [投票：{ $question }]
desk-reply-to = { $name } への返信:
desk-reply-to-gone = 削除されたメッセージへの返信
desk-file = [ファイル：{ $name }]
desk-unknown = [ここでは表示できない種類のメッセージ]
