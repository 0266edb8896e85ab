// The running sandbox, a browser with its page, and what must never happen on it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const packages = createRequire(resolve(process.env.PAGE_PACKAGES, 'package.json'));
const { chromium } = packages('playwright-core');
const AXE = packages.resolve('axe-core/axe.min.js');

/** How long anything may take to appear, in milliseconds. On an idle machine it is far less. */
export const PATIENCE = 15_000;
// Without these a browser asks its maker's hosts for things the page has nothing to do with.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Starts everything. `settings` are further variables of the program; the page is the sandbox's own, or the one at `path`. */
export async function open(settings = {}, path = null) {
  const sandbox = await start(settings);
  const profile = await mkdtemp(join(tmpdir(), 'flexcord-page-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium', headless: true, args: FLAGS, viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce', locale: 'en-GB',
  });
  context.setDefaultTimeout(PATIENCE);
  const wrong = [];
  const page = context.pages()[0] ?? (await context.newPage());
  await watch(context, page, sandbox.ready, wrong);
  await page.goto(new URL(path ?? '/', sandbox.ready.flexcord).href);
  if (!path) await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();

  return {
    page, context, wrong, ready: sandbox.ready,
    /** Leaves a picture where pictures are wanted. */
    async picture(name) {
      if (process.env.PAGE_PICTURES) await page.screenshot({ path: join(process.env.PAGE_PICTURES, `${name}.png`), animations: 'disabled', fullPage: Boolean(path) });
    },
    /** Nothing that hinders people: no finding of weight by axe. */
    async accessible(what) {
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      const heavy = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      const told = heavy.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `    ${node.html}\n    ${node.failureSummary}`).join('\n')}`);
      assert.equal(heavy.length, 0, `${what}:\n${told.join('\n')}`);
    },
    /** Nothing sticks out of the window sideways. */
    async fits(what) {
      const wide = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll('.column, .messages, .stream, .inbox, .facts, .composer, .top')]
        .filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => `${part.tagName}.${part.className}: ${part.scrollWidth} > ${part.clientWidth}`));
      assert.deepEqual(wide, [], what);
    },
    /** Posts a message in somebody's DM as the application, for what the program itself does not say today. */
    async posts(member, body) {
      const { api, bot_token: token, members } = sandbox.ready.discord;
      const recipient_id = members.find(({ name }) => name === member).id;
      const call = async (path, data) => {
        const answer = await fetch(api + path, { method: 'POST', headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(data) });
        if (answer.status === 429) {
          // The program may have just used up what the channel's limit allows the application.
          const { retry_after: seconds } = await answer.json();
          await new Promise((soon) => setTimeout(soon, seconds * 1000));
          return call(path, data);
        }
        assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
        return answer.json();
      };
      const { id } = await call('/users/@me/channels', { recipient_id });
      return call(`/channels/${id}/messages`, body);
    },
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
      await sandbox.stop();
    },
  };
}

/** Notes whatever should not be: errors, broken policies, requests to anybody else. */
async function watch(context, page, ready, wrong) {
  const ours = new Set([ready.flexcord, ready.discord.api, ready.twilio.api].map((url) => new URL(url).origin));
  page.on('pageerror', (error) => wrong.push(`error on the page: ${error.stack ?? error}`));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrong.push(`console: ${message.text()} (${message.location().url})`));
  page.on('requestfailed', (request) => {
    // A page that is left lets go of its feed.
    if (!/\/(sandbox|live)\/feed/.test(request.url())) wrong.push(`request failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`);
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && !ours.has(url.origin)) wrong.push(`request to somebody else: ${url}`);
  });
  // The page's policy lets no script in from outside; what the browser itself puts there it does not ask about.
  await page.addInitScript({ path: AXE });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy broken: ${event.violatedDirective} ${event.blockedURI}`));
  });
}

/** Starts the program and waits for its line. */
function start(settings) {
  const child = spawn(process.env.PAGE_PROGRAM, ['sandbox', '--json', '--port', '0'], { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  const complaints = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`flexcord sandbox ended with ${code} before it was ready:\n${complaints.join('\n')}`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      child.removeAllListeners('exit');
      done({
        ready: JSON.parse(line), complaints,
        stop: () => new Promise((ended) => {
          if (child.exitCode !== null) return ended();
          child.once('exit', ended);
          child.kill('SIGTERM');
        }),
      });
    });
  });
}
