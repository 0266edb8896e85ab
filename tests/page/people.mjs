// The people of the story, as they use the page: everything goes through what they see.

import assert from 'node:assert/strict';

/** A line break does not count, nor how wide a space is. */
const tidy = (text) => text.replace(/\s+/g, ' ').trim();

/** Whoever plays a member, in the left column. */
export class Member {
  constructor(page, name) {
    this.page = page;
    this.name = name;
    this.column = page.getByRole('region', { name: 'Discord' });
    this.log = this.column.getByRole('log', { name: 'Messages' });
    this.box = this.column.getByRole('textbox');
  }

  /** Becomes this member. */
  async plays() {
    await this.column.getByLabel('Member').selectOption({ label: this.name });
  }

  async says(text) {
    await this.box.fill(text);
    await this.box.press('Enter');
    const own = this.line(text).last();
    await own.waitFor();
    return own;
  }

  /** The messages that hold this text. */
  line(text) {
    return this.log.getByRole('listitem').filter({ hasText: text });
  }

  /** Waits for a message and gives its text. */
  async sees(text, { by } = {}) {
    const line = this.line(text).last();
    await line.waitFor();
    if (by) await line.getByText(by, { exact: true }).first().waitFor();
    return tidy(await line.innerText());
  }

  /** Waits until no message holds this text. */
  async seesNoMore(text) {
    await this.line(text).first().waitFor({ state: 'detached' });
  }

  async presses(label) {
    await this.log.getByRole('button', { name: label, exact: true }).last().click();
  }

  /** Sends a file from the composer. */
  async attaches(file, text = '') {
    await attach(this.page, this.column, file);
    await this.box.fill(text);
    await this.box.press('Enter');
    await this.column.getByRole('list', { name: 'Files to send' }).getByText(file.name).waitFor({ state: 'detached' });
  }

  /** Goes to a channel, thread or the DM. */
  async opens(place) {
    await this.column.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: place }).click();
  }
}

/** Whoever sits at the desk, in the middle column. */
export class Agent {
  constructor(page, name) {
    this.page = page;
    this.name = name;
    this.column = page.getByRole('region', { name: "Agent's desk" });
    this.log = this.column.getByRole('log', { name: 'Conversation' });
    this.box = this.column.getByRole('textbox');
    this.tasks = this.column.getByRole('list', { name: 'Tasks' });
  }

  async plays() {
    await this.column.getByLabel('Agent', { exact: true }).selectOption({ label: this.name });
  }

  /** The task of this member. */
  task(member) {
    return this.tasks.getByRole('listitem').filter({ hasText: member });
  }

  /** Presses one of a task's buttons. */
  async does(member, what) {
    await this.task(member).getByRole('button', { name: what, exact: true }).click();
  }

  async says(text) {
    await this.box.fill(text);
    await this.box.press('Enter');
    await this.line(text).last().waitFor();
  }

  line(text) {
    return this.log.getByRole('listitem').filter({ hasText: text });
  }

  /** Waits for a line; `by` is what it is marked with: Member, Assistant, Note or Agent. */
  async sees(text, { by } = {}) {
    const line = this.line(text).last();
    await line.waitFor();
    if (by) assert.match(await line.getAttribute('class'), new RegExp(`by-${{ Note: 'flexcord' }[by] ?? by.toLowerCase()}\\b`), text);
    return tidy(await line.innerText());
  }

  async seesNoMore(text) {
    await this.line(text).first().waitFor({ state: 'detached' });
  }

  async attaches(file, text = '') {
    await attach(this.page, this.column, file);
    await this.box.fill(text);
    await this.box.press('Enter');
    await this.column.getByRole('list', { name: 'Files to send' }).getByText(file.name).waitFor({ state: 'detached' });
  }

  /** Opens the conversation of somebody who has no task. */
  async reads(member) {
    const others = this.column.locator('details');
    if (!(await others.evaluate((box) => box.open))) await others.locator('summary').click();
    await others.getByRole('button', { name: member }).first().click();
  }
}

async function attach(page, column, file) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), column.getByRole('button', { name: 'Attach files' }).click()]);
  await chooser.setFiles(file);
  await column.getByRole('list', { name: 'Files to send' }).getByText(file.name).waitFor();
}

/** Uses one of the tools of a message, such as Edit. */
export async function tool(line, name) {
  await line.hover();
  await line.getByRole('button', { name, exact: true }).click();
}

/** What runs in the right column. */
export class Relay {
  constructor(page) {
    this.column = page.getByRole('region', { name: 'The relay' });
    this.stream = this.column.getByRole('log');
  }

  /** Waits for a happening with these words. */
  async shows(...words) {
    let line = this.stream.getByRole('listitem');
    for (const word of words) line = line.filter({ hasText: word });
    await line.first().waitFor();
    return line;
  }

  async breaks(what) {
    await this.column.getByRole('button', { name: what, exact: true }).click();
    await this.column.getByText(/\d armed/).waitFor();
  }

  async heals() {
    await this.column.getByRole('button', { name: 'Clear', exact: true }).click();
    await this.column.getByText('All is well.').waitFor();
  }
}
