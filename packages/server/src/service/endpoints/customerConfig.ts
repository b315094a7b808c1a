import { type CustomerConfigReply, ROUTES } from '@onevault/contract';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';

export function customerConfigEndpoint(): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.customerConfig,
    access: 'secret',
    doc: { summary: 'The configuration of the customer', reply: ['CustomerConfigReplySchema'] },
    handle: async (_call, tenant) =>
      ok({
        customer_id: tenant.customerId,
        customer_name: tenant.customerName,
        configuration: {
          tracking_enabled: tenant.active,
          data_retention_days: tenant.dataRetentionDays,
          features: { site_tracking: true, analytics: true, reporting: true },
          endpoints: { tracking: ROUTES.track, analytics: ROUTES.dashboard, reports: ROUTES.status },
        },
        timestamp: timestamp(),
      } satisfies CustomerConfigReply),
  };
}
