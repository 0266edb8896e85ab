## First contact
greeting = { $name }，你好！這裡是 **{ $server }** 的服務台。請告訴我發生了什麼事。我會馬上回答，點一下就能找到真人。
on-it-dm = 收到，我已經私訊你了。
on-it-dm-case = 收到，我已經私訊你了。案件 **#{ $case }**。
carrying-on = 你的案件 **#{ $case }** 還開著，我們在那裡繼續。
already-talking = 我們已經在聊了，在那裡繼續。
dms-closed-thread = 你的私訊已關閉，所以我在這裡開了一個私人討論串：{ $channel }。只有你和工作人員看得到。
which-community = 這是關於哪個社群的？

## The assistant
dont-know = 這個我不知道。要我找真人來嗎？
suggest-intro = 這也許有幫助：
sources-label = 來源
offer-person = 看來我沒能幫上忙。要我找真人來嗎？
long-text-file = 內容太長，放不進一則訊息，所以用檔案傳給你。

## Buttons
button-person = 找真人
button-my-cases = 我的案件
button-close = 關閉
button-solved = 解決了
button-not-quite = 還沒有
button-reopen = 重新開啟
button-yes = 是
button-not-yet = 還沒有
button-open-dm = 開啟私訊
button-open-thread = 打開討論串
button-keep-waiting = 繼續等待
button-copy = 取得副本
button-keep-helping = 繼續幫我
button-add-line = 補充一句

## Waiting for a person
passed-on = 我已經把案件 **#{ $case }** 和你說的內容一起轉交，你不用再說一遍。你可以繼續在這裡寫。
passed-on-place = 我已經把案件 **#{ $case }** 和你說的內容一起轉交，你不用再說一遍。你排在**第 { $place } 位**。你可以繼續在這裡寫。
passed-on-place-minutes = 我已經把案件 **#{ $case }** 和你說的內容一起轉交，你不用再說一遍。你排在**第 { $place } 位**，大約 **{ $minutes } 分鐘**。你可以繼續在這裡寫。
still-waiting = 你還在排隊。有人空出來就會馬上接待你。
still-waiting-place = 你還在排隊，現在是**第 { $place } 位**。你可以繼續在這裡寫。
still-waiting-place-minutes = 你還在排隊，現在是**第 { $place } 位**，大約 **{ $minutes } 分鐘**。你可以繼續在這裡寫。
closed-hours = 我們的工作人員會在 **{ $when }**（你的時間）回來。你的案件已妥善保存，我會在這裡通知你。在那之前我可以繼續幫你，要嗎？
queue-timed-out = 抱歉，沒能及時等到有空的人。你的案件已妥善保存，會有人在這裡聯絡你。
task-cancelled = 你已經不在排隊了。你的案件還開著，如果還需要幫助，請在這裡寫。
back-in-line = 你又回到隊伍中了。下一個有空的人會接手。

## With a person
agent-joined = **{ $name }**（{ $team }）來了。
team-joined = **{ $team }** 來了。
agent-left = **{ $name }** 離開了。
agent-away = **{ $name }** 暫時離開，先由我來幫你。你的案件仍由 **{ $name }** 負責。
handed-on = 現在由 **{ $name }** 負責你的案件。
transfer-waiting = 正在把你轉給另一位同事，請稍候。
nobody-there = 幫助你的人有事離開了。我正在找別人，你不用再說一遍。
assistant-back = 我又回來幫你了。

## The end
agent-finished = **{ $name }** 認為問題已解決。要關閉案件 **#{ $case }** 嗎？
closed = 案件 **#{ $case }** 已關閉。祝你一切順利！
closed-by-itself = 有一段時間沒收到你的訊息，所以案件 **#{ $case }** 已關閉。還沒解決？重新開啟就好。
how-was-it = 你覺得怎麼樣？
rating-line = 還有什麼想說的嗎？
rating-thanks = 謝謝你的回饋！
reopened = 案件 **#{ $case }** 已重新開啟。
reopen-too-late = 案件可以在 { $days } 天內重新開啟，現在已經過期了。輸入 /helpme 開始新的案件。
thanks-back = ❤️ 不客氣！

## My cases
my-cases-title = 你的案件
my-cases-none = 你還沒有案件。有問題請輸入 /helpme。

## Files, edits, trouble
stuck = 暫時卡住了，我會繼續嘗試。
stuck-resolved = 好了，全部送達。
could-not-deliver = 抱歉，那則訊息沒能送到團隊。請過一會兒再傳一次。
file-too-big = **{ $name }** 超過 { $limit } MB,所以沒能轉交。可以傳小一點的檔案或連結。
file-refused = 沒能轉交 **{ $name }**：{ $reason }。
file-reason-kind = 這裡不接受 { $kind } 檔案
file-reason-empty = 檔案是空的
file-reason-too-big = 超過 { $limit } MB
file-gone = **{ $name }** 已經不在了，所以沒能轉交。請再傳一次。
error-generic = 我們這邊出了點問題。請稍後再試。
not-yours = 那個按鈕是給別人的。
expired = 那個按鈕太舊了。輸入 /helpme 重新開始。
received = 我已經收到了。
too-fast = 有點太快了，請等幾秒鐘。
only-in-server = 這只能在伺服器裡使用。請在那裡的頻道中輸入。
edited-mark = （已編輯）
deleted-mark = （已刪除）

## Commands
command-helpme = 向服務台求助
command-helpme-text = 發生了什麼事？
command-my-cases = 查看你目前和過去的案件

## Notes for the agent
desk-card-head = 案件 #{ $case } · { $name } · { $server } · 語言：{ $language }
desk-card-question = 問題：{ $question }
desk-card-tried = 已經回答過：
desk-card-sources = 使用的文章：{ $sources }
desk-card-earlier = 之前的案件：{ $count } 個
desk-member-edited = 成員修改了一則訊息。之前：「{ $old }」 現在：「{ $new }」
desk-member-deleted = 成員刪除了一則訊息：「{ $old }」
desk-member-left = 成員離開了伺服器。回覆可能無法送達。
desk-member-closed = 成員關閉了案件 #{ $case }。
desk-member-reopened = 成員重新開啟了案件 #{ $case }。
desk-assistant-silent = 助理從現在起不再發言。對話交給你了。
desk-assistant-back = { $minutes } 分鐘沒有回覆：助理又開始幫忙。案件仍由你負責，寫訊息即可接手。
desk-overheard = { $name } 在討論串中寫道：{ $text }
desk-not-delivered = ⚠️ 你的上一則訊息沒有送達成員：{ $reason }
desk-member-dms-closed = 成員的私訊已關閉。
desk-sent-in-thread = 已改在伺服器的私人討論串中傳送。
desk-file-refused = 成員傳送了「{ $name }」，沒有轉交：{ $reason }。

## What the member sent, as lines for the desk
desk-sticker = [貼圖：{ $name }]
desk-voice = [語音訊息，{ $length }]
desk-forward = [轉寄的訊息]
desk-forward-from = [轉寄自 { $place }]
desk-embed = [卡片：{ $title }]
desk-poll = [投票：{ $question }]
desk-reply-to = 回覆 { $name }：
desk-reply-to-gone = 回覆一則已刪除的訊息
desk-file = [檔案：{ $name }]
desk-unknown = [無法在此顯示的訊息類型]
