# What people read. Names and numbers come in through variables; ** makes text bold on Discord.

## First contact
greeting = Hi { $name }, this is the help desk of **{ $server }**. Tell me what's wrong. I answer right away; a person is one tap away.
on-it-dm = On it — I've written to you in a DM.
on-it-dm-case = On it — I've written to you in a DM. Case **#{ $case }**.
carrying-on = You already have case **#{ $case }** open — carrying on there.
already-talking = We're already talking — carrying on there.
dms-closed-thread = Your DMs are closed, so I opened a private thread here: { $channel }. Only you and staff can see it.
which-community = Which community is this about?

## The assistant
dont-know = I don't know that one. Shall I get a person?
suggest-intro = This might help:
sources-label = Sources
offer-person = I don't seem to be getting there. Shall I get a person?
long-text-file = That's too long for a message, so here it is as a file.

## Buttons
button-person = Talk to a person
button-my-cases = My cases
button-close = Close
button-solved = That solved it
button-not-quite = Not quite
button-reopen = Reopen
button-yes = Yes
button-not-yet = Not yet
button-open-dm = Open DM
button-open-thread = Open thread
button-keep-waiting = Keep waiting
button-copy = Get a copy
button-keep-helping = Keep helping
button-add-line = Add a line

## Waiting for a person
passed-on = I've passed case **#{ $case }** on with what you've told me, so you won't need to repeat it. You can keep writing here.
passed-on-place =
    I've passed case **#{ $case }** on with what you've told me, so you won't need to repeat it. You're { $place ->
        [one] **{ $place }st in line**
        [two] **{ $place }nd in line**
        [few] **{ $place }rd in line**
       *[other] **{ $place }th in line**
    }. You can keep writing here.
passed-on-place-minutes =
    I've passed case **#{ $case }** on with what you've told me, so you won't need to repeat it. You're { $place ->
        [one] **{ $place }st in line**
        [two] **{ $place }nd in line**
        [few] **{ $place }rd in line**
       *[other] **{ $place }th in line**
    }, about **{ $minutes } min**. You can keep writing here.
still-waiting = You're still in line. A person will be with you as soon as one is free.
still-waiting-place =
    You're still in line: { $place ->
        [one] **{ $place }st**
        [two] **{ $place }nd**
        [few] **{ $place }rd**
       *[other] **{ $place }th**
    } now. You can keep writing here.
still-waiting-place-minutes =
    You're still in line: { $place ->
        [one] **{ $place }st**
        [two] **{ $place }nd**
        [few] **{ $place }rd**
       *[other] **{ $place }th**
    } now, about **{ $minutes } min**. You can keep writing here.
closed-hours = Our people are back **{ $when }** (your time). Your case is safe; I'll ping you here. Meanwhile I can keep trying to help — want that?
queue-timed-out = Nobody was free in time, sorry. Your case is safe, and somebody will write to you here.
task-cancelled = You're no longer in line for a person. Your case is still open — write here if you still need help.
back-in-line = You're back in line. The next person who is free takes over.

## With a person
agent-joined = **{ $name }** ({ $team }) joined.
team-joined = **{ $team }** joined.
agent-left = **{ $name }** left.
agent-away = **{ $name }** is away for a moment, so I'm back to help. Your case stays with **{ $name }**.
handed-on = **{ $name }** is looking after your case now.
transfer-waiting = I'm handing you on to a colleague. One moment, please.
nobody-there = The person helping you had to go. I'm getting somebody else, and you won't need to repeat anything.
assistant-back = I'm back to help.

## The end
agent-finished = **{ $name }** thinks this is solved. Close case **#{ $case }**?
closed = Case **#{ $case }** is closed. Take care!
closed-by-itself = I haven't heard from you for a while, so case **#{ $case }** is closed now. Not solved? Just reopen it.
how-was-it = How was it?
rating-line = Anything you'd like to add?
rating-thanks = Thanks for telling us!
reopened = Case **#{ $case }** is open again.
reopen-too-late =
    { $days ->
        [one] A case can be reopened for { $days } day, and that is over.
       *[other] A case can be reopened for { $days } days, and they are over.
    } Type /helpme to start a new one.
thanks-back = ❤️ You're welcome!

## My cases
my-cases-title = Your cases
my-cases-none = You have no cases yet. Type /helpme if something is wrong.

## Files, edits, trouble
stuck = Stuck for a moment, I'll keep trying.
stuck-resolved = Got through — everything has arrived.
could-not-deliver = I couldn't get that message to the team, sorry. Please send it again in a little while.
file-too-big = **{ $name }** is over { $limit } MB, so I couldn't pass it on. A smaller file or a link works.
file-refused = I couldn't pass on **{ $name }**: { $reason }.
file-reason-kind = { $kind } files aren't accepted here
file-reason-empty = it is empty
file-reason-too-big = it is over { $limit } MB
file-gone = **{ $name }** is no longer there, so I couldn't pass it on. Please send it again.
error-generic = Something went wrong on our side. Please try again in a moment.
not-yours = That button is for somebody else.
expired = That button is too old. Type /helpme to start again.
received = Got it, that has reached me already.
too-fast = That's a bit fast for me. Give me a few seconds, please.
only-in-server = That works only inside a server. Type it in a channel there.
edited-mark = (edited)
deleted-mark = (deleted)

## Commands
command-helpme = Get help from the help desk
command-helpme-text = What is going on?
command-my-cases = See your open and past cases

## Notes for the agent
desk-card-head = Case #{ $case } · { $name } · { $server } · language: { $language }
desk-card-question = Asked: { $question }
desk-card-tried = Already answered:
desk-card-sources = Articles used: { $sources }
desk-card-earlier =
    { $count ->
        [one] { $count } earlier case
       *[other] { $count } earlier cases
    }
desk-member-edited = The member changed a message. Before: “{ $old }” Now: “{ $new }”
desk-member-deleted = The member deleted a message: “{ $old }”
desk-member-left = The member left the server. A reply may not arrive.
desk-member-closed = The member closed case #{ $case }.
desk-member-reopened = The member reopened case #{ $case }.
desk-assistant-silent = The assistant is silent from here on. The talk is yours.
desk-assistant-back =
    { $minutes ->
        [one] No reply for { $minutes } minute: the assistant is helping again. The case stays yours; write to take over.
       *[other] No reply for { $minutes } minutes: the assistant is helping again. The case stays yours; write to take over.
    }
desk-overheard = { $name } wrote in the thread: { $text }
desk-not-delivered = ⚠️ Your last message did not reach the member: { $reason }
desk-member-dms-closed = The member's DMs are closed.
desk-sent-in-thread = Sent in a private thread on the server instead.
desk-file-refused = The member sent “{ $name }”, which was not passed on: { $reason }.

## What the member sent, as lines for the desk
desk-sticker = [Sticker: { $name }]
desk-voice = [Voice note, { $length }]
desk-forward = [Forwarded message]
desk-forward-from = [Forwarded from { $place }]
desk-embed = [Card: { $title }]
desk-poll = [Poll: { $question }]
desk-reply-to = Replying to { $name }:
desk-reply-to-gone = Replying to a deleted message
desk-file = [File: { $name }]
desk-unknown = [A kind of message that can't be shown here]
