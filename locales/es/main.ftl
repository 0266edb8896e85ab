## First contact
greeting = Hola, { $name }: este es el servicio de ayuda de **{ $server }**. Cuéntame qué pasa. Respondo enseguida; una persona está a un toque.
on-it-dm = ¡Voy! Te he escrito por mensaje directo.
on-it-dm-case = ¡Voy! Te he escrito por mensaje directo. Caso **#{ $case }**.
carrying-on = Ya tienes abierto el caso **#{ $case }**; seguimos allí.
already-talking = Ya estamos hablando; seguimos allí.
dms-closed-thread = Tienes cerrados los mensajes directos, así que abrí un hilo privado aquí: { $channel }. Solo tú y el equipo podéis verlo.
which-community = ¿De qué comunidad se trata?

## The assistant
dont-know = Eso no lo sé. ¿Busco a una persona?
suggest-intro = Esto puede ayudarte:
sources-label = Fuentes
offer-person = Parece que no lo consigo. ¿Busco a una persona?
long-text-file = Es demasiado largo para un mensaje, así que te lo envío como archivo.

## Buttons
button-person = Hablar con una persona
button-my-cases = Mis casos
button-close = Cerrar
button-solved = Eso lo resolvió
button-not-quite = No del todo
button-reopen = Reabrir
button-yes = Sí
button-not-yet = Todavía no
button-open-dm = Abrir mensaje directo
button-open-thread = Abrir hilo
button-keep-waiting = Seguir esperando
button-copy = Obtener una copia
button-keep-helping = Sigue ayudándome
button-add-line = Añadir un comentario

## Waiting for a person
passed-on = He pasado el caso **#{ $case }** con lo que me contaste, así no tendrás que repetirlo. Puedes seguir escribiendo aquí.
passed-on-place = He pasado el caso **#{ $case }** con lo que me contaste, así no tendrás que repetirlo. Tienes el **puesto { $place } en la cola**. Puedes seguir escribiendo aquí.
passed-on-place-minutes = He pasado el caso **#{ $case }** con lo que me contaste, así no tendrás que repetirlo. Tienes el **puesto { $place } en la cola**, unos **{ $minutes } min**. Puedes seguir escribiendo aquí.
still-waiting = Sigues en la cola. Te atenderán en cuanto alguien quede libre.
still-waiting-place = Sigues en la cola, ahora en el **puesto { $place }**. Puedes seguir escribiendo aquí.
still-waiting-place-minutes = Sigues en la cola, ahora en el **puesto { $place }**, unos **{ $minutes } min**. Puedes seguir escribiendo aquí.
closed-hours = Nuestro equipo vuelve **{ $when }** (tu hora). Tu caso está a salvo; te avisaré aquí. Mientras tanto puedo seguir intentándolo, ¿quieres?
queue-timed-out = Lo siento, nadie quedó libre a tiempo. Tu caso está a salvo y alguien te escribirá aquí.
task-cancelled = Ya no estás en la cola. Tu caso sigue abierto: escribe aquí si todavía necesitas ayuda.
back-in-line = Vuelves a estar en la cola. Te atenderá la próxima persona libre.

## With a person
agent-joined = **{ $name }** ({ $team }) está aquí.
team-joined = **{ $team }** está aquí.
agent-left = **{ $name }** se ha ido.
agent-away = **{ $name }** vuelve en un momento; mientras, te ayudo yo. Tu caso sigue con **{ $name }**.
handed-on = **{ $name }** se ocupa ahora de tu caso.
transfer-waiting = Te paso con otra persona del equipo. Un momento, por favor.
nobody-there = La persona que te ayudaba tuvo que irse. Busco a otra; no tendrás que repetir nada.
assistant-back = Aquí estoy otra vez para ayudarte.

## The end
agent-finished = **{ $name }** cree que esto está resuelto. ¿Cierro el caso **#{ $case }**?
closed = El caso **#{ $case }** está cerrado. ¡Que vaya bien!
closed-by-itself = Hace tiempo que no escribes, así que el caso **#{ $case }** está cerrado. ¿No está resuelto? Puedes reabrirlo.
how-was-it = ¿Qué tal fue?
rating-line = ¿Quieres añadir algo?
rating-thanks = ¡Gracias por decírnoslo!
reopened = El caso **#{ $case }** está abierto de nuevo.
reopen-too-late =
    { $days ->
        [one] Un caso se puede reabrir durante { $days } día, y ya pasó.
       *[other] Un caso se puede reabrir durante { $days } días, y ya pasaron.
    } Escribe /helpme para empezar otro.
