"""Exercises the local Twilio with the official Python SDK (twilio 9), beside whatever else uses it.

Usage: twilio_py.py '<sandbox JSON line>', or the line in the environment variable SANDBOX.
Only the HTTP client is replaced: it sends every request to the sandbox and names the original host in a header.
"""

import json
import os
import sys
import time
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

sandbox = json.loads(sys.argv[1] if len(sys.argv) > 1 else os.environ["SANDBOX"])
where = sandbox["twilio"]


class Redirected(TwilioHttpClient):
    """Sends what is meant for twilio.com to the sandbox."""

    def request(self, method, url, params=None, data=None, headers=None, **rest):
        parts, api = urlsplit(url), urlsplit(where["api"])
        headers = {**(headers or {}), "X-Original-Host": parts.netloc}
        here = urlunsplit((api.scheme, api.netloc, parts.path, parts.query, ""))
        return super().request(method, here, params=params, data=data, headers=headers, **rest)


client = Client(where["account_sid"], where["auth_token"], http_client=Redirected())
flex_service = client.conversations.v1.services(where["service_sid"])


def ok(what):
    print("ok", what, flush=True)


def expect(code, status, act):
    try:
        act()
    except TwilioRestException as error:
        assert (error.code, error.status) == (code, status), (error.code, error.status, error.msg)
        return
    raise AssertionError(f"expected error {code}")


def desk(method, path, body):
    data = json.dumps(body).encode()
    request = Request(sandbox["desk"]["api"] + path, data=data, method=method, headers={"content-type": "application/json"})
    with urlopen(request) as answer:
        return json.load(answer)


def conversations():
    made = flex_service.conversations.create(
        friendly_name="Discord help", unique_name="discord-py-1", attributes=json.dumps({"case": 1}), timers_closed="P3D"
    )
    assert made.state == "active" and made.chat_service_sid == where["service_sid"]
    assert client.conversations.v1.conversations("discord-py-1").fetch().sid == made.sid
    expect(50353, 409, lambda: flex_service.conversations.create(unique_name="discord-py-1"))
    expect(20404, 404, lambda: client.conversations.v1.conversations("CH" + "0" * 32).fetch())
    updated = made.update(attributes=json.dumps({"case": 2}), friendly_name="Renamed")
    assert updated.friendly_name == "Renamed" and json.loads(updated.attributes) == {"case": 2}
    assert made.timers["date_closed"]
    ok("conversations")
    return flex_service.conversations(made.sid)


def participants(conversation):
    made = conversation.participants.create(identity="discord:py", x_twilio_webhook_enabled="true")
    assert made.identity == "discord:py" and made.messaging_binding is None
    expect(50433, 409, lambda: conversation.participants.create(identity="discord:py"))
    assert conversation.participants("discord:py").fetch().sid == made.sid
    assert conversation.participants(made.sid).update(attributes='{"a": 1}').attributes == '{"a": 1}'
    found = client.conversations.v1.participant_conversations.list(identity="discord:py")
    assert [f.conversation_state for f in found] == ["active"]
    ok("participants")
    assert client.conversations.v1.users("discord:py").update(friendly_name="Py").friendly_name == "Py"
    ok("users")


def messages(conversation):
    for number in range(7):
        conversation.messages.create(author="discord:py", body=f"line {number}", attributes=json.dumps({"n": number}))
    listed = conversation.messages.list(page_size=3)
    assert [m.index for m in listed] == list(range(7))
    newest = conversation.messages.list(order="desc", page_size=1, limit=1)
    assert newest[0].body == "line 6" and newest[0].media is None
    ok("messages and paging")
    assert conversation.messages(newest[0].sid).update(body="edited").body == "edited"
    assert conversation.messages(newest[0].sid).delete() is True
    expect(20404, 404, lambda: conversation.messages(newest[0].sid).fetch())
    expect(50503, 400, lambda: conversation.messages.create(author="x"))
    assert conversation.messages(listed[0].sid).delivery_receipts.list() == []
    ok("edits, deletes and errors")


def webhooks(conversation):
    made = conversation.webhooks.create(
        target="webhook",
        configuration_url="http://127.0.0.1:1/x?a=1",
        configuration_method="POST",
        configuration_filters=["onMessageUpdated", "onMessageRemoved"],
    )
    assert made.configuration["filters"] == ["onMessageUpdated", "onMessageRemoved"]
    studio = conversation.webhooks.create(target="studio", configuration_flow_sid=where["flow_sid"])
    assert studio.configuration["flow_sid"] == where["flow_sid"]
    assert made.update(configuration_filters=["onMessageRemoved"]).configuration["filters"] == ["onMessageRemoved"]
    assert len(conversation.webhooks.list()) == 2
    assert made.delete() and studio.delete()
    expect(20001, 400, lambda: conversation.webhooks.create(target="studio"))
    ok("webhooks")


