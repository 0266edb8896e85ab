## Answers by a model or a chatbot
person-may-help = Wenn du möchtest, sieht sich das ein Mensch genauer an.

## Notes for the agent
desk-summary = Zusammenfassung des Assistenten: { $text }
