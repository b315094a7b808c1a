/**
 * What arrives, beside other trackers from npm, in one run in a real Chromium: of events whose tab is closed, whose page
 * is left, in an outage, when an answer is lost; and what 1,000 events cost in requests and bytes. Each tracker is
 * started as its documentation says (`shared/readTrackers.mjs`), and sends to a collector on this machine.
 */
import { setTimeout } from 'node:timers/promises';
import { openPeers } from './delivery/openPeers.mjs';
import { readOption } from './shared/readOption.mjs';
import { report } from './shared/report.mjs';

const RUNS = readOption('runs', 3);
/** Events of a scenario. */
const EVENTS = 20;
const MANY = 1_000;
const OUTAGE_MS = 3_000;
/** Longer than any of the trackers waits before it tries again, after an outage as short as this. */
const PATIENCE_MS = 20_000;
/** What a closed tab has sent arrives at once, or never. */
const REST_MS = 3_000;
/** A second copy may be on its way. */
const COPY_MS = 1_000;
/** Until a page has its new title and its tracker has seen the route. */
const ROUTE_MS = 700;

const peers = await openPeers();
const { collector } = peers;
/** Its value is no promise: nobody waits for the answer of a tracker. */
const track = (/** @type {number} */ count, from = 0) =>
  `for (let n = ${from}; n < ${from + count}; n++) track('bench_event', { mark: 'bench-' + n + '-' }); undefined;`;

/**
 * @typedef {import('playwright-core').BrowserContext} Context
 * @typedef {ReturnType<typeof collector.read>} Result
 *
 * @typedef {object} Scenario
 * @property {number} wanted
 * @property {string} said what happens, for people
 * @property {(name: string, context: Context) => Promise<void>} run
 * @property {(result: Result) => number} [read] Default: the events that arrived
 */

/** Ends early once all is there. @param {number} count */
async function arrive(count, patienceMs = PATIENCE_MS) {
  const end = Date.now() + patienceMs;
  while (Date.now() < end && collector.read().arrived < count) await setTimeout(100);
  await setTimeout(COPY_MS);
}

/**
 * The visitor does something more once the server is back: Snowplow tries again then, and not by a clock.
 *
 * @param {import('playwright-core').Page} page
 */
async function goOn(page) {
  await page.evaluate(track(1, EVENTS));
  await arrive(EVENTS + 1);
}

/** @type {Record<string, Scenario>} */
const SCENARIOS = {
  'The tab is closed': {
    wanted: EVENTS,
    said: `${EVENTS} events, and the tab is closed at once`,
    async run(name, context) {
      const page = await peers.open(context, name);
      await page.evaluate(track(EVENTS));
      await page.close();
      await arrive(EVENTS, REST_MS);
    },
  },
  'The page is left': {
    wanted: EVENTS,
    said: `${EVENTS} events, and a link to another page is followed in the same task`,
    async run(name, context) {
      const page = await peers.open(context, name);
      await page.evaluate(`${track(EVENTS)} location.href = 'left';`);
      await page.waitForURL('**/left');
      await arrive(EVENTS, REST_MS);
    },
  },
  'The server answers 503': {
    wanted: EVENTS + 1,
    said: `${EVENTS} events while the server answers 503 for ${OUTAGE_MS / 1000} s; one more when it is back`,
    async run(name, context) {
      const page = await peers.open(context, name);
      collector.setMode('refuse');
      await page.evaluate(track(EVENTS));
      await setTimeout(OUTAGE_MS);
      collector.setMode('answer');
      await goOn(page);
    },
  },
  'The network is away': {
    wanted: EVENTS + 1,
    said: `${EVENTS} events while every connection is cut for ${OUTAGE_MS / 1000} s; one more when it is back`,
    async run(name, context) {
      const page = await peers.open(context, name);
      collector.setMode('cut');
      await page.evaluate(track(EVENTS));
      await setTimeout(OUTAGE_MS);
      collector.setMode('answer');
      await goOn(page);
    },
  },
  'Away, closed, and a next visit': {
    wanted: EVENTS,
    said: `${EVENTS} events while the server answers 503; the tab is closed after ${OUTAGE_MS / 1000} s, and the visitor comes back when the server is there again`,
    async run(name, context) {
      const page = await peers.open(context, name);
      collector.setMode('refuse');
      await page.evaluate(track(EVENTS));
      await setTimeout(OUTAGE_MS);
      await page.close();
      collector.setMode('answer');
      await peers.open(context, name);
      await arrive(EVENTS);
    },
  },
  'Two tabs at once': {
    wanted: EVENTS * 2,
    said: `${EVENTS} events in each of two tabs at the same time`,
    async run(name, context) {
      const pages = [await peers.open(context, name), await peers.open(context, name)];
      await Promise.all(pages.map((page, index) => page.evaluate(track(EVENTS, index * EVENTS))));
      await arrive(EVENTS * 2);
    },
  },
  'Page views of four routes': {
    wanted: 4,
    said: 'the first page, then three changes of route by `history.pushState`; one page view each',
    read: ({ views }) => views,
    async run(name, context) {
      const page = await peers.open(context, name);
      for (const route of ['a', 'b', 'c']) {
        await page.evaluate(
          `history.pushState(null, '', '/${name}/${route}'); document.title = '${route}'; window.onRoute?.();`,
        );
        await setTimeout(ROUTE_MS);
      }
      await setTimeout(REST_MS);
    },
  },
};

