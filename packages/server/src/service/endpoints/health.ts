import { ROUTES } from '@onevault/contract';
import { type Engine, EngineUnavailable } from '../../engine/port.ts';
import { judgeHealth } from '../../health/judgeHealth.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { VERSION } from '../../version.ts';
import type { ServiceContext } from '../context.ts';
import { createLookup } from '../createLookup.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { unknownCustomer } from '../unknownCustomer.ts';

const LOOKUP = { maxAgeMs: 250, maxEntries: 1 };
// Load balancers wait about this long.
const TIMEOUT_MS = 2_000;
const SERVICE = 'OneVault Site Tracking API';
// Functions that can be called from psql without a running server.
const SQL_FUNCTIONS = [
  'api.track_site_event',
  'staging.auto_process_if_needed',
  'staging.process_complete_pipeline',
  'staging.trigger_pipeline_now',
  'staging.get_pipeline_status',
];

/** The server's health, for load balancers and people. Text from a database driver goes only to the log. */
export function healthEndpoints(context: ServiceContext): Endpoint[] {
  const { engine, keys, log } = context;
  // Anyone may call these often; the cache limits them to a few database queries a second.
  const database = createLookup(async () => ({ latencyMs: await measurePing(engine) }), LOOKUP);
  const totals = createLookup(() => withinTime(engine.totals()), LOOKUP);
  const healthy = () => ({ status: 'healthy', service: SERVICE, timestamp: timestamp(), version: VERSION });

  return [
    {
      method: 'GET',
      path: ROUTES.health,
      access: 'public',
      doc: { summary: 'Whether the server answers', reply: ['HealthReplySchema'] },
      handle: async () => ok(healthy()),
    },
    {
      method: 'GET',
      path: ROUTES.healthDetailed,
      access: 'public',
      doc: {
        summary: 'The server, its database and what waits in the pipeline',
        description:
          'Degraded, with 200, if many events of the last minutes were set aside, if events wait too long, or if customers could not be counted: `problems` says which.',
        reply: ['HealthDetailedReplySchema'],
        errors: [503],
      },
      async handle() {
        if ((await database.get('')).latencyMs === null) throw databaseDown();
        const waiting = await totals.get('').catch((error: unknown) => {
          if (!(error instanceof EngineUnavailable))
            log.warn(`[OneVault] Failed to reach the database for a health check: ${String(error)}.`);
          return null;
        });
        if (waiting === null) throw databaseDown();
        const problems = judgeHealth(waiting);
        return ok({
          ...healthy(),
          status: problems.length === 0 ? 'healthy' : 'degraded',
          problems,
          database: 'connected',
          engine: engine.kind,
          durability: engine.durability,
          // The log has the reason: this route is public.
          row_level_security:
            engine.rowSecurity === undefined ? 'not_applicable' : engine.rowSecurity.isOn ? 'on' : 'off',
          checks: { database_connectivity: 'passed', api_endpoints: 'available', authentication: 'enabled' },
          pipeline: {
            raw_pending: waiting.rawPending,
            staging_pending: waiting.stagingPending,
            set_aside: waiting.setAside,
            last_event_at: waiting.lastEventAt,
            last_processed_at: waiting.lastProcessedAt,
          },
        });
      },
    },
    {
      method: 'GET',
      path: ROUTES.healthDb,
      access: 'public',
      doc: { summary: 'The database, always with 200', reply: ['HealthDbReplySchema'] },
      async handle() {
        const isUp = (await database.get('')).latencyMs !== null;
        return ok({
          status: isUp ? 'healthy' : 'unhealthy',
          database: isUp ? 'connected' : 'error',
          ...(isUp ? {} : { error: 'The database cannot be reached' }),
          api_functions: SQL_FUNCTIONS,
          auth_functions_available: Object.fromEntries(
            SQL_FUNCTIONS.map((name) => [name.slice(name.indexOf('.') + 1), isUp]),
          ),
          timestamp: timestamp(),
        });
      },
    },
    {
      method: 'GET',
      path: ROUTES.healthLive,
      access: 'public',
      doc: {
        summary: 'Whether the process lives: for process managers',
        description: 'Does not check the database: a restart would not bring it back.',
        reply: ['HealthLiveReplySchema'],
      },
      handle: async () => ok({ status: 'alive', timestamp: timestamp() }),
    },
    {
      method: 'GET',
      path: ROUTES.healthReady,
      access: 'public',
      doc: {
        summary: 'Whether requests should be sent here: for load balancers',
        description: '503 while the database does not answer, and from the moment the server is told to stop.',
        reply: ['HealthReadyReplySchema'],
        errors: [503],
      },
      async handle() {
        if (context.isDraining()) throw draining();
        if ((await database.get('')).latencyMs === null) throw databaseDown();
        return ok({ status: 'ready', timestamp: timestamp() });
      },
    },
    {
      method: 'GET',
      path: ROUTES.healthDependencies,
      access: 'public',
      doc: {
        summary: 'The services that the server depends on, and how fast they answer',
        reply: ['HealthDependenciesReplySchema'],
      },
      async handle() {
        const { latencyMs } = await database.get('');
        const status = latencyMs === null ? 'unhealthy' : 'healthy';
        return ok({
          status,
          dependencies: [{ name: 'database', status, latency_ms: latencyMs }],
          timestamp: timestamp(),
        });
      },
    },
    {
      method: 'GET',
      path: ROUTES.healthCustomer,
      access: 'public',
      isLimited: true,
      doc: {
        summary: 'Whether a customer is served',
        reply: ['HealthCustomerReplySchema'],
        errors: [404, 429],
      },
      async handle({ params }) {
        const customerId = params.customer_id ?? '';
        const customer = await keys.findCustomer(customerId);
        if (!customer) throw unknownCustomer();
        return ok({
          status: 'healthy',
          customer_id: customer.customerId,
          service: SERVICE,
          customer_status: customer.active ? 'active' : 'inactive',
          features_enabled: ['site_tracking', 'analytics', 'reporting'],
          timestamp: timestamp(),
        });
      },
    },
  ];
}

/** Milliseconds, rounded up; null when there was no answer in time. */
async function measurePing(engine: Engine): Promise<number | null> {
  const startMs = performance.now();
  return withinTime(
    engine.ping().then(
      () => Math.ceil(performance.now() - startMs),
      () => null,
    ),
  );
}

/** Null when there was no answer in time. */
function withinTime<T>(answer: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), TIMEOUT_MS);
  });
  return Promise.race([answer, tooLong]).finally(() => clearTimeout(timer));
}

function draining(): Refusal {
  return new Refusal({
    status: 503,
    code: 'SHUTTING_DOWN',
    message: 'The server is about to stop: send requests to another one',
    headers: { 'Retry-After': '1' },
  });
}

function databaseDown(): Refusal {
  return new Refusal({
    status: 503,
    code: 'DATABASE_UNAVAILABLE',
    message: 'The database cannot be reached',
    headers: { 'Retry-After': '1' },
  });
}
