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

/** Apart from the others: no page needs them. */
export const ALERT_ROUTES = {
  rules: '/api/v1/alerts/rules',
  rule: '/api/v1/alerts/rules/:rule_id',
  firings: '/api/v1/alerts/firings',
  acknowledge: '/api/v1/alerts/firings/:firing_id/acknowledge',
  deliveries: '/api/v1/alerts/deliveries',
  destinations: '/api/v1/alerts/destinations',
  destination: '/api/v1/alerts/destinations/:destination_id',
  test: '/api/v1/alerts/destinations/:destination_id/test',
} as const;

export const HEADER_CUSTOMER_ID = 'X-Customer-ID';
