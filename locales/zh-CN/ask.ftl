## Questions in passing: /ask and mentions in channels
ask-limit = 今天的回答次数已用完。仍可以找真人帮忙：/helpme
person-from-aside = 真人可以帮你。按下按钮，我会把你和你的问题一起转过去。
rated-up = 谢谢，很高兴能帮上忙！
rated-down = 谢谢你告诉我。我已记下，好让回答变得更好。
command-ask = 提出问题，立即在这里得到回答
command-ask-question = 你想知道什么？
desk-from-aside = 之前在频道中或用 /ask 问过：
