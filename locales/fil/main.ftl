## First contact
greeting = Hi { $name }, ito ang help desk ng **{ $server }**. Sabihin mo kung ano ang problema. Sasagot ako agad; isang pindot lang ang layo ng isang tao.
on-it-dm = Sige, sinulatan na kita sa DM.
on-it-dm-case = Sige, sinulatan na kita sa DM. Case **#{ $case }**.
carrying-on = Bukas pa ang case **#{ $case }** mo — doon tayo magpatuloy.
already-talking = Nag-uusap na tayo — doon tayo magpatuloy.
dms-closed-thread = Sarado ang DM mo kaya nagbukas ako ng pribadong thread dito: { $channel }. Ikaw at ang staff lang ang makakakita.
which-community = Para sa aling community ito?

## The assistant
dont-know = Hindi ko alam ang sagot diyan. Tatawag ba ako ng tao?
suggest-intro = Baka makatulong ito:
sources-label = Pinagkunan
offer-person = Mukhang hindi ko ito malutas. Tatawag ba ako ng tao?
long-text-file = Masyadong mahaba para sa isang mensahe, kaya ipinadala ko bilang file.

## Buttons
button-person = Makipag-usap sa tao
button-my-cases = Mga case ko
button-close = Isara
button-solved = Nalutas na
button-not-quite = Hindi pa
button-reopen = Buksan muli
button-yes = Oo
button-not-yet = Hindi pa
button-open-dm = Buksan ang DM
button-open-thread = Buksan ang thread
button-keep-waiting = Maghintay pa
button-copy = Kumuha ng kopya
button-keep-helping = Tulungan mo pa ako
button-add-line = Magdagdag ng komento

## Waiting for a person
passed-on = Ipinasa ko na ang case **#{ $case }** kasama ng mga sinabi mo, kaya hindi mo na kailangang ulitin. Puwede ka pang magsulat dito.
passed-on-place = Ipinasa ko na ang case **#{ $case }** kasama ng mga sinabi mo, kaya hindi mo na kailangang ulitin. **Ika-{ $place } ka sa pila**. Puwede ka pang magsulat dito.
passed-on-place-minutes = Ipinasa ko na ang case **#{ $case }** kasama ng mga sinabi mo, kaya hindi mo na kailangang ulitin. **Ika-{ $place } ka sa pila**, mga **{ $minutes } min**. Puwede ka pang magsulat dito.
still-waiting = Nasa pila ka pa. May tutulong sa iyo kapag may bakante na.
still-waiting-place = Nasa pila ka pa: **ika-{ $place }** na ngayon. Puwede ka pang magsulat dito.
still-waiting-place-minutes = Nasa pila ka pa: **ika-{ $place }** na ngayon, mga **{ $minutes } min**. Puwede ka pang magsulat dito.
closed-hours = Babalik ang mga tao namin sa **{ $when }** (oras mo). Ligtas ang case mo; sasabihan kita rito. Samantala, puwede pa akong tumulong — gusto mo ba?
queue-timed-out = Pasensya na, walang nabakante sa oras. Ligtas ang case mo, at may susulat sa iyo rito.
task-cancelled = Wala ka na sa pila. Bukas pa ang case mo — magsulat dito kung kailangan mo pa ng tulong.
back-in-line = Nasa pila ka ulit. Ang susunod na bakante ang tutulong sa iyo.

## With a person
agent-joined = Dumating na si **{ $name }** ({ $team }).
team-joined = Dumating na ang **{ $team }**.
agent-left = Umalis na si **{ $name }**.
agent-away = Saglit na wala si **{ $name }**, kaya tutulong muna ako. Nasa kay **{ $name }** pa rin ang case mo.
handed-on = Si **{ $name }** na ang bahala sa case mo.
transfer-waiting = Ipinapasa kita sa isang kasamahan. Sandali lang.
nobody-there = Kinailangang umalis ng tumutulong sa iyo. Tatawag ako ng iba, at hindi mo kailangang umulit.
assistant-back = Nandito na ulit ako para tumulong.

