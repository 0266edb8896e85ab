## Questions in passing: /ask and mentions in channels
ask-limit = 今日の回答数の上限に達しました。担当者は引き続き対応できます: /helpme
person-from-aside = 担当者が対応できます。ボタンを押すと、ご質問の内容と一緒におつなぎします。
rated-up = ありがとうございます。お役に立ててよかったです！
rated-down = 教えてくださりありがとうございます。回答の改善のために記録しました。
command-ask = 質問するとその場で回答します
command-ask-question = 何を知りたいですか？
desk-from-aside = 以前の質問（チャンネルまたは /ask）:
