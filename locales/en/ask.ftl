## Questions in passing: /ask and mentions in channels
ask-limit = I've used up today's answers. People still can help: /helpme.
person-from-aside = A person can help. Press the button, and I'll pass you on with what you've asked.
rated-up = Thanks, glad that helped!
rated-down = Thanks for telling me. I've noted it, so that the answer gets better.
command-ask = Ask a question and get an answer right here
command-ask-question = What do you want to know?
desk-from-aside = Asked before, in a channel or with /ask:
