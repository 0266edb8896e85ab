## First contact
greeting = Hallo { $name }, hier ist der Helpdesk von **{ $server }**. Schreib mir, was los ist. Ich antworte sofort; ein Mensch ist nur einen Tipp entfernt.
on-it-dm = Bin dran – ich habe dir eine DM geschickt.
on-it-dm-case = Bin dran – ich habe dir eine DM geschickt. Fall **#{ $case }**.
carrying-on = Dein Fall **#{ $case }** ist noch offen – wir machen dort weiter.
already-talking = Wir sind schon im Gespräch – wir machen dort weiter.
dms-closed-thread = Deine DMs sind geschlossen, darum habe ich hier einen privaten Thread geöffnet: { $channel }. Nur du und das Team könnt ihn sehen.
which-community = Um welche Community geht es?

## The assistant
dont-know = Das weiß ich leider nicht. Soll ich einen Menschen holen?
suggest-intro = Das könnte helfen:
sources-label = Quellen
offer-person = So kommen wir wohl nicht weiter. Soll ich einen Menschen holen?
long-text-file = Für eine Nachricht ist das zu lang, darum kommt es als Datei.

## Buttons
button-person = Mit einem Menschen reden
button-my-cases = Meine Fälle
button-close = Schließen
button-solved = Das hat geholfen
button-not-quite = Nicht ganz
button-reopen = Wieder öffnen
button-yes = Ja
button-not-yet = Noch nicht
button-open-dm = DM öffnen
button-open-thread = Thread öffnen
button-keep-waiting = Weiter warten
button-copy = Kopie holen
button-keep-helping = Hilf mir weiter
button-add-line = Etwas dazu sagen

## Waiting for a person
passed-on = Ich habe Fall **#{ $case }** mit allem, was du erzählt hast, weitergegeben; du musst nichts wiederholen. Du kannst hier weiterschreiben.
passed-on-place = Ich habe Fall **#{ $case }** mit allem, was du erzählt hast, weitergegeben; du musst nichts wiederholen. Du bist auf **Platz { $place }**. Du kannst hier weiterschreiben.
passed-on-place-minutes = Ich habe Fall **#{ $case }** mit allem, was du erzählt hast, weitergegeben; du musst nichts wiederholen. Du bist auf **Platz { $place }**, etwa **{ $minutes } Min.** Du kannst hier weiterschreiben.
still-waiting = Du bist noch in der Warteschlange. Sobald jemand frei ist, geht es weiter.
still-waiting-place = Du bist noch in der Warteschlange, jetzt auf **Platz { $place }**. Du kannst hier weiterschreiben.
still-waiting-place-minutes = Du bist noch in der Warteschlange, jetzt auf **Platz { $place }**, etwa **{ $minutes } Min.** Du kannst hier weiterschreiben.
closed-hours = Unser Team ist ab **{ $when }** (deine Zeit) wieder da. Dein Fall ist gut aufgehoben; ich melde mich hier. Soll ich es bis dahin weiter versuchen?
queue-timed-out = Leider war niemand rechtzeitig frei. Dein Fall ist gut aufgehoben, und jemand schreibt dir hier.
task-cancelled = Du bist nicht mehr in der Warteschlange. Dein Fall ist noch offen – schreib hier, wenn du noch Hilfe brauchst.
back-in-line = Du bist wieder in der Warteschlange. Wer als Nächstes frei ist, übernimmt.

## With a person
agent-joined = **{ $name }** ({ $team }) ist jetzt da.
team-joined = **{ $team }** ist jetzt da.
agent-left = **{ $name }** ist gegangen.
agent-away = **{ $name }** ist kurz weg, darum helfe ich wieder. Dein Fall bleibt bei **{ $name }**.
handed-on = **{ $name }** kümmert sich jetzt um deinen Fall.
transfer-waiting = Ich gebe dich an jemanden aus dem Team weiter. Einen Moment bitte.
nobody-there = Die Person, die dir geholfen hat, musste weg. Ich hole jemand anderen; du musst nichts wiederholen.
assistant-back = Ich bin wieder da und helfe dir.

## The end
agent-finished = **{ $name }** meint, das ist gelöst. Fall **#{ $case }** schließen?
closed = Fall **#{ $case }** ist geschlossen. Mach’s gut!
closed-by-itself = Ich habe länger nichts von dir gehört, darum ist Fall **#{ $case }** jetzt geschlossen. Nicht gelöst? Öffne ihn einfach wieder.
how-was-it = Wie war’s?
rating-line = Möchtest du noch etwas dazu sagen?
rating-thanks = Danke für deine Rückmeldung!
reopened = Fall **#{ $case }** ist wieder offen.
reopen-too-late =
    { $days ->
        [one] Ein Fall lässt sich { $days } Tag lang wieder öffnen, und der ist vorbei.
       *[other] Ein Fall lässt sich { $days } Tage lang wieder öffnen, und die sind vorbei.
    } Mit /helpme beginnst du einen neuen.
