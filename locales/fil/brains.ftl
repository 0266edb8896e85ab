## Answers by a model or a chatbot
person-may-help = Kung gusto mo, maaaring tingnan ito nang mabuti ng isang tao.

## Notes for the agent
desk-summary = Buod ng assistant: { $text }
