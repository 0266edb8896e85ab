## First contact
greeting = { $name }님, 안녕하세요. **{ $server }** 헬프데스크입니다. 무슨 일인지 알려 주세요. 바로 답해 드리고, 버튼 하나로 사람과 이야기할 수도 있어요.
on-it-dm = 확인했어요. DM을 보내 드렸어요.
on-it-dm-case = 확인했어요. DM을 보내 드렸어요. 문의 **#{ $case }**번입니다.
carrying-on = 이미 열려 있는 문의 **#{ $case }**번이 있어요. 거기서 이어갈게요.
already-talking = 이미 대화 중이에요. 거기서 이어갈게요.
dms-closed-thread = DM이 닫혀 있어서 여기에 비공개 스레드를 열었어요: { $channel }. 본인과 운영진만 볼 수 있어요.
which-community = 어느 커뮤니티에 대한 문의인가요?

## The assistant
dont-know = 그건 제가 잘 모르겠어요. 담당자를 불러 드릴까요?
suggest-intro = 도움이 될지도 몰라요:
sources-label = 출처
offer-person = 제가 해결해 드리지 못하는 것 같아요. 담당자를 불러 드릴까요?
long-text-file = 메시지로 보내기에는 너무 길어서 파일로 드려요.

## Buttons
button-person = 담당자와 이야기하기
button-my-cases = 내 문의
button-close = 닫기
button-solved = 해결됐어요
button-not-quite = 아직이에요
button-reopen = 다시 열기
button-yes = 네
button-not-yet = 아직이요
button-open-dm = DM 열기
button-open-thread = 스레드 열기
button-keep-waiting = 계속 기다리기
button-copy = 사본 받기
button-keep-helping = 계속 도와주세요
button-add-line = 의견 남기기

## Waiting for a person
passed-on = 말씀해 주신 내용과 함께 문의 **#{ $case }**번을 담당자에게 넘겼어요. 다시 설명하지 않으셔도 돼요. 여기에 계속 쓰셔도 됩니다.
passed-on-place = 말씀해 주신 내용과 함께 문의 **#{ $case }**번을 담당자에게 넘겼어요. 다시 설명하지 않으셔도 돼요. 현재 대기 순서는 **{ $place }번째**예요. 여기에 계속 쓰셔도 됩니다.
passed-on-place-minutes = 말씀해 주신 내용과 함께 문의 **#{ $case }**번을 담당자에게 넘겼어요. 다시 설명하지 않으셔도 돼요. 현재 대기 순서는 **{ $place }번째**, 약 **{ $minutes }분** 걸려요. 여기에 계속 쓰셔도 됩니다.
still-waiting = 아직 대기 중이에요. 담당자가 비는 대로 연결해 드릴게요.
still-waiting-place = 아직 대기 중이에요. 지금 **{ $place }번째**예요. 여기에 계속 쓰셔도 됩니다.
still-waiting-place-minutes = 아직 대기 중이에요. 지금 **{ $place }번째**, 약 **{ $minutes }분** 남았어요. 여기에 계속 쓰셔도 됩니다.
closed-hours = 담당자는 **{ $when }**(현지 시각)에 돌아와요. 문의는 잘 보관해 두었고 여기로 알려 드릴게요. 그동안 제가 계속 도와드릴까요?
queue-timed-out = 죄송해요, 제때 연결 가능한 담당자가 없었어요. 문의는 잘 보관해 두었고, 담당자가 여기로 연락드릴 거예요.
task-cancelled = 이제 대기열에 없어요. 문의는 아직 열려 있으니 도움이 더 필요하면 여기에 써 주세요.
back-in-line = 다시 대기열에 올려 드렸어요. 먼저 비는 담당자가 이어받을 거예요.

## With a person
agent-joined = **{ $name }**({ $team })님이 들어왔어요.
team-joined = **{ $team }**에서 들어왔어요.
agent-left = **{ $name }**님이 나갔어요.
agent-away = **{ $name }**님이 잠시 자리를 비워서 제가 도와드릴게요. 문의는 계속 **{ $name }**님이 맡고 있어요.
handed-on = 이제 **{ $name }**님이 문의를 맡아요.
transfer-waiting = 다른 담당자에게 넘기는 중이에요. 잠시만 기다려 주세요.
nobody-there = 도와드리던 담당자가 자리를 떠났어요. 다른 담당자를 찾고 있고, 다시 설명하지 않으셔도 돼요.
assistant-back = 제가 다시 도와드릴게요.

