"""After the clients have been at work beside it, flexcord has given nothing up and nothing is stuck.

    python flexcord_is_well.py '<the sandbox's line of JSON>'      (or in the variable SANDBOX)
"""

import json
import os
import sys
import time
from urllib.error import HTTPError
from urllib.request import urlopen

ready = json.loads(sys.argv[1] if len(sys.argv) > 1 else os.environ["SANDBOX"])["flexcord"] + "/readyz"
seen = ""
for _ in range(50):
    try:
        with urlopen(ready) as answer:
            seen = json.load(answer)["checks"]
        if any(check["detail"] == "0 dead letters, 0 stuck events" for check in seen):
            print("ok ready, nothing left over")
            sys.exit(0)
    except HTTPError as error:
        seen = error.read().decode()
    time.sleep(0.2)
sys.exit(f"flexcord is not well: {seen}")