thanks-back = ❤️ ¡De nada!

## My cases
my-cases-title = Tus casos
my-cases-none = Todavía no tienes casos. Escribe /helpme si algo va mal.

## Files, edits, trouble
stuck = Se ha atascado un momento; sigo intentándolo.
stuck-resolved = Listo: todo ha llegado.
could-not-deliver = Lo siento, ese mensaje no llegó al equipo. Envíalo otra vez dentro de un rato, por favor.
file-too-big = **{ $name }** pesa más de { $limit } MB y no pude pasarlo. Sirve un archivo más pequeño o un enlace.
file-refused = No pude pasar **{ $name }**: { $reason }.
file-reason-kind = aquí no se aceptan archivos { $kind }
file-reason-empty = está vacío
file-reason-too-big = pesa más de { $limit } MB
file-gone = **{ $name }** ya no está, así que no pude pasarlo. Envíalo otra vez, por favor.
error-generic = Algo falló por nuestra parte. Inténtalo otra vez en un momento.
not-yours = Ese botón es para otra persona.
expired = Ese botón es demasiado antiguo. Escribe /helpme para empezar de nuevo.
received = Eso ya me ha llegado.
too-fast = Vas un poco rápido para mí. Dame unos segundos, por favor.
only-in-server = Eso solo funciona en un servidor. Escríbelo en un canal de allí.
edited-mark = (editado)
deleted-mark = (borrado)

## Commands
command-helpme = Pide ayuda al servicio de ayuda
command-helpme-text = ¿Qué pasa?
command-my-cases = Mira tus casos abiertos y anteriores

## Notes for the agent
desk-card-head = Caso #{ $case } · { $name } · { $server } · idioma: { $language }
desk-card-question = Pregunta: { $question }
desk-card-tried = Ya respondido:
desk-card-sources = Artículos usados: { $sources }
desk-card-earlier =
    { $count ->
        [one] { $count } caso anterior
       *[other] { $count } casos anteriores
    }
desk-member-edited = El miembro cambió un mensaje. Antes: «{ $old }» Ahora: «{ $new }»
desk-member-deleted = El miembro borró un mensaje: «{ $old }»
desk-member-left = El miembro dejó el servidor. Puede que una respuesta no llegue.
desk-member-closed = El miembro cerró el caso #{ $case }.
desk-member-reopened = El miembro reabrió el caso #{ $case }.
desk-assistant-silent = El asistente calla desde aquí. La conversación es tuya.
desk-assistant-back =
    { $minutes ->
        [one] { $minutes } minuto sin respuesta: el asistente ayuda de nuevo. El caso sigue siendo tuyo; escribe para retomarlo.
       *[other] { $minutes } minutos sin respuesta: el asistente ayuda de nuevo. El caso sigue siendo tuyo; escribe para retomarlo.
    }
desk-overheard = { $name } escribió en el hilo: { $text }
desk-not-delivered = ⚠️ Tu último mensaje no llegó al miembro: { $reason }
desk-member-dms-closed = El miembro tiene cerrados los mensajes directos.
desk-sent-in-thread = Enviado en un hilo privado del servidor.
desk-file-refused = El miembro envió «{ $name }», que no se pasó: { $reason }.

## What the member sent, as lines for the desk
desk-sticker = [Pegatina: { $name }]
desk-voice = [Nota de voz, { $length }]
desk-forward = [Mensaje reenviado]
desk-forward-from = [Reenviado desde { $place }]
desk-embed = [Tarjeta: { $title }]
desk-poll = [Encuesta: { $question }]
desk-reply-to = Responde a { $name }:
desk-reply-to-gone = Responde a un mensaje borrado
desk-file = [Archivo: { $name }]
desk-unknown = [Un tipo de mensaje que no se puede mostrar aquí]
