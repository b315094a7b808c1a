import { type CustomerConfigReply, ROUTES } from '@onevault/contract';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';

export function customerConfigEndpoint(): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.customerConfig,
    access: 'secret',
    doc: { summary: 'The configuration of the customer', reply: ['CustomerConfigReplySchema'] },
    handle: async (_call, customer) =>
      ok({
        customer_id: customer.customerId,
        customer_name: customer.customerName,
        configuration: {
          tracking_enabled: customer.active,
          data_retention_days: customer.dataRetentionDays,
          features: { site_tracking: true, analytics: true, reporting: true },
          endpoints: { tracking: ROUTES.track, analytics: ROUTES.dashboard, reports: ROUTES.status },
        },
        timestamp: timestamp(),
      } satisfies CustomerConfigReply),
  };
}