/** @type {Record<string, Scenario>} */
const COPIES = {
  'Counted twice': {
    wanted: 0,
    said: `${EVENTS} events, and the server stores the first two requests and loses its answers: events that are there twice, without an id that says so`,
    read: ({ doubled }) => doubled,
    async run(name, context) {
      const page = await peers.open(context, name);
      collector.setMode('lose', 2);
      await page.evaluate(track(EVENTS));
      await arrive(EVENTS, REST_MS);
      await setTimeout(REST_MS);
    },
  },
};

const about = { runs: RUNS, chromium: peers.chromium, versions: peers.versions, options: peers.options };
await compare(SCENARIOS, { topic: 'arrives', better: 'more' });
await compare(COPIES, { topic: 'arrives', better: 'less' });
await countCosts();
await peers.close();

/** @param {Record<string, Scenario>} scenarios @param {{ topic: string, better: 'more' | 'less' }} kind */
async function compare(scenarios, kind) {
  for (const [title, { wanted, said, run, read = (/** @type {Result} */ { arrived }) => arrived }] of Object.entries(
    scenarios,
  )) {
    const sums = peers.names.map(() => 0);
    // In turns, so that a busy moment of the machine meets each.
    for (let count = 0; count < RUNS; count += 1) {
      for (const [index, name] of peers.names.entries())
        sums[index] = (sums[index] ?? 0) + read(await measure(name, run));
    }
    const unit = wanted > 0 ? `of ${wanted}` : `of ${EVENTS}`;
    const rows = peers.names.map((what, index) => ({ what, value: (sums[index] ?? 0) / RUNS, unit }));
    report(title, rows, { ...about, ...kind, said, full: wanted || EVENTS });
  }
}

/** What the page itself sends when it is loaded does not count. */
async function countCosts() {
  /** @type {{ name: string, arrived: number, requests: number, bytes: number }[]} */
  const costs = [];
  for (const name of peers.names) {
    const before = await measure(name, async (_, context) => void (await peers.open(context, name)));
    const after = await measure(name, async (_, context) => {
      const page = await peers.open(context, name);
      // As a lively page does it: ten at once, fifty times a second.
      for (let from = 0; from < MANY; from += 10) {
        await page.evaluate(track(10, from));
        await setTimeout(20);
      }
      await arrive(MANY);
    });
    const [requests, bytes] = [after.requests + after.preflights, after.bytes];
    costs.push({
      name,
      arrived: after.arrived,
      requests: requests - before.requests - before.preflights,
      bytes: bytes - before.bytes,
    });
  }
  const said = `${MANY.toLocaleString('en')} events with one property, ten at once, in about two seconds`;
  const of = (/** @type {'arrived' | 'requests' | 'bytes'} */ key, unit = '') =>
    costs.map(({ name, [key]: value }) => ({ what: name, value, unit }));
  report('Arrived', of('arrived', `of ${MANY}`), {
    ...about,
    runs: 1,
    topic: 'network',
    better: 'more',
    full: MANY,
    said,
  });
  report('Requests, with preflights', of('requests'), { ...about, runs: 1, topic: 'network', better: 'less', said });
  report('Bytes sent, with headers', of('bytes', 'bytes'), {
    ...about,
    runs: 1,
    topic: 'network',
    better: 'less',
    said,
  });
}

/** @param {string} name @param {Scenario['run']} run @returns {Promise<Result>} */
async function measure(name, run) {
  collector.reset();
  const context = await peers.newContext();
  await run(name, context);
  const result = collector.read();
  await context.close();
  return result;
}
