/**
 * Every view of the server's page for a customer with 5,000,000 events in all layers (`--events`; 20 GB of disk), in
 * Chromium: from the click on its link until it has answered. The events of the layers are copies of 10,000 that went
 * through the pipeline; those of analytics are facts in 400,000 sessions (shared/loadFacts.mjs).
 */
import { chromium } from 'playwright-core';
import { findChromium } from '../scripts/findChromium.mjs';
import { copyEvents } from './shared/copyEvents.mjs';
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { loadFacts, packSessions } from './shared/loadFacts.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const EVENTS = readOption('events', 5_000_000);
const ORIGINALS = 10_000;
const BATCH = 500;
const ROUNDS = 3;

const postgres = await startPostgres();
const server = await startServer(postgres.url);
const database = await openDatabase(postgres.url);
const client = createClient(server.url);
for (let stored = 0; stored < ORIGINALS; stored += BATCH) {
  await client.post('/api/v1/track', Array.from({ length: BATCH }, createEvent));
}
await copyEvents(database, Math.max(1, Math.round(EVENTS / ORIGINALS) - 1));
// Those of the originals would be in the way of as many others.
for (const table of ['events', 'sessions', 'texts']) await database.query(`delete from facts.${table}`);
await loadFacts(database, 'demo', EVENTS);
await packSessions(database, 'demo');

const { summary, events } = await client.get('/api/v1/track/dashboard?limit=1');
const [event] = events;
const browser = await chromium.launch({
  executablePath: (await findChromium({ install: false })) ?? '',
  args: ['--disable-gpu'],
  chromiumSandbox: false,
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(server.url);
await page.getByLabel('Customer').fill('demo');
await page.getByLabel('Key', { exact: true }).fill('ovt_demo');
await page.getByRole('button', { name: 'Sign in' }).click();
await page.getByRole('grid').locator('[role=row]').nth(1).waitFor();

const answered = () => page.locator('.progress[data-busy="false"]').waitFor({ state: 'attached' });
/** @type {[name: string, path: string, hasAnswered: () => Promise<void>][]} */
const VIEWS = [
  ['Live', '/live', () => page.getByRole('grid').locator('[role=row]').nth(1).waitFor()],
  ['Find: an event', `/find/event/${event.event_id}`, () => page.getByText('What staging added').waitFor()],
  [
    'Find: a session',
    `/find/session/${event.session_id}`,
    () => page.getByRole('button', { name: 'Copy as test' }).waitFor(),
  ],
  ['Pipeline', '/pipeline', () => page.getByText('Most in an hour').waitFor()],
  ['Pipeline: stopped events', '/pipeline/stopped', () => page.getByText('Nothing has stopped').waitFor()],
  ['Health', '/tracking-health', () => page.getByRole('region', { name: 'Each day' }).waitFor()],
  ['Alerts', '/alerts', () => page.getByText('Nothing has fired').waitFor()],
  ['Business: 7 days', '/business?period=7d', answered],
  ['Business: 30 days', '/business?period=30d', answered],
  ['Business: 30 days, a filter', '/business?period=30d&filter=device:is:mobile', answered],
  ['Business: sessions', '/business/sessions?period=30d', answered],
];
const rows = [];
for (const [name, path, hasAnswered] of VIEWS) {
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(`${server.url}/install`);
    await page.getByText('If nothing arrives').waitFor();
    const startedAt = performance.now();
    // As a link does it: the page stays.
    await page.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    await hasAnswered();
    times.push(performance.now() - startedAt);
  }
  rows.push({ what: name, value: percentile(times, 0.5), unit: 'ms' });
}
await browser.close();
client.close();
await database.close();
await server.stop();
await postgres.stop();
report(`The page with ${summary.total_events.toLocaleString('en')} events, p50 of ${ROUNDS}`, rows);