## The end
agent-finished = **{ $name }**님은 해결됐다고 보고 있어요. 문의 **#{ $case }**번을 닫을까요?
closed = 문의 **#{ $case }**번을 닫았어요. 좋은 하루 보내세요!
closed-by-itself = 한동안 소식이 없어서 문의 **#{ $case }**번을 닫았어요. 해결되지 않았다면 다시 열어 주세요.
how-was-it = 어떠셨나요?
rating-line = 덧붙이고 싶은 말이 있나요?
rating-thanks = 알려 주셔서 고마워요!
reopened = 문의 **#{ $case }**번을 다시 열었어요.
reopen-too-late = 문의는 { $days }일 동안 다시 열 수 있는데 그 기간이 지났어요. 새로 시작하려면 /helpme를 입력해 주세요.
thanks-back = ❤️ 천만에요!

## My cases
my-cases-title = 내 문의
my-cases-none = 아직 문의가 없어요. 문제가 있으면 /helpme를 입력해 주세요.

## Files, edits, trouble
stuck = 잠시 막혔어요. 계속 시도할게요.
stuck-resolved = 이제 모두 전달됐어요.
could-not-deliver = 죄송해요, 그 메시지를 팀에 전달하지 못했어요. 잠시 후 다시 보내 주세요.
file-too-big = **{ $name }** 파일이 { $limit }MB를 넘어서 전달하지 못했어요. 더 작은 파일이나 링크는 괜찮아요.
file-refused = **{ $name }** 파일을 전달하지 못했어요: { $reason }.
file-reason-kind = 여기서는 { $kind } 파일을 받지 않아요
file-reason-empty = 내용이 비어 있어요
file-reason-too-big = { $limit }MB를 넘어요
file-gone = **{ $name }** 파일이 더 이상 없어서 전달하지 못했어요. 다시 보내 주세요.
error-generic = 저희 쪽에 문제가 생겼어요. 잠시 후 다시 시도해 주세요.
not-yours = 다른 분을 위한 버튼이에요.
expired = 너무 오래된 버튼이에요. 다시 시작하려면 /helpme를 입력해 주세요.
received = 이미 잘 받았어요.
too-fast = 조금 빨라요. 몇 초만 기다려 주세요.
only-in-server = 서버 안에서만 쓸 수 있어요. 서버 채널에서 입력해 주세요.
edited-mark = (수정됨)
deleted-mark = (삭제됨)

## Commands
command-helpme = 헬프데스크에 도움 요청하기
command-helpme-text = 무슨 일인가요?
command-my-cases = 열린 문의와 지난 문의 보기

## Notes for the agent
desk-card-head = 문의 #{ $case } · { $name } · { $server } · 언어: { $language }
desk-card-question = 질문: { $question }
desk-card-tried = 이미 답한 내용:
desk-card-sources = 사용한 문서: { $sources }
desk-card-earlier = 이전 문의 { $count }건
desk-member-edited = 회원이 메시지를 수정했습니다. 이전: “{ $old }” 현재: “{ $new }”
desk-member-deleted = 회원이 메시지를 삭제했습니다: “{ $old }”
desk-member-left = 회원이 서버를 나갔습니다. 답장이 전달되지 않을 수 있습니다.
desk-member-closed = 회원이 문의 #{ $case }번을 닫았습니다.
desk-member-reopened = 회원이 문의 #{ $case }번을 다시 열었습니다.
desk-assistant-silent = 이제 어시스턴트는 말하지 않습니다. 대화를 맡아 주세요.
desk-assistant-back = { $minutes }분 동안 답이 없어 어시스턴트가 다시 돕고 있습니다. 문의는 계속 담당하시며, 글을 쓰면 다시 이어받습니다.
desk-overheard = { $name }님이 스레드에 썼어요: { $text }
desk-not-delivered = ⚠️ 마지막 메시지가 회원에게 전달되지 않았습니다: { $reason }
desk-member-dms-closed = 회원의 DM이 닫혀 있습니다.
desk-sent-in-thread = 대신 서버의 비공개 스레드로 보냈습니다.
desk-file-refused = 회원이 보낸 “{ $name }” 파일은 전달되지 않았습니다: { $reason }.

## What the member sent, as lines for the desk
desk-sticker = [스티커: { $name }]
desk-voice = [음성 메시지, { $length }]
desk-forward = [전달된 메시지]
desk-forward-from = [{ $place }에서 전달됨]
desk-embed = [카드: { $title }]
desk-poll = [투표: { $question }]
desk-reply-to = { $name }님에게 답장:
desk-reply-to-gone = 삭제된 메시지에 답장
desk-file = [파일: { $name }]
desk-unknown = [여기에 표시할 수 없는 종류의 메시지]
