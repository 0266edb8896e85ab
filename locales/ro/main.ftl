## First contact
greeting = Salut, { $name }! Aici e ajutorul pentru **{ $server }**. Spune-mi ce nu merge. Răspund imediat, iar un om e la o apăsare distanță.
on-it-dm = Mă ocup – ți-am scris în mesaj privat.
on-it-dm-case = Mă ocup – ți-am scris în mesaj privat. Cazul **#{ $case }**.
carrying-on = Ai deja deschis cazul **#{ $case }** – continuăm acolo.
already-talking = Vorbim deja – continuăm acolo.
dms-closed-thread = Mesajele tale private sunt închise, așa că am deschis aici un fir privat: { $channel }. Doar tu și echipa îl vedeți.
which-community = Despre ce comunitate e vorba?

## The assistant
dont-know = Asta nu știu. Chem un om?
suggest-intro = Poate te ajută asta:
sources-label = Surse
offer-person = Se pare că nu reușesc. Chem un om?
long-text-file = E prea lung pentru un mesaj, așa că ți-l trimit ca fișier.

## Buttons
button-person = Vorbește cu un om
button-my-cases = Cazurile mele
button-close = Închide
button-solved = S-a rezolvat
button-not-quite = Nu chiar
button-reopen = Redeschide
button-yes = Da
button-not-yet = Încă nu
button-open-dm = Deschide mesajul privat
button-open-thread = Deschide firul
button-keep-waiting = Aștept în continuare
button-copy = Ia o copie
button-keep-helping = Ajută-mă în continuare
button-add-line = Adaugă un comentariu

## Waiting for a person
passed-on = Am dat mai departe cazul **#{ $case }** cu tot ce mi-ai spus, ca să nu repeți nimic. Poți scrie în continuare aici.
passed-on-place = Am dat mai departe cazul **#{ $case }** cu tot ce mi-ai spus, ca să nu repeți nimic. Ești pe **locul { $place } la rând**. Poți scrie în continuare aici.
passed-on-place-minutes = Am dat mai departe cazul **#{ $case }** cu tot ce mi-ai spus, ca să nu repeți nimic. Ești pe **locul { $place } la rând**, cam **{ $minutes } min**. Poți scrie în continuare aici.
still-waiting = Ești încă la rând. Cineva vine imediat ce e liber.
still-waiting-place = Ești încă la rând, acum pe **locul { $place }**. Poți scrie în continuare aici.
still-waiting-place-minutes = Ești încă la rând, acum pe **locul { $place }**, cam **{ $minutes } min**. Poți scrie în continuare aici.
closed-hours = Oamenii noștri revin **{ $when }** (ora ta). Cazul tău e în siguranță; te anunț aici. Până atunci pot încerca eu mai departe – vrei?
queue-timed-out = Îmi pare rău, nimeni n-a fost liber la timp. Cazul tău e în siguranță și cineva îți va scrie aici.
task-cancelled = Nu mai ești la rând. Cazul tău e încă deschis – scrie aici dacă mai ai nevoie de ajutor.
back-in-line = Ești din nou la rând. Te preia primul om liber.

## With a person
agent-joined = **{ $name }** ({ $team }) a venit.
team-joined = **{ $team }** e aici.
agent-left = **{ $name }** a plecat.
agent-away = **{ $name }** lipsește o clipă, așa că te ajut eu. Cazul tău rămâne la **{ $name }**.
handed-on = De cazul tău se ocupă acum **{ $name }**.
transfer-waiting = Te dau mai departe unui coleg. O clipă, te rog.
nobody-there = Persoana care te ajuta a trebuit să plece. Caut pe altcineva; nu trebuie să repeți nimic.
assistant-back = Am revenit să te ajut.

## The end
agent-finished = **{ $name }** crede că s-a rezolvat. Închid cazul **#{ $case }**?
closed = Cazul **#{ $case }** e închis. Toate bune!
closed-by-itself = N-am mai auzit de tine de ceva vreme, așa că am închis cazul **#{ $case }**. Nu s-a rezolvat? Îl poți redeschide.
how-was-it = Cum a fost?
rating-line = Vrei să adaugi ceva?
rating-thanks = Mulțumim că ne-ai spus!
reopened = Cazul **#{ $case }** e din nou deschis.
reopen-too-late =
    { $days ->
        [one] Un caz poate fi redeschis timp de { $days } zi, iar ea a trecut.
        [few] Un caz poate fi redeschis timp de { $days } zile, iar ele au trecut.
       *[other] Un caz poate fi redeschis timp de { $days } de zile, iar ele au trecut.
    } Scrie /helpme ca să începi altul.
