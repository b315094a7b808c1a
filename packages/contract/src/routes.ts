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
  browserKeys: '/api/v1/customer/browser-keys',
  track: '/api/v1/track',
  trackAsync: '/api/v1/track/async',
  status: '/api/v1/track/status',
  dashboard: '/api/v1/track/dashboard',
  process: '/api/v1/track/process',
  event: '/api/v1/track/events/:event_id',
  settled: '/api/v1/track/settled',
  stream: '/api/v1/track/stream',
  replay: '/api/v1/track/replay',
  refusals: '/api/v1/track/refusals',
  erase: '/api/v1/track/erase',
  ledger: '/api/v1/track/ledger',
  audit: '/api/v1/track/audit',
  lateness: '/api/v1/track/lateness',
  session: '/api/v1/session',
  exportEvents: '/api/v1/export/events',
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

/** Apart from the others: no page of a site needs them. */
export const KEY_ROUTES = {
  keys: '/api/v1/keys',
  rotate: '/api/v1/keys/:key_id/rotate',
  revoke: '/api/v1/keys/:key_id/revoke',
  shareLinks: '/api/v1/keys/share-links',
} as const;

/** Apart from the others: no page of a site needs it. */
export const RETENTION_ROUTE = '/api/v1/customer/retention';

/** Apart from the others: no page needs them. */
export const REPORT_ROUTES = {
  reports: '/api/v1/reports',
  report: '/api/v1/reports/:report_id',
  send: '/api/v1/reports/:report_id/send',
} as const;

/** Apart from the others: they are not in a page's test kit. */
export const ANALYTICS_ROUTES = {
  summary: '/api/v1/analytics/summary',
  overview: '/api/v1/analytics/overview',
  timeseries: '/api/v1/analytics/timeseries',
  breakdown: '/api/v1/analytics/breakdown',
  funnel: '/api/v1/analytics/funnel',
  retention: '/api/v1/analytics/retention',
  paths: '/api/v1/analytics/paths',
  attribution: '/api/v1/analytics/attribution',
  accuracy: '/api/v1/analytics/accuracy',
  checks: '/api/v1/analytics/checks',
  live: '/api/v1/analytics/live',
  history: '/api/v1/analytics/history',
  sessions: '/api/v1/analytics/sessions',
  session: '/api/v1/analytics/sessions/:session_id',
  visitor: '/api/v1/analytics/visitors/:visitor_id',
  goals: '/api/v1/analytics/goals',
} as const;

/** What a customer names once, and then uses in questions of analytics. */
export const SAVED_ROUTES = {
  segments: '/api/v1/analytics/saved/segments',
  segment: '/api/v1/analytics/saved/segments/:segment_id',
  goals: '/api/v1/analytics/saved/goals',
  goal: '/api/v1/analytics/saved/goals/:goal_id',
  funnels: '/api/v1/analytics/saved/funnels',
  funnel: '/api/v1/analytics/saved/funnels/:funnel_id',
  internalRules: '/api/v1/analytics/saved/internal',
  internalRule: '/api/v1/analytics/saved/internal/:rule_id',
  annotations: '/api/v1/analytics/saved/annotations',
  annotation: '/api/v1/analytics/saved/annotations/:annotation_id',
  settings: '/api/v1/analytics/saved/settings',
} as const;

export const HEADER_CUSTOMER_ID = 'X-Customer-ID';
/** Where a client of the stream continues: the `id` of the last message that it got. */
export const HEADER_LAST_EVENT_ID = 'Last-Event-ID';
/** The end of an export: all events that arrived before this time are in it. */
export const HEADER_EXPORT_UNTIL = 'X-Export-Until';
/** The cursor for what arrives after an export. */
export const HEADER_EXPORT_CURSOR = 'X-Export-Next-Cursor';
