// The main story, played through the page alone: one person plays the member, both agents, and looks at the relay.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Member, Relay, tool } from './people.mjs';
import { open } from './stage.mjs';

let stage;
let failed = false;
let ben, maya, tom, relay;

before(async () => {
  stage = await open();
  [ben, maya, tom, relay] = [new Member(stage.page, 'Ben · en-US'), new Agent(stage.page, 'Maya Lindqvist'), new Agent(stage.page, 'Tom Okafor'), new Relay(stage.page)];
});

after(() => stage?.close());

/** One part of the story. Each goes on where the one before it ended, so after a failure the rest has no meaning. */
function part(name, play) {
  test(name, async (t) => {
    if (failed) return t.skip('an earlier part failed');
    try {
      await play();
      assert.deepEqual(stage.wrong.splice(0), [], 'what must never happen on the page');
    } catch (error) {
      failed = true;
      await stage?.picture('failed');
      if (stage?.wrong.length) console.error(stage.wrong.splice(0));
      throw error;
    }
  });
}

// A red dot, the smallest picture there is.
const DOT = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

part('an empty page says what to do and hinders nobody', async () => {
  await ben.plays();
  await ben.column.getByText('Your direct messages with Flexcord').waitFor();
  await maya.column.getByText('Nobody is waiting.').waitFor();
  await relay.column.getByText('All is well.').waitFor();
  await stage.accessible('the empty page');
  await stage.fits('the empty page');
  await stage.picture('empty');
});

part('a member is heard at once and answered with sources', async () => {
  const asked = await ben.says('How do I reset my password?');
  await asked.getByRole('button', { name: /^👀/ }).first().waitFor();
  const answer = await ben.sees('Sources', { by: 'Flexcord' });
  assert.match(answer, /I cannot log in/);
  assert.equal(await ben.line('Sources').getByRole('link').first().getAttribute('rel'), 'noopener noreferrer');
  await relay.shows('Member wrote');
  await relay.shows('Ask the assistant', 'done');
});

part('what is not known is not guessed, and a person is one press away', async () => {
  await ben.says('Why is the moon made of cheese?');
  await ben.sees("I don't know that one. Shall I get a person?");
  await maya.reads('Ben');
  await maya.sees('How do I reset my password?', { by: 'Member' });
  await maya.sees('Most log-ins fail', { by: 'Assistant' });
  await ben.presses('Talk to a person');
  await ben.sees("I've passed case #1 on");
  const task = maya.task('Ben');
  await task.getByText('#1', { exact: true }).waitFor();
  await task.getByText(/How do I reset my password/).waitFor();
  const facts = maya.column.locator('.facts');
  await facts.getByText('Pokéfans').waitFor();
  await facts.getByText('Trainer').waitFor();
});

part('an agent accepts, and both talk', async () => {
  await maya.plays();
  await maya.does('Ben', 'Accept');
  await ben.sees('Maya Lindqvist (Support) joined.');
  await maya.says('Hi Ben, how can I help?');
  await ben.sees('Maya Lindqvist: Hi Ben, how can I help?');
  await ben.says('My badge is gone');
  await maya.sees('My badge is gone', { by: 'Member' });
});

part('files go both ways', async () => {
  await ben.attaches({ name: 'badge case.png', mimeType: 'image/png', buffer: DOT }, 'this is how it looks');
  await maya.sees('this is how it looks', { by: 'Member' });
  const picture = maya.log.getByRole('img', { name: /badge.case\.png/ });
  await picture.waitFor();
  await assertLoaded(picture);
  await maya.attaches({ name: 'how-to.txt', mimeType: 'text/plain', buffer: Buffer.from('Turn it off and on again.\n') }, 'do it like this');
  await ben.sees('do it like this');
  const file = ben.log.getByRole('link', { name: /how-to\.txt/ });
  await file.waitFor();
  assert.match(await file.innerText(), /26 B/);
  const read = await stage.page.request.get(await file.getAttribute('href'));
  assert.equal(await read.text(), 'Turn it off and on again.\n');
});

part('both sides may change their words and take them back', async () => {
  await tool(ben.line('My badge is gone').last(), 'Edit');
  await ben.box.fill('My gold badge is gone');
  await ben.box.press('Enter');
  await ben.sees('My gold badge is gone (edited)');
  await maya.sees('My gold badge is gone');
  await maya.says('I gave you the silver one');
  await ben.sees('I gave you the silver one');
  await tool(maya.line('I gave you the silver one').last(), 'Edit');
  await maya.box.fill('I gave you the gold one');
  await maya.box.press('Enter');
  await ben.sees('Maya Lindqvist: I gave you the gold one (edited)');

  await ben.says('you are a potato');
  await maya.sees('you are a potato');
  await tool(ben.line('you are a potato').last(), 'Delete');
  await ben.seesNoMore('you are a potato');
  await maya.sees('(deleted)', { by: 'Member' });
  await maya.says('so are you');
  await ben.sees('so are you');
  await tool(maya.line('so are you').last(), 'Delete');
  await ben.seesNoMore('so are you');
});

part('what goes wrong is tried again until it arrives', async () => {
  await relay.breaks('Twilio 500 ×3');
  await ben.says('are you still there?');
  await relay.shows('Write at the desk', 'in doubt', 'Twilio answered 500');
  await maya.sees('are you still there?', { by: 'Member' });
  await relay.shows('Write at the desk', 'done at try');
  await relay.heals();
  await relay.breaks('Discord 429 ×3');
  await maya.says('yes, I am');
  await ben.sees('Maya Lindqvist: yes, I am');
  assert.equal(await ben.line('yes, I am').count(), 1, 'once');
  await relay.heals();
});

part('the work is handed to a colleague and finished', async () => {
  await maya.task('Ben').getByLabel('Transfer to').selectOption({ label: 'Tom Okafor' });
  await ben.sees("I'm handing you on to a colleague");
  await tom.plays();
  await tom.does('Ben', 'Accept');
  await ben.sees('Tom Okafor is looking after your case now.');
  await tom.says('Tom here, all is set');
  await ben.sees('Tom Okafor: Tom here, all is set');
  await stage.picture('talk');
  await tom.does('Ben', 'Complete');
  await ben.sees('Tom Okafor has finished and closed case #1');
});

part('the case is opened again', async () => {
  await ben.presses('Reopen');
  await ben.sees('Case #1 is open again.');
  await tom.does('Ben', 'Accept');
  await ben.sees('Tom Okafor (Support) joined.');
  await tom.does('Ben', 'Complete');
});

async function assertLoaded(picture) {
  await picture.evaluate((img) => (img.complete ? null : new Promise((done, wrong) => { img.onload = done; img.onerror = () => wrong(new Error('not loaded')); })));
  assert.ok(await picture.evaluate((img) => img.naturalWidth > 0), 'the picture is shown');
}
