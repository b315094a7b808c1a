/**
 * Questions of analytics to one customer with 5,000,000 events in 400,000 sessions over 90 days (`--events`), over HTTP:
 * the first screen of a dashboard, alone and with filters, a funnel and a retention. The facts are written straight into
 * their tables (shared/loadFacts.mjs), which takes a minute or two: `--folder` keeps the database for the next run.
 * `--umami` asks the same of the same events in the tables of Umami (shared/umami.mjs; some minutes and 6 GB more).
 */
import { argv } from 'node:process';
import { createClient } from './shared/createClient.mjs';
import { loadFacts, packSessions } from './shared/loadFacts.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';
import { loadUmami, toUmamiFunnel, toUmamiRetention, toUmamiScreen } from './shared/umami.mjs';

const EVENTS = readOption('events', 5_000_000);
const ROUNDS = 3;
const DAY_MS = 86_400_000;
const isBesideUmami = argv.includes('--umami');
const folder = argv.includes('--folder') ? argv[argv.indexOf('--folder') + 1] : undefined;
const BREAKDOWNS = ['page', 'source', 'channel', 'country', 'device', 'browser'];
const FILTERS = [
  'page:is:/page/3',
  'source:is_not:google',
  'event:is:signup',
  'country:is:DE|FR',
  'page:matches:/page/1*',
  'device:is:mobile',
];

const postgres = await startPostgres(folder === undefined ? {} : { folder, isKept: true });
const server = await startServer(postgres.url);
const database = await openDatabase(postgres.url);
const [{ there } = { there: false }] = await database.query('select exists (select 1 from facts.events) as there');
let startedAt = performance.now();
if (!there) await loadFacts(database, 'demo', EVENTS);
const loadedS = (performance.now() - startedAt) / 1000;
startedAt = performance.now();
const packed = await packSessions(database, 'demo');
const packedS = (performance.now() - startedAt) / 1000;
// A kept database ends on the day of its first run.
const [{ last } = { last: '' }] = await database.query('select max(started_at)::text as last from facts.sessions');
const day = (/** @type {number} */ ago) => new Date(Date.parse(last) - ago * DAY_MS).toISOString().slice(0, 10);
const RANGE = `from=${day(29)}&to=${day(0)}&timezone=Europe/Berlin`;
// As the page asks: sessions once, and pages, which need what each session did.
const SCREEN = [
  `overview?${RANGE}&compare=previous&limit=10${BREAKDOWNS.filter((by) => by !== 'page')
    .map((by) => `&by=${by}`)
    .join('')}`,
  `breakdown?${RANGE}&by=page&limit=10`,
];
const QUESTIONS = [
  `summary?${RANGE}&compare=previous`,
  `timeseries?${RANGE}&metric=visitors&interval=day`,
  ...BREAKDOWNS.map((by) => `breakdown?${RANGE}&by=${by}&limit=10`),
];
const STEPS = [
  'event:is:page_view',
  'page:is:/page/1',
  'event:is:user_interaction',
  'event:is:signup',
  'event:is:transaction_step',
];
const steps = STEPS.map((step) => `step=${encodeURIComponent(step)}`).join('&');
/** @type {[name: string, path: string][]} */
const JOURNEYS = [
  ['a funnel of five steps', `funnel?${RANGE}&${steps}`],
  ['the same of visitors', `funnel?${RANGE}&${steps}&within=visitor`],
  ['weekly retention of twelve weeks', `retention?from=${day(83)}&to=${day(0)}&timezone=Europe/Berlin&period=week`],
];
// A browser has several connections.
const clients = Array.from({ length: 4 }, () => createClient(server.url));

let timedOut = 0;

/** A question that times out counts with the time until it was refused. @param {string} path */
async function timed(path, client = clients[0]) {
  const begun = performance.now();
  await client?.get(`/api/v1/analytics/${path}`).catch((error) => {
    if (!String(error).includes('QUERY_TIMED_OUT')) throw error;
    timedOut++;
  });
  return performance.now() - begun;
}

/** All questions of the screen at once, as a page asks them. */
async function loadScreen() {
  const begun = performance.now();
  await Promise.all(SCREEN.map((path, n) => timed(path, clients[n % clients.length])));
  return performance.now() - begun;
}

