## Answers by a model or a chatbot
person-may-help = Si quieres, una persona puede mirarlo con más detalle.

## Notes for the agent
desk-summary = Resumen del asistente: { $text }