thanks-back = ❤️ Cu drag!

## My cases
my-cases-title = Cazurile tale
my-cases-none = Nu ai încă niciun caz. Scrie /helpme dacă ceva nu merge.

## Files, edits, trouble
stuck = S-a blocat o clipă, încerc în continuare.
stuck-resolved = Gata – totul a ajuns.
could-not-deliver = Îmi pare rău, mesajul acela n-a ajuns la echipă. Te rog trimite-l din nou peste puțin timp.
file-too-big = **{ $name }** depășește { $limit } MB, așa că nu l-am putut da mai departe. Merge un fișier mai mic sau un link.
file-refused = N-am putut da mai departe **{ $name }**: { $reason }.
file-reason-kind = fișierele { $kind } nu sunt acceptate aici
file-reason-empty = e gol
file-reason-too-big = depășește { $limit } MB
file-gone = **{ $name }** nu mai există, așa că nu l-am putut da mai departe. Te rog trimite-l din nou.
error-generic = Ceva n-a mers la noi. Te rog încearcă din nou peste o clipă.
not-yours = Butonul acela e pentru altcineva.
expired = Butonul acela e prea vechi. Scrie /helpme ca să începi din nou.
received = Am primit deja.
too-fast = E puțin prea repede pentru mine. Dă-mi câteva secunde, te rog.
only-in-server = Asta merge doar pe un server. Scrie-o acolo, într-un canal.
edited-mark = (editat)
deleted-mark = (șters)

## Commands
command-helpme = Cere ajutor
command-helpme-text = Ce s-a întâmplat?
command-my-cases = Vezi cazurile tale deschise și vechi

## Notes for the agent
desk-card-head = Cazul #{ $case } · { $name } · { $server } · limba: { $language }
desk-card-question = Întrebare: { $question }
desk-card-tried = Deja răspuns:
desk-card-sources = Articole folosite: { $sources }
desk-card-earlier =
    { $count ->
        [one] { $count } caz anterior
        [few] { $count } cazuri anterioare
       *[other] { $count } de cazuri anterioare
    }
desk-member-edited = Membrul a schimbat un mesaj. Înainte: „{ $old }” Acum: „{ $new }”
desk-member-deleted = Membrul a șters un mesaj: „{ $old }”
desk-member-left = Membrul a părăsit serverul. Un răspuns s-ar putea să nu ajungă.
desk-member-closed = Membrul a închis cazul #{ $case }.
desk-member-reopened = Membrul a redeschis cazul #{ $case }.
desk-assistant-silent = De aici asistentul tace. Discuția e a ta.
desk-assistant-back =
    { $minutes ->
        [one] Niciun răspuns de { $minutes } minut: asistentul ajută din nou. Cazul rămâne al tău; scrie ca să preiei.
        [few] Niciun răspuns de { $minutes } minute: asistentul ajută din nou. Cazul rămâne al tău; scrie ca să preiei.
       *[other] Niciun răspuns de { $minutes } de minute: asistentul ajută din nou. Cazul rămâne al tău; scrie ca să preiei.
    }
desk-overheard = { $name } a scris în fir: { $text }
desk-not-delivered = ⚠️ Ultimul tău mesaj n-a ajuns la membru: { $reason }
desk-member-dms-closed = Mesajele private ale membrului sunt închise.
desk-sent-in-thread = Trimis în schimb într-un fir privat pe server.
desk-file-refused = Membrul a trimis „{ $name }”, care nu a fost dat mai departe: { $reason }.

## What the member sent, as lines for the desk
desk-sticker = [Autocolant: { $name }]
desk-voice = [Mesaj vocal, { $length }]
desk-forward = [Mesaj redirecționat]
desk-forward-from = [Redirecționat din { $place }]
desk-embed = [Card: { $title }]
desk-poll = [Sondaj: { $question }]
desk-reply-to = Răspuns pentru { $name }:
desk-reply-to-gone = Răspuns la un mesaj șters
desk-file = [Fișier: { $name }]
desk-unknown = [Un tip de mesaj care nu poate fi afișat aici]
