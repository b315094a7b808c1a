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
  openApi: '/openapi.json',
  docs: '/docs',
  metrics: '/metrics',
} as const;

/** Apart from the others: they are not in a page's test kit. */
export const ANALYTICS_ROUTES = {
  summary: '/api/v1/analytics/summary',
  timeseries: '/api/v1/analytics/timeseries',
  breakdown: '/api/v1/analytics/breakdown',
  funnel: '/api/v1/analytics/funnel',
  retention: '/api/v1/analytics/retention',
  live: '/api/v1/analytics/live',
  sessions: '/api/v1/analytics/sessions',
  session: '/api/v1/analytics/sessions/:session_id',
  visitor: '/api/v1/analytics/visitors/:visitor_id',
} as const;

export const HEADER_CUSTOMER_ID = 'X-Customer-ID';