const cold = await loadScreen();
const warm = [];
for (let n = 0; n < ROUNDS; n++) warm.push(await loadScreen());
/** @type {Record<string, number[]>} */
const alone = {};
for (const path of [...SCREEN, ...QUESTIONS]) {
  const name = path.replace(/\?.*?(by=\w+)?(&.*)?$/, ' $1').trim();
  const [kind = '', by = ''] = [path.split('?')[0], /by=\w+/.exec(path)?.[0]];
  alone[`${kind} ${by}`.trim() || name] = [];
  for (let n = 0; n < ROUNDS; n++) alone[`${kind} ${by}`.trim()]?.push(await timed(path));
}
const filtered = [];
for (const path of QUESTIONS) {
  for (const [n, one] of FILTERS.entries()) {
    const other = FILTERS[(n + 1) % FILTERS.length] ?? '';
    filtered.push(await timed(`${path}&filter=${encodeURIComponent(one)}&filter=${encodeURIComponent(other)}`));
  }
}
/** @type {[name: string, ms: number][]} */
const journeys = [];
for (const [name, path] of JOURNEYS) {
  const times = [];
  for (let n = 0; n < ROUNDS; n++) times.push(await timed(path));
  journeys.push([name, percentile(times, 0.5)]);
}
const { population } = await createClient(server.url).get(`/api/v1/analytics/summary?${RANGE}`);
const umami = isBesideUmami ? await measureUmami() : [];
for (const client of clients) client.close();
await database.close();
await server.stop();
await postgres.stop();

report(`Analytics, ${EVENTS.toLocaleString('en')} events, 30 of 90 days`, [
  ...(there ? [] : [{ what: 'events written', value: EVENTS / loadedS, unit: 'events/s' }]),
  ...(packed > 0 ? [{ what: 'sessions packed', value: packed / packedS, unit: 'sessions/s' }] : []),
  { what: 'events in the range', value: population.counted.events, unit: '' },
  { what: 'first screen, cold', value: cold, unit: 'ms', wanted: '≤ 1000' },
  { what: 'first screen, warm', value: percentile(warm, 0.5), unit: 'ms', wanted: '≤ 300' },
  ...Object.entries(alone).map(([name, times]) => ({ what: `  ${name}`, value: percentile(times, 0.5), unit: 'ms' })),
  { what: 'questions that timed out', value: timedOut, unit: '', wanted: '≤ 0' },
  { what: 'a question with two filters, p50', value: percentile(filtered, 0.5), unit: 'ms' },
  { what: 'a question with two filters, p95', value: percentile(filtered, 0.95), unit: 'ms', wanted: '≤ 500' },
  ...journeys.map(([what, value]) => ({ what, value, unit: 'ms', wanted: '≤ 1000' })),
  ...umami.map(([what, value]) => ({ what: `Umami: ${what}`, value, unit: 'ms' })),
]);

/** The same questions to Umami's tables: its statements alone, without its server. */
async function measureUmami() {
  await loadUmami(database, 'demo');
  const connections = await Promise.all(Array.from({ length: 4 }, () => openDatabase(postgres.url)));
  /** @param {{ text: string, values: string[] }} question */
  const ask = async ({ text, values }, connection = database) => {
    const begun = performance.now();
    await connection.query(text, values);
    return performance.now() - begun;
  };
  /** @param {() => Promise<unknown>} work */
  const median = async (work) => {
    const times = [];
    for (let n = 0; n < ROUNDS; n++) {
      const begun = performance.now();
      await work();
      times.push(performance.now() - begun);
    }
    return percentile(times, 0.5);
  };
  const days = { from: day(29), to: day(0) };
  const screen = toUmamiScreen(days);
  /** @type {[name: string, ms: number][]} */
  const rows = [
    [
      'first screen',
      await median(() => Promise.all(screen.map((question, n) => ask(question, connections[n % connections.length])))),
    ],
  ];
  for (const question of screen) rows.push([`  ${question.name}`, await median(() => ask(question))]);
  const times = [];
  for (const [n, one] of FILTERS.entries()) {
    const pair = [one, FILTERS[(n + 1) % FILTERS.length] ?? ''];
    for (const question of toUmamiScreen(days, pair)) times.push(await ask(question));
  }
  rows.push(['a question with two filters, p50', percentile(times, 0.5)]);
  rows.push(['a question with two filters, p95', percentile(times, 0.95)]);
  rows.push(['a funnel of five steps', await median(() => ask(toUmamiFunnel(days, STEPS)))]);
  rows.push([
    'daily retention of twelve weeks',
    await median(() => ask(toUmamiRetention({ from: day(83), to: day(0) }))),
  ]);
  await Promise.all(connections.map((connection) => connection.close()));
  return rows;
}
