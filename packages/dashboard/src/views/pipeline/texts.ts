import { formatNumber } from '../../format.ts';

const events = (count: number) => (count === 1 ? '1 event' : `${formatNumber(count)} events`);

/** Every text of the view. */
export const texts = {
  title: 'Pipeline',
  parts: 'Parts of the pipeline',
  tabs: { overview: 'Overview', stopped: 'Stopped events', keys: 'Keys', audit: 'Audit' },
  memory: {
    title: 'Not in memory',
    keys: 'The memory engine of the test kit keeps no keys. Start the server with a folder or with PostgreSQL.',
    audit: 'The memory engine of the test kit keeps no audit trail. Start the server with a folder or with PostgreSQL.',
    replay: 'The memory engine tries set-aside events again by itself, after 10 s, 1 min and 10 min.',
  },
  metrics: {
    label: 'How far the events came',
    total: 'Events stored',
    staging: 'In staging',
    business: 'In business',
    rate: 'Completed',
  },
  flow: {
    title: 'Flow',
    waiting: 'Waits',
    waitingParts: (raw: number, staging: number) => `${formatNumber(raw)} in raw, ${formatNumber(staging)} in staging`,
    lag: 'Lag',
    lagHint: 'Age of the oldest waiting event',
    noLag: 'none',
    atLeast: (time: string) => `over ${time}`,
    throughput: 'Throughput',
    throughputHint: 'Into business, since the last look',
    perSecond: (rate: number) => `${formatNumber(Math.round(rate * 10) / 10)}/s`,
    measuring: 'measuring',
    last: 'Last processed',
    hours: 'Events by hour, last day',
    hour: (at: string, count: number) => `${at}: ${events(count)}`,
    most: (count: number) => `Most in an hour: ${events(count)}`,
    noHours: 'No event in the last day.',
  },
  process: {
    title: 'Process now',
    hint: 'The server processes events by itself, within a second. By hand it only saves waiting.',
    button: 'Process now',
    done: (loaded: number) => (loaded === 0 ? 'No events were waiting' : `${events(loaded)} reached business`),
    result: (staged: number, failed: number) => `${formatNumber(staged)} staged, ${formatNumber(failed)} failed.`,
  },
  health: {
    title: 'Health',
    good: 'Healthy',
    bad: 'Degraded',
    fine: 'The database answers, and no event waits too long.',
    engines: { memory: 'in memory', pglite: 'embedded (PGlite)', postgres: 'PostgreSQL' },
    engine: 'Database',
    durability: 'Durability',
    security: 'Row-level security',
    securityStates: { on: 'on', off: 'off', not_applicable: 'not needed' },
    lastEvent: 'Last event of the server',
    whatToDo: 'What to do',
    advice: {
      set_aside:
        'Open “Stopped events” and read the reason. Fix its cause, usually in the database, then try the events again.',
      events_wait: 'Check that a server or worker runs, and read its log. More workers help if it cannot keep up.',
      customers_away:
        'A machine of the database does not answer. Check the machines of the cluster, and their network.',
    },
  },
  stopped: {
    setAside: 'Set aside',
    setAsideHint: 'Stored, but processing failed. The server tries again three times; after that, you do.',
    rejected: 'Rejected',
    rejectedHint: 'Stored, but invalid. They never reach business: correct what sends them.',
    noneSetAside: 'No event is set aside',
    noneRejected: 'No event is rejected',
    none: { title: 'Nothing has stopped', hint: 'Every event reached business, or is on its way.' },
    newest: (shown: number, all: number) =>
      `By reason, from the newest ${formatNumber(shown)} of ${formatNumber(all)}.`,
    reading: 'Reading the reasons …',
    count: events,
    last: (at: string) => `last at ${at}`,
    types: 'Types',
    example: 'Show the newest',
    replay: 'Try again …',
    replayAll: 'Try all again …',
    replayName: (rule: string) => `Try again … ${rule}`,
    replayTitle: (count: number) => `Try ${events(count)} again?`,
    replayHint:
      'They are processed again at once, with all attempts restored. What fails again is set aside again. Nothing is doubled.',
    replayAction: (count: number) => `Try ${events(count)} again`,
    replayed: (count: number) => `${events(count)} ${count === 1 ? 'is' : 'are'} tried again`,
    settling: 'Waiting for the outcome …',
    outcome: (left: number) => (left === 0 ? 'All of them reached business.' : `${events(left)} still set aside.`),
  },
  retention: {
    title: 'Retention',
    days: (days: number) => (days === 1 ? '1 day' : `${formatNumber(days)} days`),
    hint: 'So long raw and staging rows are kept. Sessions, pages and totals stay. An operator changes it:',
  },
} as const;
