## Answers by a model or a chatbot
person-may-help = よろしければ、担当者が詳しく確認することもできます。

## Notes for the agent
desk-summary = アシスタントによる要約：{ $text }
