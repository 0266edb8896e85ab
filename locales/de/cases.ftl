# Fehler, Vorschläge und die eigenen Fälle.

case-filed-bug = Danke! Fehler **{ $number }**. Ich sage dir Bescheid, sobald sich etwas tut.
case-filed-feature = Danke! Vorschlag **{ $number }**. Ich sage dir Bescheid, sobald sich etwas tut.
case-look-alike = Bevor ich es aufnehme: Diese hier klingen ähnlich. Ist es eines davon?
case-look-alike-line = **{ $number }** · { $title }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-follows = Notiert, danke! Du folgst jetzt **{ $number }**, und ich sage dir Bescheid, sobald sich etwas tut.
case-follows-already = Du folgst **{ $number }** bereits. Ich sage dir Bescheid, sobald sich etwas tut.
case-moved-working = An **{ $number }** ({ $title }) wird gearbeitet.
case-moved-details = **{ $number }** ({ $title }): Es werden noch Angaben gebraucht.
case-moved-fixed = Gute Nachricht: **{ $number }** ({ $title }) ist behoben.
case-moved-built = Gute Nachricht: **{ $number }** ({ $title }) ist da.
case-moved-solved = Fall **{ $number }** ist gelöst und geschlossen.
case-moved-closed = **{ $number }** ({ $title }) wurde geschlossen.
case-standing-new = neu
case-standing-assistant = beim Assistenten
case-standing-us = wartet auf uns
case-standing-working = in Arbeit
case-standing-you = wartet auf dich
case-standing-details = Angaben fehlen
case-standing-fixed = behoben
case-standing-built = fertig
case-standing-solved = gelöst
case-standing-closed = geschlossen
case-card-footer = Gemeldet von { $name }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-list-line = **{ $number }** · { $title } · { $standing }
case-closed-by-you = **{ $number }** ist geschlossen.
case-open-again = **{ $number }** ist wieder offen.
case-copy-ready = Hier ist deine Kopie von **{ $number }**.
case-copy-on-its-way = Ich schicke dir deine Kopie als Direktnachricht.
case-copy-head = { $number } · { $server }
case-copy-assistant = Assistent
case-button-same = { $number }: Das ist es (+1)
case-button-mine-is-new = Nein, meins ist neu
case-button-vote = +1
case-command-report = Als Fehler melden
case-command-bug = Einen Fehler melden
case-command-feature = Etwas Neues vorschlagen
