## Answers by a model or a chatbot
person-may-help = 如果需要，可以请真人再仔细看一下。

## Notes for the agent
desk-summary = 助手的摘要：{ $text }
