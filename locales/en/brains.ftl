## Answers by a model or a chatbot
person-may-help = A person could take a closer look at this, if you like.

## Notes for the agent
desk-summary = Summary by the assistant: { $text }
