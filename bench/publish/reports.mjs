/** Which reports are on the page, and where. */

/** @typedef {import('./readLines.mjs').Line} Line */

/** Comparisons with peers: the report says by itself what it is, or its rows do. */
export const TOPICS = {
  arrives: {
    title: 'What arrives',
    intro:
      'Events that the tracker was given, and that a server has in the end. The picture has the situations in which the trackers differ.',
    alt: 'Bars of the table below: how much arrives, for each tracker',
  },
  network: {
    title: 'What 1,000 events cost the network',
    intro: 'Beyond what the page sends when it is loaded. Headers count, preflights too.',
    alt: 'Bars of the table below: events that arrive, requests and bytes of each tracker',
  },
  page: {
    title: 'What it costs the page',
    intro:
      'Each tracker with its start, bundled and minified by the same tool. Times are main-thread times in a Chromium that is slowed down four times, for a slow phone.',
    alt: 'Bars of the table below: bytes of the script and main-thread times of each tracker',
  },
};

/** Rows that have the name of a tracker in them, of reports that measure more than one thing. */
const SPLIT = [
  { report: /^sdkInit\b/, row: /^(\w+), until the script returns$/, title: 'Until the script returns' },
  {
    report: /^sdkInit\b/,
    row: /^(\w+), tasks in the \d+ ms after/,
    title: 'Tasks in the 1.2 s after it, over an empty script',
  },
  { report: /^trackCost\b.*slower/, row: /^(\w+), a call$/, title: 'A call of `track`' },
  {
    report: /^trackCost\b.*slower/,
    row: /^(\w+), tasks until 1000 have arrived$/,
    title: 'Tasks until 1,000 events have arrived',
    said: 'empty where not all had arrived three seconds after the last one that did',
  },
];

/** Of ours alone, each beside its limit. */
export const TABLES = [
  { report: /^onevault\.min\.js$/, title: 'The script tag', area: 'tracker' },
  { report: /^onevault\.full\.min\.js$/, title: 'The script tag with all features', area: 'tracker' },
  { report: /^clickCost\b/, title: 'A click', area: 'tracker' },
  { report: /^trackCost, \d+ calls$/, title: 'A call at full speed', area: 'tracker' },
  {
    report: /^POST \/api\/v1\/track, one client/,
    title: 'One client: from the request until the event is in the business layer',
    area: 'server',
  },
  {
    report: /^POST \/api\/v1\/track\/async on/,
    title: 'The background route: from the answer to the business layer',
    area: 'server',
  },
  { report: /^Single events\b/, title: 'Single events over 16 connections', area: 'server' },
  { report: /^Batches of\b/, title: 'Batches of 20 over 16 connections, beside `COPY` into one table', area: 'server' },
  { report: /^Reads on\b/, title: 'Dashboard and status', area: 'server' },
  { report: /^POST .* beside .* set-aside/, title: 'Beside events that are set aside', area: 'server' },
  { report: /^Disk\b/, title: 'Disk', area: 'server' },
  { report: /^The page with\b/, title: 'Each view of the page with 5,000,000 events', area: 'server' },
  { report: /^Start-up\b/, title: 'Until it listens', area: 'start' },
  { report: /^A fresh clone\b/, title: '`npm start` in a fresh clone', area: 'start' },
  { report: /^Test kit\b/, title: 'The test kit', area: 'start' },
];
export const AREAS = {
  tracker: 'The tracker beside its limits',
  server: 'The server beside its limits',
  start: 'Start and tests',
};

/** The same for an older line of the same kind, whatever its options were; undefined: it is not on the page. @param {Line} line */
export function findKind({ name, topic }) {
  if (topic) return topic in TOPICS ? `${topic}: ${name}` : undefined;
  return String([...SPLIT, ...TABLES].find(({ report }) => report.test(name))?.report ?? '') || undefined;
}

/**
 * @typedef {object} Metric one thing, measured of each tracker
 * @property {string} title
 * @property {string} unit
 * @property {'more' | 'less'} better
 * @property {number | undefined} full
 * @property {string | undefined} said
 * @property {{ name: string, value: number }[]} values ours first
 * @property {Line} line
 */

/** @param {Line[]} lines @param {string} topic @returns {Metric[]} */
export function listMetrics(lines, topic) {
  const whole = lines
    .filter((line) => line.topic === topic)
    .map((line) => ({
      title: line.name,
      unit: line.rows[0]?.unit ?? '',
      better: line.better ?? 'less',
      full: line.full,
      said: line.said,
      values: line.rows.map(({ what, value }) => ({ name: what, value })),
      line,
    }));
  if (topic !== 'page') return whole;
  const split = SPLIT.flatMap(({ report, row, title, said }) =>
    lines
      .filter(({ name }) => report.test(name))
      .map((line) => {
        const rows = line.rows.filter(({ what }) => row.test(what));
        const values = rows.map(({ what, value }) => ({ name: row.exec(what)?.[1] ?? what, value }));
        return /** @type {Metric} */ ({
          title,
          unit: rows[0]?.unit ?? '',
          better: 'less',
          full: undefined,
          said,
          values,
          line,
        });
      }),
  );
  return [...whole, ...split];
}
