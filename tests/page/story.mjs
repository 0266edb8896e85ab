// The main story, played through the page alone: one person plays the member, both agents, and looks at the relay.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Member, Relay, tool } from './people.mjs';
import { painting } from './painting.mjs';
import { open } from './stage.mjs';

let stage;
let failed = false;
let ben, dmitri, mira, maya, tom, relay;

before(async () => {
  stage = await open();
  [ben, dmitri, mira] = ['Ben · en-US', 'Дмитрий · ru', 'Mira · en-GB'].map((name) => new Member(stage.page, name));
  [maya, tom] = ['Maya Lindqvist', 'Tom Okafor'].map((name) => new Agent(stage.page, name));
  relay = new Relay(stage.page);
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
  await ben.attaches({ name: 'badge case.png', mimeType: 'image/png', buffer: painting(480, 270) }, 'this is how it looks');
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
  await ben.sees('Tom Okafor thinks this is solved. Close case #1?');
});

part('the case is opened again', async () => {
  await ben.presses('Yes');
  await ben.sees('Case #1 is closed. Take care!');
  await ben.presses('Reopen');
  await ben.sees('Case #1 is open again.');
  await tom.does('Ben', 'Accept');
  await ben.sees('Tom Okafor (Support) joined.');
  await tom.does('Ben', 'Complete');
  await ben.sees('Tom Okafor thinks this is solved. Close case #1?');
});

part('a command is typed, filled in and sent', async () => {
  await dmitri.plays();
  await dmitri.opens('# general');
  await dmitri.box.fill('/he');
  await dmitri.column.getByRole('option', { name: /helpme/ }).waitFor();
  await dmitri.box.press('Enter');
  const form = stage.page.getByRole('dialog', { name: '/helpme' });
  await form.getByLabel('what').fill('My phone is new and the code is wrong');
  await form.getByRole('button', { name: 'Send' }).click();
  await form.waitFor({ state: 'detached' });
  const whisper = dmitri.line('Only you can see this').last();
  await whisper.waitFor();
  await dmitri.opens('@ Flexcord');
  await dmitri.sees('Дмитрий');
});

part('where DMs are closed a private thread is opened, and nobody else sees it', async () => {
  await mira.plays();
  await mira.column.getByRole('switch', { name: 'DMs open' }).click();
  await mira.column.getByRole('switch', { name: 'DMs closed' }).waitFor();
  await mira.opens('# help');
  await mira.box.fill('/helpme');
  await mira.box.press('Enter');
  const form = stage.page.getByRole('dialog', { name: '/helpme' });
  await form.getByLabel('what').fill('I want to speak to a human');
  await form.getByRole('button', { name: 'Send' }).click();
  await mira.sees('Your DMs are closed, so I opened a private thread here');
  await mira.opens(/^⤷ /);
  await mira.sees('this is the help desk of Pokéfans');
  await mira.sees("I've passed case");
  await tom.does('Mira', 'Accept');
  await mira.sees('Tom Okafor (Support) joined.');
  await tom.says('Hi Mira, Tom here');
  await mira.sees('Tom Okafor: Hi Mira, Tom here');
  await mira.says('hello Tom');
  await tom.sees('hello Tom', { by: 'Member' });
  await stage.picture('thread');
  await ben.plays();
  await ben.column.getByRole('button', { name: '# help' }).waitFor();
  assert.equal(await ben.column.getByRole('button', { name: /^⤷ / }).count(), 0, 'a private thread is private');
  await tom.does('Mira', 'Complete');
});

part('a menu in a message can be used', async () => {
  await ben.plays();
  await ben.opens('@ Flexcord');
  const menu = { type: 3, custom_id: 'fx1:community:0', placeholder: 'Which community?', options: [{ label: 'Pokéfans', value: stage.ready.discord.guild_id }] };
  await stage.posts('ben', { content: 'Which community is this about?', components: [{ type: 1, components: [menu] }] });
  await ben.sees('Which community is this about?');
  await ben.log.getByRole('combobox', { name: 'Which community?' }).selectOption({ label: 'Pokéfans' });
  await ben.sees('That button is too old.');
});

