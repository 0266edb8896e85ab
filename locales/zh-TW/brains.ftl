## Answers by a model or a chatbot
person-may-help = 如果需要，可以請真人再仔細看一下。

## Notes for the agent
desk-summary = 助手的摘要：{ $text }
