/** The direction of imports (ARCHITECTURE.md): an event walks one straight line and nothing looks back. */
const sdk = '^packages/sdk/src';
const server = '^packages/mock-server/src';
const test = '\\.test\\.ts$';

/** `from` may not import any of `to` (folders or files below the package's src). */
const never = (name, base, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `${base}/(${from})`, pathNot: test },
  to: { path: `${base}/(${to})` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [test, '/entries/', '\\.d\\.m?ts$', '/cli\\.ts$', '/index\\.ts$', '/events\\.ts$', 'Thread\\.ts$'],
      },
      to: {},
    },
    {
      name: 'sdk-ships-alone',
      severity: 'error',
      comment: 'The SDK ships types of the contract and nothing else of the house.',
      from: { path: sdk, pathNot: test },
      to: { path: '^packages/(mock-server|contract/src/schemas)' },
    },
    never(
      'sdk-stages-are-strangers',
      sdk,
      'capture',
      'enrich|queue|transport|tracker|pipeline|entries|autotrack|read',
      'Stages know events.ts, never each other.',
    ),
    never(
      'sdk-enrich-is-a-stage',
      sdk,
      'enrich',
      'capture|queue|transport|tracker|pipeline|entries|autotrack|read',
      'Stages know events.ts, never each other.',
    ),
    never(
      'sdk-queue-is-a-stage',
      sdk,
      'queue',
      'capture|enrich|transport|tracker|pipeline|entries|autotrack|read',
      'Stages know events.ts, never each other.',
    ),
    never(
      'sdk-transport-is-a-stage',
      sdk,
      'transport',
      'capture|enrich|queue|tracker|pipeline|entries|autotrack|read',
      'Stages know events.ts, never each other.',
    ),
    never(
      'sdk-privacy-is-near-the-floor',
      sdk,
      'privacy',
      'capture|enrich|queue|transport|tracker|CoreTracker|pipeline|entries|autotrack|features|read',
      'What masks and asks knows nothing of events’ way.',
    ),
    never(
      'sdk-autotrack-sees-the-public-tracker',
      sdk,
      'autotrack|features',
      'enrich|queue|transport|tracker\\.ts|CoreTracker|pipeline|entries|read',
      'A feature is (tracker, options) => stop, as anybody could write it.',
    ),
    never(
      'sdk-browser-is-the-floor',
      sdk,
      'browser',
      'capture|enrich|queue|transport|tracker|CoreTracker|pipeline|entries|autotrack|features|privacy|read',
      'Wrapped web APIs know nothing of tracking.',
    ),
    never(
      'sdk-pipeline-knows-no-tracker',
      sdk,
      'pipeline',
      'tracker|CoreTracker|entries|autotrack|features',
      'entries → tracker → pipeline → stages → browser.',
    ),
    never(
      'server-service-has-no-door',
      server,
      'service',
      'http|msw|testing|cli',
      '{cli, http, msw, testing} → service → ingest → engine.',
    ),
    never(
      'server-ingest',
      server,
      'ingest',
      'service|http|msw|testing|cli|worker',
      '{cli, http, msw, testing} → service → ingest → engine.',
    ),
    never(
      'server-engine-is-the-floor',
      server,
      'engine',
      'service|ingest|http|msw|testing|cli|worker',
      '{cli, http, msw, testing} → service → ingest → engine.',
    ),
    {
      name: 'service-runs-anywhere',
      severity: 'error',
      comment: 'The service and the memory engine also run in a browser: no Node, no database driver.',
      from: { path: `${server}/(service|ingest|engine/memory|engine/port)`, pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
