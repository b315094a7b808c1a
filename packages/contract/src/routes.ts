/** Paths of the API, and who may call them. */

export const ROUTES = {
  health: '/health',
  healthDetailed: '/health/detailed',
  healthDb: '/health/db',
  healthLive: '/health/live',
  healthReady: '/health/ready',
  healthDependencies: '/health/dependencies',
  healthCustomer: '/health/customer/:customer_id',
  platformInfo: '/api/v1/platform/info',
  customerConfig: '/api/v1/customer/config',
  track: '/api/v1/track',
  trackAsync: '/api/v1/track/async',
  status: '/api/v1/track/status',
  dashboard: '/api/v1/track/dashboard',
  process: '/api/v1/track/process',
  event: '/api/v1/track/events/:event_id',
  settled: '/api/v1/track/settled',
  replay: '/api/v1/track/replay',
  ledger: '/api/v1/track/ledger',
  audit: '/api/v1/track/audit',
  lateness: '/api/v1/track/lateness',
  exportEvents: '/api/v1/export/events',
  openApi: '/openapi.json',
  docs: '/docs',
  metrics: '/metrics',
} as const;

export const HEADER_CUSTOMER_ID = 'X-Customer-ID';
/** The end of an export: all events that arrived before this time are in it. */
export const HEADER_EXPORT_UNTIL = 'X-Export-Until';
/** The cursor for what arrives after an export. */
export const HEADER_EXPORT_CURSOR = 'X-Export-Next-Cursor';
