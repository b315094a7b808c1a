import {
  ALERT_ROUTES,
  ANALYTICS_ROUTES,
  KEY_ROUTES,
  REPORT_ROUTES,
  RETENTION_ROUTE,
  ROUTES,
  SAVED_ROUTES,
} from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer();
});
afterAll(() => server?.close());

test.each<string[]>([
  ['GET', ROUTES.audit, 'The audit trail'],
  ['GET', ROUTES.exportEvents, 'The export of events'],
  ['POST', ROUTES.replay, 'Replaying events'],
  ['POST', RETENTION_ROUTE, 'Setting the retention'],
  ['GET', ANALYTICS_ROUTES.summary, 'Analytics'],
  ['GET', ANALYTICS_ROUTES.overview, 'Analytics'],
  ['GET', ANALYTICS_ROUTES.timeseries, 'Analytics'],
  ['GET', `${ANALYTICS_ROUTES.breakdown}?by=page`, 'Analytics'],
  ['GET', ANALYTICS_ROUTES.goals, 'Analytics'],
  ...[SAVED_ROUTES.segments, SAVED_ROUTES.goals, SAVED_ROUTES.funnels, SAVED_ROUTES.annotations].flatMap((path) => [
    ['GET', path, 'Analytics'],
    ['POST', path, 'Analytics'],
  ]),
  ...[SAVED_ROUTES.segment, SAVED_ROUTES.goal, SAVED_ROUTES.funnel, SAVED_ROUTES.annotation].flatMap((path) => [
    ['POST', path, 'Analytics'],
    ['DELETE', path, 'Analytics'],
  ]),
  ['GET', SAVED_ROUTES.internalRules, 'Analytics'],
  ['POST', SAVED_ROUTES.internalRules, 'Analytics'],
  ['DELETE', SAVED_ROUTES.internalRule, 'Analytics'],
  ['GET', SAVED_ROUTES.settings, 'Analytics'],
  ['POST', SAVED_ROUTES.settings, 'Analytics'],
  ['GET', ANALYTICS_ROUTES.history, 'Imported history'],
  ['GET', ANALYTICS_ROUTES.checks, 'Analytics'],
  ['GET', ALERT_ROUTES.rules, 'Alerting'],
  ['POST', ALERT_ROUTES.rules, 'Alerting'],
  ['POST', ALERT_ROUTES.rule, 'Alerting'],
  ['DELETE', ALERT_ROUTES.rule, 'Alerting'],
  ['GET', ALERT_ROUTES.firings, 'Alerting'],
  ['POST', ALERT_ROUTES.acknowledge, 'Alerting'],
  ['GET', ALERT_ROUTES.deliveries, 'Alerting'],
  ['GET', ALERT_ROUTES.destinations, 'Alerting'],
  ['POST', ALERT_ROUTES.destinations, 'Alerting'],
  ['DELETE', ALERT_ROUTES.destination, 'Alerting'],
  ['POST', ALERT_ROUTES.test, 'Alerting'],
  ['GET', KEY_ROUTES.keys, 'Managing keys'],
  ['POST', KEY_ROUTES.keys, 'Managing keys'],
  ['POST', KEY_ROUTES.shareLinks, 'Managing keys'],
  ['GET', REPORT_ROUTES.reports, 'Reporting'],
  ['POST', REPORT_ROUTES.reports, 'Reporting'],
  ['POST', REPORT_ROUTES.report, 'Reporting'],
  ['DELETE', REPORT_ROUTES.report, 'Reporting'],
  ['POST', REPORT_ROUTES.send, 'Reporting'],
])(
  '%s %s is 501 on the memory engine, and names the engines that support it',
  async (method = '', path = '', what = '') => {
    const { status, body } = await ask(server.url + path, { method, ...(method === 'POST' && { body: {} }) });
    expect(status).toBe(501);
    expectSchema(schemas.ErrorReplySchema, body);
    expect(body).toMatchObject({
      error_code: 'NOT_ON_MEMORY',
      message: `${what} is not done by the memory engine: use PGlite (a folder) or PostgreSQL (a postgres:// url)`,
    });
  },
);
