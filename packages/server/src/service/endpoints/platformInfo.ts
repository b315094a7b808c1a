import { ROUTES } from '@onevault/contract';
import { VERSION } from '../../version.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';

const FEATURES = ['site_tracking', 'batches', 'idempotency', 'automatic_processing', 'background_processing'];

export function platformInfoEndpoint(): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.platformInfo,
    access: 'public',
    doc: { summary: 'What this platform is', reply: ['PlatformInfoReplySchema'] },
    handle: async () =>
      ok({
        platform: { name: 'OneVault', version: VERSION, architecture: 'multi-tenant', features: FEATURES },
        timestamp: timestamp(),
      }),
  };
}
