## First contact
greeting = { $name }，你好！这里是 **{ $server }** 的帮助台。请告诉我出了什么问题。我会马上回答，点一下就能找到真人。
on-it-dm = 收到，我已经给你发了私信。
on-it-dm-case = 收到，我已经给你发了私信。工单 **#{ $case }**。
carrying-on = 你的工单 **#{ $case }** 还开着，我们在那里继续。
already-talking = 我们已经在聊了，在那里继续。
dms-closed-thread = 你的私信已关闭，所以我在这里开了一个私密子区：{ $channel }。只有你和工作人员能看到。
which-community = 这是关于哪个社区的？

## The assistant
dont-know = 这个我不知道。要我找真人来吗？
suggest-intro = 这也许有帮助：
sources-label = 来源
offer-person = 看来我没能帮上忙。要我找真人来吗？
long-text-file = 内容太长，放不进一条消息，所以用文件发给你。

## Buttons
button-person = 找真人
button-my-cases = 我的工单
button-close = 关闭
button-solved = 解决了
button-not-quite = 还没有
button-reopen = 重新打开
button-yes = 是
button-not-yet = 还没有
button-open-dm = 打开私信
button-open-thread = 打开子区
button-keep-waiting = 继续等待
button-copy = 获取副本
button-keep-helping = 继续帮我
button-add-line = 补充一句

## Waiting for a person
passed-on = 我已经把工单 **#{ $case }** 和你说的内容一起转交，你不用再说一遍。你可以继续在这里写。
passed-on-place = 我已经把工单 **#{ $case }** 和你说的内容一起转交，你不用再说一遍。你排在**第 { $place } 位**。你可以继续在这里写。
passed-on-place-minutes = 我已经把工单 **#{ $case }** 和你说的内容一起转交，你不用再说一遍。你排在**第 { $place } 位**，大约 **{ $minutes } 分钟**。你可以继续在这里写。
still-waiting = 你还在排队。有人空出来就会马上接待你。
still-waiting-place = 你还在排队，现在是**第 { $place } 位**。你可以继续在这里写。
still-waiting-place-minutes = 你还在排队，现在是**第 { $place } 位**，大约 **{ $minutes } 分钟**。你可以继续在这里写。
closed-hours = 我们的工作人员会在 **{ $when }**（你的时间）回来。你的工单已妥善保存，我会在这里通知你。在那之前我可以继续帮你，要吗？
queue-timed-out = 抱歉，没能及时等到空闲的人。你的工单已妥善保存，会有人在这里联系你。
task-cancelled = 你已经不在队列中了。你的工单还开着，如果还需要帮助，请在这里写。
back-in-line = 你又回到了队列中。下一个空闲的人会接手。

## With a person
agent-joined = **{ $name }**（{ $team }）来了。
team-joined = **{ $team }** 来了。
agent-left = **{ $name }** 离开了。
agent-away = **{ $name }** 暂时离开，先由我来帮你。你的工单仍由 **{ $name }** 负责。
handed-on = 现在由 **{ $name }** 负责你的工单。
transfer-waiting = 正在把你转给另一位同事，请稍等。
nobody-there = 帮助你的人有事离开了。我正在找别人，你不用再说一遍。
assistant-back = 我又回来帮你了。

## The end
agent-finished = **{ $name }** 认为问题已解决。要关闭工单 **#{ $case }** 吗？
closed = 工单 **#{ $case }** 已关闭。祝你一切顺利！
closed-by-itself = 有一段时间没收到你的消息，所以工单 **#{ $case }** 已关闭。还没解决？重新打开就行。
how-was-it = 你觉得怎么样？
rating-line = 还有什么想说的吗？
rating-thanks = 谢谢你的反馈！
reopened = 工单 **#{ $case }** 已重新打开。
reopen-too-late = 工单可以在 { $days } 天内重新打开，现在已经过期了。输入 /helpme 开始新的工单。
thanks-back = ❤️ 不客气！

## My cases
my-cases-title = 你的工单
my-cases-none = 你还没有工单。有问题请输入 /helpme。

## Files, edits, trouble
stuck = 暂时卡住了，我会继续尝试。
stuck-resolved = 好了，全部送达。
could-not-deliver = 抱歉，那条消息没能送到团队。请过一会儿再发一次。
file-too-big = **{ $name }** 超过 { $limit } MB,所以没能转交。可以发小一点的文件或链接。
file-refused = 没能转交 **{ $name }**：{ $reason }。
file-reason-kind = 这里不接受 { $kind } 文件
file-reason-empty = 文件是空的
file-reason-too-big = 超过 { $limit } MB
file-gone = **{ $name }** 已经不在了，所以没能转交。请再发一次。
error-generic = 我们这边出了点问题。请稍后再试。
not-yours = 那个按钮是给别人的。
expired = 那个按钮太旧了。输入 /helpme 重新开始。
received = 我已经收到了。
too-fast = 有点太快了，请等几秒钟。
only-in-server = 这只能在服务器里使用。请在那里的频道中输入。
edited-mark = （已编辑）
deleted-mark = （已删除）

## Commands
command-helpme = 向帮助台求助
command-helpme-text = 出了什么问题？
command-my-cases = 查看你的当前工单和历史工单

## Notes for the agent
desk-card-head = 工单 #{ $case } · { $name } · { $server } · 语言：{ $language }
desk-card-question = 问题：{ $question }
desk-card-tried = 已经回答过：
desk-card-sources = 使用的文章：{ $sources }
desk-card-earlier = 之前的工单：{ $count } 个
desk-member-edited = 成员修改了一条消息。之前：“{ $old }” 现在：“{ $new }”
desk-member-deleted = 成员删除了一条消息：“{ $old }”
desk-member-left = 成员离开了服务器。回复可能无法送达。
desk-member-closed = 成员关闭了工单 #{ $case }。
desk-member-reopened = 成员重新打开了工单 #{ $case }。
desk-assistant-silent = 助手从现在起不再发言。对话交给你了。
desk-assistant-back = { $minutes } 分钟没有回复：助手又开始帮忙。工单仍由你负责，写消息即可接手。
desk-overheard = { $name } 在子区中写道：{ $text }
desk-not-delivered = ⚠️ 你的上一条消息没有送达成员：{ $reason }
desk-member-dms-closed = 成员的私信已关闭。
desk-sent-in-thread = 已改为在服务器的私密子区中发送。
desk-file-refused = 成员发送了“{ $name }”，没有转交：{ $reason }。

## What the member sent, as lines for the desk
desk-sticker = [贴纸：{ $name }]
desk-voice = [语音消息，{ $length }]
desk-forward = [转发的消息]
desk-forward-from = [转发自 { $place }]
desk-embed = [卡片：{ $title }]
desk-poll = [投票：{ $question }]
desk-reply-to = 回复 { $name }：
desk-reply-to-gone = 回复一条已删除的消息
desk-file = [文件：{ $name }]
desk-unknown = [无法在此显示的消息类型]
