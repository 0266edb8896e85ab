# Bugs, ideas and one's own cases.

case-filed-bug = Thanks! Bug **{ $number }**. I'll tell you when its state changes.
case-filed-feature = Thanks! Idea **{ $number }**. I'll tell you when its state changes.
case-look-alike = Before I file it: these look alike. Is it one of them?
case-look-alike-line = **{ $number }** · { $title }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-follows = Noted, thanks! You follow **{ $number }** now, and I'll tell you when its state changes.
case-follows-already = You follow **{ $number }** already. I'll tell you when its state changes.
case-moved-working = **{ $number }** ({ $title }) is being worked on.
case-moved-details = **{ $number }** ({ $title }): more details are needed.
case-moved-fixed = Good news: **{ $number }** ({ $title }) is fixed.
case-moved-built = Good news: **{ $number }** ({ $title }) is here.
case-moved-solved = Case **{ $number }** is solved and closed.
case-moved-closed = **{ $number }** ({ $title }) was closed.
case-standing-new = new
case-standing-assistant = with the assistant
case-standing-us = waiting for us
case-standing-working = being worked on
case-standing-you = waiting for you
case-standing-details = waiting for details
case-standing-fixed = fixed
case-standing-built = done
case-standing-solved = solved
case-standing-closed = closed
case-card-footer = Reported by { $name }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-list-line = **{ $number }** · { $title } · { $standing }
case-closed-by-you = **{ $number }** is closed.
case-open-again = **{ $number }** is open again.
case-copy-ready = Here is your copy of **{ $number }**.
case-copy-on-its-way = I'm sending you your copy as a direct message.
case-copy-head = { $number } · { $server }
case-copy-assistant = Assistant
case-button-same = { $number }: it's this one (+1)
case-button-mine-is-new = No, mine is new
case-button-vote = +1
case-command-report = Report as bug
case-command-bug = Report a bug
case-command-feature = Suggest something new
