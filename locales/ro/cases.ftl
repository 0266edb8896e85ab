# Probleme, idei și cazurile proprii.

case-filed-bug = Mulțumesc! Problema **{ $number }**. Te anunț când i se schimbă starea.
case-filed-feature = Mulțumesc! Ideea **{ $number }**. Te anunț când i se schimbă starea.
case-look-alike = Înainte să o înregistrez: acestea seamănă. Este una dintre ele?
case-look-alike-line = **{ $number }** · { $title }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-follows = Am notat, mulțumesc! Urmărești **{ $number }** și te anunț când i se schimbă starea.
case-follows-already = Urmărești deja **{ $number }**. Te anunț când i se schimbă starea.
case-moved-working = Se lucrează la **{ $number }** ({ $title }).
case-moved-details = **{ $number }** ({ $title }): mai sunt necesare detalii.
case-moved-fixed = Vești bune: **{ $number }** ({ $title }) s-a rezolvat.
case-moved-built = Vești bune: **{ $number }** ({ $title }) este gata.
case-moved-solved = Cazul **{ $number }** este rezolvat și închis.
case-moved-closed = **{ $number }** ({ $title }) a fost închis.
case-standing-new = nou
case-standing-assistant = la asistent
case-standing-us = ne așteaptă pe noi
case-standing-working = în lucru
case-standing-you = așteaptă răspunsul tău
case-standing-details = așteaptă detalii
case-standing-fixed = reparat
case-standing-built = gata
case-standing-solved = rezolvat
case-standing-closed = închis
case-card-footer = Raportat de { $name }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-list-line = **{ $number }** · { $title } · { $standing }
case-closed-by-you = **{ $number }** este închis.
case-open-again = **{ $number }** este din nou deschis.
case-copy-ready = Iată copia ta pentru **{ $number }**.
case-copy-on-its-way = Îți trimit copia prin mesaj direct.
case-copy-head = { $number } · { $server }
case-copy-assistant = Asistent
case-button-same = { $number }: asta este (+1)
case-button-mine-is-new = Nu, a mea este nouă
case-button-vote = +1
case-command-report = Raportează ca problemă
case-command-bug = Raportează o problemă
case-command-feature = Propune ceva nou
