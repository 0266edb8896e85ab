// The console in a browser: signing in, cases, running talks, articles; dark, light and on a phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from './stage.mjs';

let stage;
let page;
let failed = false;

before(async () => {
  stage = await open({}, '/console/');
  page = stage.page;
});

after(() => stage?.close());

/** One part of the story. Each goes on where the one before it ended, so after a failure the rest has no meaning. */
function part(name, play) {
  test(name, async (t) => {
    if (failed) return t.skip('an earlier part failed');
    try {
      await play();
      assert.deepEqual(stage.wrong.splice(0), [], 'what must never happen on a page');
    } catch (error) {
      failed = true;
      await stage?.picture('console-failed');
      throw error;
    }
  });
}

/** A member writes in their DM, one line after the other has been answered. */
async function talkOf(name, lines, answered = true) {
  const { api, members, bot_id: bot } = stage.ready.discord;
  const member = members.find((one) => one.name === name);
  const call = async (method, path, body) => {
    const answer = await fetch(api + path, { method, headers: { authorization: member.token, 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
    if (answer.status === 429) {
      const { retry_after: seconds } = await answer.json();
      await new Promise((next) => setTimeout(next, seconds * 1000));
      return call(method, path, body);
    }
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  const { id } = await call('POST', '/users/@me/channels', { recipient_id: bot });
  for (const content of lines) {
    const { id: sent } = await call('POST', `/channels/${id}/messages`, { content });
    for (let tries = 0; answered; tries += 1) {
      const newest = await call('GET', `/channels/${id}/messages?limit=5`);
      if (newest.some((one) => one.author.id === bot && BigInt(one.id) > BigInt(sent))) break;
      assert.ok(tries < 60, `nobody answers ${name}`);
      await new Promise((next) => setTimeout(next, 250));
    }
  }
}

/** Looks at the page as a browser shows it dark, light and on a phone. */
async function looks(name) {
  const wide = page.viewportSize();
  for (const [look, size, colorScheme] of [['light', wide, 'light'], ['dark', wide, 'dark'], ['phone', { width: 390, height: 844 }, 'light']]) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await stage.accessible(`${name}, ${look}`);
    await stage.fits(`${name}, ${look}`);
    await stage.picture(`console-${name}-${look}`);
  }
  await page.setViewportSize(wide);
  await page.emulateMedia({ colorScheme: 'light' });
}

part('who is not signed in is asked to, and comes back', async () => {
  await page.goto(`${stage.ready.console}knowledge/try`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await looks('sign-in');
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill('not this one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'Name or password is wrong.' }).waitFor();
  // A refused form is an answer of 422, which the browser notes down.
  assert.match(stage.wrong.splice(0).join(), /422/);
  await page.getByLabel('Password').fill(stage.ready.admin.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/console/knowledge/try');
});

part('a question is tried without anybody hearing of it', async () => {
  await page.getByLabel('A question').fill('I was charged twice');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'What would be answered' }).waitFor();
  await page.getByText('Getting money back').first().waitFor();
  await looks('try-it');
});

part('cases stand on the board, and each is seen whole', async () => {
  const { members } = stage.ready.discord;
  assert.ok(members.length);
  await talkOf('ben', ['I cannot log in, and the page says **no**', 'human please']);
  await talkOf('mira', ['Where are my badges? <b>gone</b>', 'I want to talk to a human']);
  await page.goto(`${stage.ready.console}cases`);
  await page.getByRole('heading', { name: 'Cases' }).waitFor();
  await page.getByText('#2', { exact: true }).waitFor();
  await looks('board');
  await page.getByRole('listitem').filter({ hasText: '#1' }).getByRole('link').click();
  await page.getByText('I cannot log in, and the page says **no**').first().waitFor();
  await page.getByRole('button', { name: 'Take it' }).click();
  await page.getByText('gave it to admin').first().waitFor();
  await page.getByLabel('Note for colleagues').fill('Looks like the old <i>trouble</i>.');
  await page.getByRole('button', { name: 'Write it down' }).click();
  await page.getByText('Looks like the old <i>trouble</i>.').first().waitFor();
  await looks('case');
});

part('a running talk is followed, taken over and answered', async () => {
  await page.getByRole('link', { name: 'Live' }).click();
  await page.getByText('waits for a person').first().waitFor();
  await talkOf('esra', ['How do I reset my password?']);
  // Nobody reloads: the page hears of it by itself.
  await page.getByRole('link', { name: 'Esra' }).waitFor();
  await looks('live');
  await page.getByRole('link', { name: 'Esra' }).click();
  await page.getByText('How do I reset my password?').first().waitFor();
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByText('with admin').waitFor();
  await page.getByLabel('Answer').fill('Press **Reset**, then wait for the mail.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Press **Reset**, then wait for the mail.').first().waitFor();
  await page.getByLabel('Answer').fill('Half a sentence that is not lost when');
  await talkOf('esra', ['It has come, thank you so much!'], false);
  await page.getByText('It has come, thank you so much!').waitFor();
  assert.equal(await page.getByLabel('Answer').inputValue(), 'Half a sentence that is not lost when');
  await looks('talk');
  await page.getByLabel('Answer').fill('');
  await page.getByRole('button', { name: 'Hand back' }).click();
  await page.getByText('with the assistant').waitFor();
});

part('the list of articles can be searched', async () => {
  await page.getByRole('link', { name: 'Knowledge', exact: true }).click();
  await page.getByRole('heading', { name: 'Knowledge' }).waitFor();
  await looks('knowledge');
  await page.keyboard.press('/');
  await page.keyboard.type('password');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/console/knowledge?q=password**');
  assert.ok((await page.getByRole('row').count()) >= 2);
});

part('an article is written with a preview beside it', async () => {
  await page.goto(`${stage.ready.console}knowledge`);
  await page.getByRole('link', { name: 'Write an article' }).click();
  await page.getByLabel('Question').fill('Where can I park my <b>unicorn</b>?');
  await page.getByLabel('Answer, in Markdown').fill('Behind the **old mill**, beside:\n\n- other unicorns\n- `ponies`\n\n<script>alert(1)</script>\n\n[How](https://example.org) and ![a map](https://example.org/map.png)');
  const preview = page.getByLabel('Preview');
  await preview.getByText('<script>alert(1)</script>').waitFor();
  assert.equal(await preview.locator('strong').textContent(), 'old mill');
  assert.equal(await preview.locator('img').count(), 0);
  await page.getByLabel('Other ways to ask').fill('unicorn parking\nparking for unicorns');
  await page.getByLabel('Language').fill('en');
  await page.getByLabel('Tags').fill('parking, unicorns');
  await looks('editor');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  await page.getByRole('heading', { name: 'Where can I park my <b>unicorn</b>?' }).waitFor();
});

part('an earlier version is compared and restored', async () => {
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Answer, in Markdown').fill('Nowhere, sorry.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Nowhere, sorry.').first().waitFor();
  await page.getByText('What changed').first().click();
  await page.getByText('+ Nowhere, sorry.').waitFor();
  await looks('article');
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByRole('status').filter({ hasText: 'earlier version' }).waitFor();
});

part('somebody is invited and may then do what they were given', async () => {
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByLabel('Signs in as').fill('maya');
  await page.getByLabel('Colleagues see').fill('Maya <i>Lindqvist</i>');
  await page.locator('select[name=role]').selectOption('lead');
  await page.locator('select[name=server]').selectOption({ label: 'Pokéfans' });
  await looks('accounts');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Link').inputValue();
  await looks('link');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in?said=out');
  await page.goto(link);
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByLabel('The same again').fill('correct horse battery');
  await looks('welcome');
  await page.getByRole('button', { name: 'Set the password and sign in' }).click();
  await page.getByRole('link', { name: 'Maya <i>Lindqvist</i>' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Accounts' }).count(), 0);
});

part('dark and light are chosen and kept', async () => {
  await page.getByRole('link', { name: 'Maya <i>Lindqvist</i>' }).click();
  await looks('me');
  await page.getByRole('button', { name: 'Dark look' }).click();
  await page.waitForURL('**/console/me');
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(20, 22, 29)');
  await page.getByRole('button', { name: 'Light look' }).click();
  await page.waitForURL('**/console/me');
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(238, 240, 244)');
});

part('everything can be reached by keyboard', async () => {
  await page.goto(`${stage.ready.console}knowledge`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the page');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.goto(`${stage.ready.console}nowhere`);
  await page.getByRole('heading', { name: 'Not found' }).waitFor();
  assert.match(stage.wrong.splice(0).join(), /404/);
});
