# 버그, 아이디어, 내 문의.

case-filed-bug = 고마워요! 버그 **{ $number }** 로 접수했어요. 상태가 바뀌면 알려 드릴게요.
case-filed-feature = 고마워요! 아이디어 **{ $number }** 로 접수했어요. 상태가 바뀌면 알려 드릴게요.
case-look-alike = 접수하기 전에 확인할게요. 비슷한 것이 있어요. 이 중에 있나요?
case-look-alike-line = **{ $number }** · { $title }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-follows = 고마워요! 이제 **{ $number }** 소식을 받아요. 상태가 바뀌면 알려 드릴게요.
case-follows-already = 이미 **{ $number }** 소식을 받고 있어요. 상태가 바뀌면 알려 드릴게요.
case-moved-working = **{ $number }** ({ $title }) 작업을 진행하고 있어요.
case-moved-details = **{ $number }** ({ $title }): 정보가 더 필요해요.
case-moved-fixed = 좋은 소식이에요: **{ $number }** ({ $title }) 문제가 해결됐어요.
case-moved-built = 좋은 소식이에요: **{ $number }** ({ $title }) 기능이 나왔어요.
case-moved-solved = 문의 **{ $number }** 이(가) 해결되어 종료됐어요.
case-moved-closed = **{ $number }** ({ $title }) 이(가) 종료됐어요.
case-standing-new = 새로 접수됨
case-standing-assistant = 도우미가 응대 중
case-standing-us = 담당자 응답 대기
case-standing-working = 진행 중
case-standing-you = 내 답변 대기
case-standing-details = 추가 정보 대기
case-standing-fixed = 수정됨
case-standing-built = 완료
case-standing-solved = 해결됨
case-standing-closed = 종료됨
case-card-footer = 신고: { $name }{ $votes ->
        [0] { "" }
       *[other] { " " }· +{ $votes }
    }
case-list-line = **{ $number }** · { $title } · { $standing }
case-closed-by-you = **{ $number }** 을(를) 종료했어요.
case-open-again = **{ $number }** 을(를) 다시 열었어요.
case-copy-ready = **{ $number }** 사본이에요.
case-copy-on-its-way = 사본을 DM으로 보내 드릴게요.
case-copy-head = { $number } · { $server }
case-copy-assistant = 도우미
case-button-same = { $number }: 이거예요 (+1)
case-button-mine-is-new = 아니요, 새로운 거예요
case-button-vote = +1
case-command-report = 버그로 신고
case-command-bug = 버그 신고하기
case-command-feature = 새로운 것 제안하기
