## Questions in passing: /ask and mentions in channels
ask-limit = 今天的回答次數已用完。仍可以找真人幫忙：/helpme
person-from-aside = 真人可以幫你。按下按鈕，我會把你和你的問題一起轉過去。
rated-up = 謝謝，很高興能幫上忙！
rated-down = 謝謝你告訴我。我已記下，好讓回答變得更好。
command-ask = 提出問題，立即在這裡得到回答
command-ask-question = 你想知道什麼？
desk-from-aside = 之前在頻道中或用 /ask 問過：