part('everything works without a mouse', async () => {
  const { page } = stage;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
  /** Goes on with Tab until something with this name has the focus. */
  async function tabTo(name, back = false) {
    for (let step = 0; step < 120; step += 1) {
      await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
      if (name.test(await focused())) return;
    }
    assert.fail(`Tab does not lead to ${name}`);
  }
  await page.evaluate(() => document.activeElement?.blur());
  await tabTo(/^Message @Flexcord$/);
  await page.keyboard.type('/');
  await ben.column.getByRole('option', { name: /helpme/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('How do I trade?');
  await page.keyboard.press('Enter');
  await ben.sees('How do I trade?');
  await ben.line('Sources').filter({ hasText: /trad/i }).last().waitFor();
  await tabTo(/^Talk to a person$/, true);
  await page.keyboard.press('Enter');
  await maya.plays();
  await maya.task('Ben').getByRole('button', { name: 'Accept' }).waitFor();
  await tabTo(/^Accept$/);
  await page.keyboard.press('Space');
  await ben.sees('Maya Lindqvist (Support) joined.');
  await tabTo(/^Reply to the member$/);
  await page.keyboard.type('Trade away!');
  await page.keyboard.press('Enter');
  await ben.sees('Maya Lindqvist: Trade away!');
  // The arrow keys lead to a message and along its tools.
  await tabTo(/^Conversation$/, true);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(), 'Edit');
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.type(' :)');
  await page.keyboard.press('Enter');
  await ben.sees('Maya Lindqvist: Trade away! :)');
});

part('long words and many lines stay in their column', async () => {
  await ben.says(`https://example.com/${'a-very-long-address/'.repeat(12)}`);
  await maya.says('Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'.repeat(4));
  await maya.says('# Steps\n1. Open **Settings**\n2. Press `Reset`\n```\nsome code that is rather long and would not fit on a line of this column at all, would it?\n```\n||secret|| and ~~old~~');
  await ben.sees('some code that is rather long');
  await stage.fits('a full page');
});

part('a question in a channel is answered there, and taken away when that is wanted', async () => {
  await ben.opens('# general');
  await ben.says('@Flexcord How do I get my money back?');
  await ben.sees('Sources', { by: 'Flexcord' });
  await tool(ben.line('Sources').last(), 'React with 🤫');
  await ben.seesNoMore('Sources');
  await ben.box.fill('/a');
  await ben.column.getByRole('option', { name: /ask/ }).click();
  const form = stage.page.getByRole('dialog', { name: '/ask' });
  const question = form.getByLabel(/question/);
  await question.fill('refund');
  await form.locator('option[value="Getting money back"]').waitFor({ state: 'attached' });
  await stage.accessible('the form of a command');
  await question.fill('Getting money back');
  await form.getByRole('button', { name: 'Send' }).click();
  assert.match(await ben.sees('Sources', { by: 'Flexcord' }), /Only you can see this/);
  await ben.opens('@ Flexcord');
});

part('light, dark and a phone hinder nobody', async () => {
  const { page } = stage;
  await stage.accessible('light');
  await stage.picture('light');
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await stage.accessible('dark');
  await stage.picture('dark');
  await page.setViewportSize({ width: 390, height: 844 });
  await stage.fits('a phone');
  await stage.accessible('a phone');
  await stage.picture('phone-discord');
  await page.getByRole('tab', { name: /Desk/ }).click();
  await maya.sees('Trade away!');
  assert.equal(await ben.column.isVisible(), false);
  await stage.fits('the desk on a phone');
  await stage.picture('phone-desk');
  await page.getByRole('tab', { name: /Desk/ }).press('ArrowRight');
  await relay.column.getByText('Happening now').waitFor();
  await stage.fits('the relay on a phone');
  await stage.picture('phone-relay');
});

async function assertLoaded(picture) {
  await picture.evaluate((img) => (img.complete ? null : new Promise((done, wrong) => { img.onload = done; img.onerror = () => wrong(new Error('not loaded')); })));
  assert.ok(await picture.evaluate((img) => img.naturalWidth > 0), 'the picture is shown');
}