def studio():
    definition = {
        "description": "",
        "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": True},
        "states": [
            {
                "name": "Trigger",
                "type": "trigger",
                "properties": {"offset": {"x": 0, "y": 0}},
                "transitions": [{"event": "incomingRequest", "next": "keep"}],
            },
            {
                "name": "keep",
                "type": "set-variables",
                "properties": {"variables": [{"key": "who", "value": "{{trigger.request.parameters.who}}"}]},
                "transitions": [{"event": "next"}],
            },
        ],
    }
    checked = client.studio.v2.flow_validate.update(friendly_name="x", status="draft", definition=definition)
    assert checked.valid is True
    made = client.studio.v2.flows.create(friendly_name="From Python", status="draft", definition=definition)
    flow = client.studio.v2.flows(made.sid)
    published = flow.update(status="published", definition=definition, commit_message="from Python")
    assert published.status == "published" and published.revision == 2
    broken = {**definition, "initial_state": "Nowhere"}
    expect(20001, 400, lambda: flow.update(status="published", definition=broken))
    assert [r.revision for r in flow.revisions.list()] == [2, 1]
    execution = flow.executions.create(to="+15550001", from_="+15550002", parameters={"who": "py"})
    while flow.executions(execution.sid).fetch().status != "ended":
        time.sleep(0.02)
    context = flow.executions(execution.sid).execution_context().fetch().context
    assert context["flow"]["variables"]["who"] == "py"
    assert [s.transitioned_from for s in flow.executions(execution.sid).steps.list()] == ["Trigger", "keep"]
    assert flow.delete() is True
    ok("studio flows")


def flex(conversation_sid):
    interaction = client.flex_api.v1.interaction.create(
        channel={"type": "web", "initiated_by": "customer", "properties": {"media_channel_sid": conversation_sid}},
        routing={
            "type": "TaskRouter",
            "properties": {
                "workspace_sid": where["workspace_sid"],
                "workflow_sid": where["workflow_sid"],
                "task_channel_unique_name": "chat",
                "attributes": {"customerName": "Py"},
            },
        },
    )
    task = interaction.routing["properties"]["sid"]
    channel = interaction.channel["sid"]
    ok("flex interaction")
    workspace = client.taskrouter.v1.workspaces(where["workspace_sid"])
    assert workspace.fetch().friendly_name
    row = workspace.tasks(task).fetch()
    attributes = json.loads(row.attributes)
    assert attributes["customerName"] == "Py" and attributes["conversationSid"] == conversation_sid
    counted = workspace.workflows(where["workflow_sid"]).real_time_statistics().fetch()
    assert counted.total_tasks >= 1 and counted.tasks_by_status["reserved"] >= 1
    assert task in [t.sid for t in workspace.tasks.list(assignment_status=["reserved"])]
    assert {w.friendly_name for w in workspace.workers.list()} >= {"maya", "tom"}
    assert workspace.task_channels("chat").fetch().unique_name == "chat"
    assert [a.friendly_name for a in workspace.activities.list()][0] == "Offline"
    assert len(workspace.task_queues.list()) == 1
    reservation = workspace.tasks(task).reservations.list()[0]
    assert reservation.update(reservation_status="accepted").reservation_status == "accepted"
    assert workspace.tasks(task).update(attributes=json.dumps({**attributes, "note": 1})).assignment_status == "assigned"
    ok("taskrouter")
    desk("POST", f"/conversations/{conversation_sid}/messages", {"worker": reservation.worker_name, "body": "agent here"})
    newest = client.conversations.v1.conversations(conversation_sid).messages.list(order="desc", limit=1)[0]
    assert newest.body == "agent here" and newest.participant_sid
    ok("desk")
    channels = client.flex_api.v1.interaction(interaction.sid).channels
    people = channels(channel).participants.list()
    assert [p.type for p in people] == ["customer", "agent"]
    assert channels(channel).update(status="closed", routing={"status": "closed"}).status == "closed"
    assert workspace.tasks(task).fetch().assignment_status == "completed"
    closed = client.conversations.v1.conversations(conversation_sid)
    assert closed.fetch().state == "closed"
    expect(50377, 400, lambda: closed.messages.create(body="too late"))
    assert closed.delete() is True
    ok("closing")


conversation = conversations()
participants(conversation)
messages(conversation)
webhooks(conversation)
studio()
flex(conversation.fetch().sid)
assert client.conversations.v1.configuration().fetch().default_chat_service_sid == where["service_sid"]
assert client.flex_api.v1.configuration().fetch().taskrouter_workspace_sid == where["workspace_sid"]
ok("configuration")
stranger = Client(where["account_sid"], "wrong", http_client=Redirected())
expect(20003, 401, lambda: stranger.conversations.v1.configuration().fetch())
ok("credentials")
