# Mga bug, ideya at sariling case.

case-filed-bug = Salamat! Bug **{ $number }**. Sasabihan kita kapag nagbago ang lagay nito.
case-filed-feature = Salamat! Ideya **{ $number }**. Sasabihan kita kapag nagbago ang lagay nito.
case-look-alike = Bago ko ito itala: magkakahawig ang mga ito. Isa ba sa mga ito ang sa iyo?
case-look-alike-line = **{ $number }** · { $title }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-follows = Naitala na, salamat! Sinusundan mo na ang **{ $number }**, at sasabihan kita kapag nagbago ang lagay nito.
case-follows-already = Sinusundan mo na ang **{ $number }**. Sasabihan kita kapag nagbago ang lagay nito.
case-moved-working = Ginagawa na ang **{ $number }** ({ $title }).
case-moved-details = **{ $number }** ({ $title }): kailangan pa ng detalye.
case-moved-fixed = Magandang balita: naayos na ang **{ $number }** ({ $title }).
case-moved-built = Magandang balita: narito na ang **{ $number }** ({ $title }).
case-moved-solved = Nalutas at naisara na ang case na **{ $number }**.
case-moved-closed = Isinara ang **{ $number }** ({ $title }).
case-standing-new = bago
case-standing-assistant = nasa assistant
case-standing-us = naghihintay sa amin
case-standing-working = ginagawa na
case-standing-you = naghihintay sa iyo
case-standing-details = kulang ang detalye
case-standing-fixed = naayos na
case-standing-built = tapos na
case-standing-solved = nalutas na
case-standing-closed = sarado
case-card-footer = Iniulat ni { $name }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-list-line = **{ $number }** · { $title } · { $standing }
case-closed-by-you = Sarado na ang **{ $number }**.
case-open-again = Bukas na ulit ang **{ $number }**.
case-copy-ready = Narito ang kopya mo ng **{ $number }**.
case-copy-on-its-way = Ipinapadala ko ang kopya mo sa DM.
case-copy-head = { $number } · { $server }
case-copy-assistant = Assistant
case-button-same = { $number }: ito nga (+1)
case-button-mine-is-new = Hindi, bago ang sa akin
case-button-vote = +1
case-command-report = I-report bilang bug
case-command-bug = Mag-report ng bug
case-command-feature = Magmungkahi ng bago