thanks-back = ❤️ Gern geschehen!

## My cases
my-cases-title = Deine Fälle
my-cases-none = Du hast noch keine Fälle. Tippe /helpme, wenn etwas nicht stimmt.

## Files, edits, trouble
stuck = Es hakt gerade, ich versuche es weiter.
stuck-resolved = Geschafft – alles ist angekommen.
could-not-deliver = Diese Nachricht ist leider nicht beim Team angekommen. Bitte schick sie gleich noch einmal.
file-too-big = **{ $name }** ist größer als { $limit } MB, darum konnte ich die Datei nicht weitergeben. Eine kleinere Datei oder ein Link geht.
file-refused = Ich konnte **{ $name }** nicht weitergeben: { $reason }.
file-reason-kind = { $kind }-Dateien werden hier nicht angenommen
file-reason-empty = die Datei ist leer
file-reason-too-big = die Datei ist größer als { $limit } MB
file-gone = **{ $name }** ist nicht mehr da, darum konnte ich die Datei nicht weitergeben. Bitte schick sie noch einmal.
error-generic = Bei uns ist etwas schiefgegangen. Bitte versuch es gleich noch einmal.
not-yours = Dieser Knopf ist für jemand anderen.
expired = Dieser Knopf ist zu alt. Mit /helpme geht es von vorn los.
received = Das ist schon bei mir angekommen.
too-fast = Das ist mir etwas zu schnell. Gib mir bitte ein paar Sekunden.
only-in-server = Das geht nur auf einem Server. Tippe es dort in einem Kanal.
edited-mark = (bearbeitet)
deleted-mark = (gelöscht)

## Commands
command-helpme = Hilfe vom Helpdesk holen
command-helpme-text = Was ist los?
command-my-cases = Deine offenen und früheren Fälle ansehen

## Notes for the agent
desk-card-head = Fall #{ $case } · { $name } · { $server } · Sprache: { $language }
desk-card-question = Frage: { $question }
desk-card-tried = Schon beantwortet:
desk-card-sources = Verwendete Artikel: { $sources }
desk-card-earlier =
    { $count ->
        [one] { $count } früherer Fall
       *[other] { $count } frühere Fälle
    }
desk-member-edited = Das Mitglied hat eine Nachricht geändert. Vorher: „{ $old }“ Jetzt: „{ $new }“
desk-member-deleted = Das Mitglied hat eine Nachricht gelöscht: „{ $old }“
desk-member-left = Das Mitglied hat den Server verlassen. Eine Antwort kommt vielleicht nicht an.
desk-member-closed = Das Mitglied hat Fall #{ $case } geschlossen.
desk-member-reopened = Das Mitglied hat Fall #{ $case } wieder geöffnet.
desk-assistant-silent = Der Assistent schweigt ab hier. Das Gespräch gehört dir.
desk-assistant-back =
    { $minutes ->
        [one] Seit { $minutes } Minute keine Antwort: Der Assistent hilft wieder. Der Fall bleibt bei dir; schreib, um zu übernehmen.
       *[other] Seit { $minutes } Minuten keine Antwort: Der Assistent hilft wieder. Der Fall bleibt bei dir; schreib, um zu übernehmen.
    }
desk-overheard = { $name } schrieb im Thread: { $text }
desk-not-delivered = ⚠️ Deine letzte Nachricht hat das Mitglied nicht erreicht: { $reason }
desk-member-dms-closed = Die DMs des Mitglieds sind geschlossen.
desk-sent-in-thread = Stattdessen in einem privaten Thread auf dem Server gesendet.
desk-file-refused = Das Mitglied hat „{ $name }“ geschickt; nicht weitergegeben: { $reason }.

## What the member sent, as lines for the desk
desk-sticker = [Sticker: { $name }]
desk-voice = [Sprachnachricht, { $length }]
desk-forward = [Weitergeleitete Nachricht]
desk-forward-from = [Weitergeleitet aus { $place }]
desk-embed = [Karte: { $title }]
desk-poll = [Umfrage: { $question }]
desk-reply-to = Antwort an { $name }:
desk-reply-to-gone = Antwort auf eine gelöschte Nachricht
desk-file = [Datei: { $name }]
desk-unknown = [Eine Art von Nachricht, die hier nicht gezeigt werden kann]