## The end
agent-finished = Sa tingin ni **{ $name }**, lutas na ito. Isara na ba ang case **#{ $case }**?
closed = Sarado na ang case **#{ $case }**. Ingat!
closed-by-itself = Matagal na kitang hindi narinig, kaya isinara ko na ang case **#{ $case }**. Hindi pa lutas? Buksan mo lang ulit.
how-was-it = Kumusta ang tulong?
rating-line = May gusto ka bang idagdag?
rating-thanks = Salamat sa pagsabi!
reopened = Bukas na ulit ang case **#{ $case }**.
reopen-too-late = Puwedeng buksan muli ang isang case sa loob ng { $days } araw, at tapos na iyon. I-type ang /helpme para magsimula ng bago.
thanks-back = ❤️ Walang anuman!

## My cases
my-cases-title = Mga case mo
my-cases-none = Wala ka pang case. I-type ang /helpme kung may problema.

## Files, edits, trouble
stuck = Naantala sandali, susubukan ko pa.
stuck-resolved = Ayos na — dumating na ang lahat.
could-not-deliver = Pasensya na, hindi umabot sa team ang mensaheng iyon. Pakipadala ulit mamaya.
file-too-big = Lampas sa { $limit } MB ang **{ $name }** kaya hindi ko naipasa. Puwede ang mas maliit na file o link.
file-refused = Hindi ko naipasa ang **{ $name }**: { $reason }.
file-reason-kind = hindi tinatanggap dito ang mga { $kind } file
file-reason-empty = wala itong laman
file-reason-too-big = lampas ito sa { $limit } MB
file-gone = Wala na ang **{ $name }** kaya hindi ko naipasa. Pakipadala ulit.
error-generic = May nangyaring mali sa panig namin. Pakisubukan ulit mamaya.
not-yours = Para sa iba ang button na iyan.
expired = Masyado nang luma ang button na iyan. I-type ang /helpme para magsimula ulit.
received = Natanggap ko na iyan.
too-fast = Medyo mabilis iyan para sa akin. Bigyan mo ako ng ilang segundo.
only-in-server = Sa loob lang ng server gumagana iyan. I-type iyan sa isang channel doon.
edited-mark = (binago)
deleted-mark = (binura)

## Commands
command-helpme = Humingi ng tulong sa help desk
command-helpme-text = Ano ang nangyayari?
command-my-cases = Tingnan ang mga bukas at lumang case mo

## Notes for the agent
desk-card-head = Case #{ $case } · { $name } · { $server } · wika: { $language }
desk-card-question = Tanong: { $question }
desk-card-tried = Nasagot na:
desk-card-sources = Mga ginamit na artikulo: { $sources }
desk-card-earlier = Mga naunang case: { $count }
desk-member-edited = Binago ng miyembro ang isang mensahe. Dati: “{ $old }” Ngayon: “{ $new }”
desk-member-deleted = Binura ng miyembro ang isang mensahe: “{ $old }”
desk-member-left = Umalis ang miyembro sa server. Baka hindi umabot ang sagot.
desk-member-closed = Isinara ng miyembro ang case #{ $case }.
desk-member-reopened = Binuksan muli ng miyembro ang case #{ $case }.
desk-assistant-silent = Tahimik na ang assistant mula rito. Sa iyo na ang usapan.
desk-assistant-back = Walang sagot sa loob ng { $minutes } minuto: tumutulong na ulit ang assistant. Sa iyo pa rin ang case; magsulat para kunin ulit.
desk-overheard = Sumulat si { $name } sa thread: { $text }
desk-not-delivered = ⚠️ Hindi umabot sa miyembro ang huling mensahe mo: { $reason }
desk-member-dms-closed = Sarado ang DM ng miyembro.
desk-sent-in-thread = Ipinadala na lang sa isang pribadong thread sa server.
desk-file-refused = Nagpadala ang miyembro ng “{ $name }”, na hindi naipasa: { $reason }.

## What the member sent, as lines for the desk
desk-sticker = [Sticker: { $name }]
desk-voice = [Voice note, { $length }]
desk-forward = [Ipinasang mensahe]
desk-forward-from = [Ipinasa mula sa { $place }]
desk-embed = [Card: { $title }]
desk-poll = [Poll: { $question }]
desk-reply-to = Sagot kay { $name }:
desk-reply-to-gone = Sagot sa isang binurang mensahe
desk-file = [File: { $name }]
desk-unknown = [Uri ng mensahe na hindi maipakita rito]
