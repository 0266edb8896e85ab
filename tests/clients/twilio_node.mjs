// Exercises the local Twilio with the official Node SDK (twilio 6), beside whatever else uses it.
//
// Usage: node twilio_node.mjs '<sandbox JSON line>', or the line in the environment variable SANDBOX.
// twilio 6.2 gives instances out of create and list that cannot act themselves, so everything goes through contexts.
// Only the HTTP client is replaced: it sends every request to the sandbox and names the original host in a header.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const twilio = createRequire(import.meta.url)("twilio");
const sandbox = JSON.parse(process.argv[2] ?? process.env.SANDBOX);
const where = sandbox.twilio;

class Redirected extends twilio.RequestClient {
  request(options) {
    const asked = new URL(options.uri);
    const here = new URL(asked.pathname + asked.search, where.api);
    return super.request({ ...options, uri: here.href, headers: { ...options.headers, "X-Original-Host": asked.host } });
  }
}

const client = twilio(where.account_sid, where.auth_token, { httpClient: new Redirected() });
const ok = (what) => console.log("ok", what);

async function expectError(code, status, act) {
  await assert.rejects(act, (error) => {
    assert.deepEqual([error.code, error.status], [code, status], error.message);
    return true;
  });
}

async function desk(method, path, body) {
  const answer = await fetch(sandbox.desk.api + path, { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  assert.ok(answer.ok, await answer.clone().text());
  return answer.json();
}

const service = client.conversations.v1.services(where.service_sid);
const made = await service.conversations.create({ friendlyName: "Discord help", uniqueName: "discord-node-1", attributes: JSON.stringify({ case: 1 }) });
assert.equal(made.state, "active");
assert.equal((await client.conversations.v1.conversations("discord-node-1").fetch()).sid, made.sid);
await expectError(50353, 409, () => service.conversations.create({ uniqueName: "discord-node-1" }));
await expectError(20404, 404, () => client.conversations.v1.conversations("CH" + "0".repeat(32)).fetch());
assert.equal((await service.conversations(made.sid).update({ friendlyName: "Renamed" })).friendlyName, "Renamed");
ok("conversations");

const conversation = service.conversations(made.sid);
const participant = await conversation.participants.create({ identity: "discord:node", xTwilioWebhookEnabled: "true" });
await expectError(50433, 409, () => conversation.participants.create({ identity: "discord:node" }));
assert.equal((await conversation.participants("discord:node").fetch()).sid, participant.sid);
const found = await client.conversations.v1.participantConversations.list({ identity: "discord:node" });
assert.deepEqual(found.map((f) => f.conversationSid), [made.sid]);
ok("participants");

assert.equal((await client.conversations.v1.users("discord:node").update({ friendlyName: "Node" })).friendlyName, "Node");
ok("users");

for (let n = 0; n < 7; n++) {
  await conversation.messages.create({ author: "discord:node", body: `line ${n}`, attributes: JSON.stringify({ n }) });
}
const listed = await conversation.messages.list({ pageSize: 3 });
assert.deepEqual(listed.map((m) => m.index), [0, 1, 2, 3, 4, 5, 6]);
const [newest] = await conversation.messages.list({ order: "desc", pageSize: 1, limit: 1 });
assert.equal(newest.body, "line 6");
ok("messages and paging");

assert.equal((await conversation.messages(newest.sid).update({ body: "edited" })).body, "edited");
assert.equal(await conversation.messages(newest.sid).remove(), true);
await expectError(20404, 404, () => conversation.messages(newest.sid).fetch());
await expectError(50503, 400, () => conversation.messages.create({ author: "x" }));
ok("edits, deletes and errors");

const hook = await conversation.webhooks.create({
  target: "webhook",
  "configuration.url": "http://127.0.0.1:1/x?a=1",
  "configuration.method": "POST",
  "configuration.filters": ["onMessageUpdated", "onMessageRemoved"],
});
assert.deepEqual(hook.configuration.filters, ["onMessageUpdated", "onMessageRemoved"]);
const studioHook = await conversation.webhooks.create({ target: "studio", "configuration.flowSid": where.flow_sid });
assert.equal(studioHook.configuration.flow_sid, where.flow_sid);
assert.equal((await conversation.webhooks.list()).length, 2);
assert.equal(await conversation.webhooks(hook.sid).remove(), true);
assert.equal(await conversation.webhooks(studioHook.sid).remove(), true);
ok("webhooks");

const definition = {
  description: "",
  initial_state: "Trigger",
  flags: { allow_concurrent_calls: true },
  states: [
    { name: "Trigger", type: "trigger", properties: { offset: { x: 0, y: 0 } }, transitions: [{ event: "incomingRequest", next: "keep" }] },
    {
      name: "keep",
      type: "set-variables",
      properties: { variables: [{ key: "who", value: "{{trigger.request.parameters.who}}" }] },
      transitions: [{ event: "next" }],
    },
  ],
};
const checked = await client.studio.v2.flowValidate.update({ friendlyName: "x", status: "draft", definition });
assert.equal(checked.valid, true);
const flow = client.studio.v2.flows((await client.studio.v2.flows.create({ friendlyName: "From Node", status: "draft", definition })).sid);
const published = await flow.update({ status: "published", definition, commitMessage: "from Node" });
assert.equal(published.status, "published");
await expectError(20001, 400, () => flow.update({ status: "published", definition: { ...definition, initial_state: "Nowhere" } }));
const execution = await flow.executions.create({ to: "+15550001", from: "+15550002", parameters: { who: "node" } });
while ((await flow.executions(execution.sid).fetch()).status !== "ended") await sleep(20);
const { context } = await flow.executions(execution.sid).executionContext().fetch();
assert.equal(context.flow.variables.who, "node");
assert.equal(await flow.remove(), true);
ok("studio flows");

const interaction = await client.flexApi.v1.interaction.create({
  channel: { type: "web", initiated_by: "customer", properties: { media_channel_sid: made.sid } },
  routing: {
    type: "TaskRouter",
    properties: {
      workspace_sid: where.workspace_sid,
      workflow_sid: where.workflow_sid,
      task_channel_unique_name: "chat",
      attributes: { customerName: "Node" },
    },
  },
});
const task = interaction.routing.properties.sid;
ok("flex interaction");

const workspace = client.taskrouter.v1.workspaces(where.workspace_sid);
const attributes = JSON.parse((await workspace.tasks(task).fetch()).attributes);
assert.deepEqual([attributes.customerName, attributes.conversationSid], ["Node", made.sid]);
assert.equal((await workspace.workflows(where.workflow_sid).realTimeStatistics().fetch()).totalTasks >= 1, true);
assert.equal((await workspace.workers.list()).length, 2);
const [reservation] = await workspace.tasks(task).reservations.list();
assert.equal((await workspace.tasks(task).reservations(reservation.sid).update({ reservationStatus: "accepted" })).reservationStatus, "accepted");
ok("taskrouter");

await desk("POST", `/conversations/${made.sid}/messages`, { worker: reservation.workerName, body: "agent here" });
assert.equal((await conversation.messages.list({ order: "desc", limit: 1 }))[0].body, "agent here");
ok("desk");

const channel = client.flexApi.v1.interaction(interaction.sid).channels(interaction.channel.sid);
assert.deepEqual((await channel.participants.list()).map((p) => p.type), ["customer", "agent"]);
assert.equal((await channel.update({ status: "closed", routing: { status: "closed" } })).status, "closed");
assert.equal((await workspace.tasks(task).fetch()).assignmentStatus, "completed");
await expectError(50377, 400, () => conversation.messages.create({ body: "too late" }));
assert.equal(await conversation.remove(), true);
ok("closing");

assert.equal((await client.conversations.v1.configuration().fetch()).defaultChatServiceSid, where.service_sid);
assert.equal((await client.flexApi.v1.configuration().fetch()).taskrouterWorkspaceSid, where.workspace_sid);
ok("configuration");

const stranger = twilio(where.account_sid, "wrong", { httpClient: new Redirected() });
await expectError(20003, 401, () => stranger.conversations.v1.configuration().fetch());
ok("credentials");
