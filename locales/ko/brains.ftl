## Answers by a model or a chatbot
person-may-help = 원하시면 담당자가 더 자세히 살펴볼 수 있어요.

## Notes for the agent
desk-summary = 어시스턴트의 요약: { $text }
