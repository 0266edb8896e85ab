## Questions in passing: /ask and mentions in channels
ask-limit = 오늘 드릴 수 있는 답변을 모두 사용했어요. 담당자의 도움은 계속 받을 수 있어요: /helpme
person-from-aside = 담당자가 도와드릴 수 있어요. 버튼을 누르면 질문 내용과 함께 연결해 드릴게요.
rated-up = 고마워요, 도움이 되었다니 기뻐요!
rated-down = 알려 주셔서 고마워요. 답변이 더 좋아지도록 기록해 두었어요.
command-ask = 질문하면 바로 여기에서 답변해 드려요
command-ask-question = 무엇이 궁금한가요?
desk-from-aside = 이전에 채널이나 /ask로 한 질문:
