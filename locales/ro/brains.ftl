## Answers by a model or a chatbot
person-may-help = Dacă vrei, un om poate să se uite mai atent la asta.

## Notes for the agent
desk-summary = Rezumatul asistentului: { $text }
