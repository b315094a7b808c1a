import { ROUTES } from '@onevault/contract';
import { VERSION } from '../../version.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';

const FEATURES = ['site_tracking', 'batches', 'idempotency', 'automatic_processing', 'background_processing'];

export function platformInfoEndpoint({ hooks }: Pick<ServiceContext, 'hooks'>): Endpoint {
  const features = hooks?.hasControls ? [...FEATURES, 'mock_controls'] : FEATURES;
  return {
    method: 'GET',
    path: ROUTES.platformInfo,
    access: 'public',
    doc: { summary: 'What this platform is', reply: ['PlatformInfoReplySchema'] },
    handle: async () =>
      ok({
        platform: { name: 'OneVault', version: VERSION, architecture: 'multi-tenant', features },
        timestamp: timestamp(),
      }),
  };
}
