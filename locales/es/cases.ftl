# Errores, ideas y los casos propios.

case-filed-bug = ¡Gracias! Error **{ $number }**. Te avisaré cuando cambie su estado.
case-filed-feature = ¡Gracias! Idea **{ $number }**. Te avisaré cuando cambie su estado.
case-look-alike = Antes de registrarlo: estos se parecen. ¿Es alguno de ellos?
case-look-alike-line = **{ $number }** · { $title }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-follows = ¡Anotado, gracias! Ahora sigues **{ $number }** y te avisaré cuando cambie su estado.
case-follows-already = Ya sigues **{ $number }**. Te avisaré cuando cambie su estado.
case-moved-working = Se está trabajando en **{ $number }** ({ $title }).
case-moved-details = **{ $number }** ({ $title }): hacen falta más detalles.
case-moved-fixed = Buenas noticias: **{ $number }** ({ $title }) está corregido.
case-moved-built = Buenas noticias: **{ $number }** ({ $title }) ya está aquí.
case-moved-solved = El caso **{ $number }** está resuelto y cerrado.
case-moved-closed = **{ $number }** ({ $title }) se cerró.
case-standing-new = nuevo
case-standing-assistant = con el asistente
case-standing-us = esperándonos
case-standing-working = en curso
case-standing-you = esperando tu respuesta
case-standing-details = faltan detalles
case-standing-fixed = corregido
case-standing-built = hecho
case-standing-solved = resuelto
case-standing-closed = cerrado
case-card-footer = Informado por { $name }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-list-line = **{ $number }** · { $title } · { $standing }
case-closed-by-you = **{ $number }** está cerrado.
case-open-again = **{ $number }** está abierto de nuevo.
case-copy-ready = Aquí tienes tu copia de **{ $number }**.
case-copy-on-its-way = Te envío tu copia por mensaje directo.
case-copy-head = { $number } · { $server }
case-copy-assistant = Asistente
case-button-same = { $number }: es este (+1)
case-button-mine-is-new = No, el mío es nuevo
case-button-vote = +1
case-command-report = Informar como error
case-command-bug = Informar de un error
case-command-feature = Sugerir algo nuevo
