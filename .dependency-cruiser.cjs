/** The direction of imports (ARCHITECTURE.md): an event walks one straight line and nothing looks back. */
const sdk = '^packages/sdk/src';
const server = '^packages/server/src';
/** What also runs in a page. */
const BROWSER_CODE =
  '^packages/(server/src/(service|ingest/(?!hashAddress)|engine/port)|mock-server/src/(memory|fetch|msw|matchers|cypress|kit/(?!createMockServer|openTestEngine|writeCoverage)|faults/(?!interceptWithFaults)))';
const test = '\\.test\\.ts$';
/** The root names them for all packages, so that published ones do not bring them to their users. */
const BUILD_TOOLS = Object.keys(require('./package.json').dependencies);

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
      to: { circular: true },
    },
    {
      name: 'sdk-no-cycles',
      severity: 'error',
      comment: 'Of types neither: a type that two files share has a file of its own.',
      from: { path: sdk },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          test,
          '/entries/',
          '\\.d\\.m?ts$',
          '/cli/\\w+\\.ts$',
          '/index\\.ts$',
          '/events\\.ts$',
          'Thread\\.ts$',
          '/test/',
        ],
      },
      to: {},
    },
    {
      name: 'sdk-ships-alone',
      severity: 'error',
      comment: 'The SDK ships types of the contract and nothing else of the house.',
      from: { path: sdk, pathNot: test },
      to: { path: '^packages/(server|mock-server|conformance|contract/src/schemas)' },
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
      'capture|enrich|queue|transport|tracker|pipeline|entries|autotrack|features|read',
      'What masks and asks knows nothing of events’ way.',
    ),
    never(
      'sdk-autotrack-sees-the-public-tracker',
      sdk,
      'autotrack|features',
      'enrich|queue|transport|tracker|pipeline|entries|read',
      'A feature is (tracker, options) => stop, as anybody could write it.',
    ),
    never(
      'sdk-browser-is-the-floor',
      sdk,
      'browser',
      'capture|enrich|queue|transport|tracker|pipeline|entries|autotrack|features|privacy|read',
      'Wrapped web APIs know nothing of tracking.',
    ),
    never(
      'sdk-tracker-is-given-auto-tracking',
      sdk,
      'tracker\\.ts',
      'entries|features|autotrack/(?!feature\\.ts)',
      'Entries say what begins auto-tracking, so that a bundle can be without.',
    ),
    never(
      'sdk-pipeline-knows-no-tracker',
      sdk,
      'pipeline',
      'tracker|entries|autotrack|features',
      'entries → tracker → pipeline → stages → browser.',
    ),
    never(
      'sdk-inspector-sees-what-all-builds-share',
      sdk,
      'inspector|privacyStatus|listTrackers',
      'capture|enrich|transport|pipeline|entries|autotrack|features|read',
      'Names of ours differ between builds: it reads public methods and the record of shareTracker.',
    ),
    {
      name: 'sdk-no-bundle-has-the-inspector',
      severity: 'error',
      comment: 'A page loads it when somebody opens it: only types of it are in a bundle, and the two ways to load it.',
      from: { path: sdk, pathNot: `${test}|${sdk}/(inspector|privacyStatus|entries/(inspector|privacyStatus))` },
      to: {
        path: `${sdk}/(inspector/(?!(LoadInspector|TrackerState|isInspected|loadBeside|loadModule)\\.ts)|privacyStatus)`,
      },
    },
    {
      name: 'sdk-pages-have-no-node',
      severity: 'error',
      comment: 'What a page may load reaches neither Node nor the tracker for Node.',
      from: { path: sdk, pathNot: test },
      to: { path: '^(node:|fs$|path$|url$|os$|net$|worker_threads$|crypto$|packages/sdk/(node|init)/)' },
    },
    never(
      'server-service-knows-no-adapter',
      server,
      'service',
      'http|cli|check|metrics',
      '{cli, http} → service → ingest → engine.',
    ),
    never(
      'server-ingest',
      server,
      'ingest',
      'service|http|cli|worker|metrics',
      '{cli, http} → service → ingest → engine.',
    ),
    never(
      'server-engine-is-the-floor',
      server,
      'engine',
      'service|ingest|http|cli|worker|metrics',
      '{cli, http} → service → ingest → engine.',
    ),
    never('server-worker', server, 'worker', 'service|ingest|http|cli', '{cli, http} → worker → engine.'),
    {
      name: 'server-knows-no-test-kit',
      severity: 'error',
      comment:
        'mock-server → server → contract, and never back, tests included. The version of the tracker is no code.',
      from: { path: '^packages/server' },
      to: { path: '^packages/(mock-server|conformance|sdk/(?!package\\.json$))' },
    },
    {
      name: 'test-kit-knows-no-conformance',
      severity: 'error',
      from: { path: '^packages/mock-server' },
      to: { path: '^packages/(conformance|sdk)' },
    },
    {
      name: 'contract-imports-nothing-of-the-house',
      severity: 'error',
      from: { path: '^packages/contract' },
      to: { path: '^packages/(server|mock-server|conformance|sdk)' },
    },
    {
      name: 'runs-in-a-browser',
      severity: 'error',
      comment: 'Service, ingest, memory engine, kit, fetch and MSW also run in a page: no Node, no database driver.',
      from: { path: BROWSER_CODE, pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'runs-in-a-browser-with-all-it-imports',
      severity: 'error',
      comment: 'The same for whatever the handlers of MSW and the service reach by imports that are not lazy.',
      from: { path: '^packages/mock-server/src/(msw/index|memory/createMemoryEngine|kit/createMockKit)\\.ts$' },
      to: { path: '^(node:|fs$|path$|url$|os$|net$|worker_threads$|crypto$)', reachable: true },
    },
    {
      name: 'npm-start-has-what-it-imports',
      severity: 'error',
      comment:
        'For `npm start` only the `dependencies` of these packages and of the root are installed: what runs and what builds it.',
      from: {
        path: '^packages/(contract|sdk|server|mock-server|dashboard)/(src/|[\\w.]+$)',
        pathNot: '\\.test\\.tsx?$',
      },
      to: {
        pathNot: ['^packages/', `node_modules/(${BUILD_TOOLS.join('|')})/`],
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        // Peers are the user's, and no build takes them in.
        dependencyTypesNot: ['type-only', 'dynamic-import', 'npm-peer'],
      },
    },
    {
      name: 'npm-start-installs-by-itself',
      severity: 'error',
      comment: 'These run before anything is installed.',
      from: { path: '^scripts/((start|check|demo|installMissing|buildStale|cleanDist)\\.mjs$|demo/)' },
      // A build that is not there yet is named as the import has it.
      to: { pathNot: '^(scripts|(\\.\\./)*packages/[\\w-]+/dist)/', dependencyTypesNot: ['core'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
