## Questions in passing: /ask and mentions in channels
ask-limit = Se me han acabado las respuestas de hoy. Aún te pueden ayudar personas: /helpme.
person-from-aside = Una persona puede ayudarte. Pulsa el botón y te paso con lo que has preguntado.
rated-up = ¡Gracias, me alegro de que haya servido!
rated-down = Gracias por decírmelo. Lo he apuntado para que la respuesta mejore.
command-ask = Haz una pregunta y recibe la respuesta aquí mismo
command-ask-question = ¿Qué quieres saber?
desk-from-aside = Preguntado antes, en un canal o con /ask:
