import { ROUTES } from '@onevault/contract';
import { Refusal } from '../../ingest/refusal.ts';
import { VERSION } from '../../version.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { unknownCustomer } from '../unknownCustomer.ts';

const SERVICE = 'OneVault Site Tracking API';
// The functions that can be called from psql with nothing else running.
const SQL_FUNCTIONS = [
  'api.track_site_event',
  'staging.auto_process_if_needed',
  'staging.process_complete_pipeline',
  'staging.trigger_pipeline_now',
  'staging.get_pipeline_status',
];

/** How the server is, for load balancers and people. None says what a driver said: that is for the log. */
export function healthEndpoints({ engine, keys, log }: ServiceContext): Endpoint[] {
  const healthy = () => ({ status: 'healthy', service: SERVICE, timestamp: timestamp(), version: VERSION });

  return [
    {
      method: 'GET',
      path: ROUTES.health,
      access: 'public',
      handle: async () => ok(healthy()),
    },
    {
      method: 'GET',
      path: ROUTES.healthDetailed,
      access: 'public',
      async handle() {
        const totals = await engine
          .ping()
          .then(() => engine.totals())
          .catch((error: unknown) => {
            log.warn(`[OneVault] Failed to reach the database for a health check: ${String(error)}.`);
            throw databaseDown();
          });
        return ok({
          ...healthy(),
          database: 'connected',
          engine: engine.kind,
          durability: engine.durability,
          checks: { database_connectivity: 'passed', api_endpoints: 'available', authentication: 'enabled' },
          pipeline: {
            raw_pending: totals.rawPending,
            staging_pending: totals.stagingPending,
            last_event_at: totals.lastEventAt,
            last_processed_at: totals.lastProcessedAt,
          },
        });
      },
    },
    {
      method: 'GET',
      path: ROUTES.healthDb,
      access: 'public',
      async handle() {
        const isUp = await engine.ping().then(
          () => true,
          () => false,
        );
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
      path: ROUTES.healthCustomer,
      access: 'public',
      async handle({ params }) {
        const customerId = params.customer_id ?? '';
        const tenant = await keys.findTenant(customerId);
        if (!tenant) throw unknownCustomer();
        return ok({
          status: 'healthy',
          customer_id: tenant.customerId,
          service: SERVICE,
          customer_status: tenant.active ? 'active' : 'inactive',
          features_enabled: ['site_tracking', 'analytics', 'reporting'],
          timestamp: timestamp(),
        });
      },
    },
  ];
}

function databaseDown(): Refusal {
  return new Refusal({
    status: 503,
    code: 'DATABASE_UNAVAILABLE',
    message: 'The database cannot be reached',
    headers: { 'Retry-After': '1' },
  });
}
