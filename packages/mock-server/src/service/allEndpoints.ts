import type { ServiceContext } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import { customerConfigEndpoint } from './endpoints/customerConfig.ts';
import { docsEndpoints } from './endpoints/docs.ts';
import { healthEndpoints } from './endpoints/health.ts';
import { ledgerEndpoints } from './endpoints/ledger.ts';
import { platformInfoEndpoint } from './endpoints/platformInfo.ts';
import { replayEndpoint } from './endpoints/replay.ts';
import { trackingEndpoints } from './trackingEndpoints.ts';

/** What a server answers. `everything` is what the documentation describes: these and those of the door. */
export function allEndpoints(context: ServiceContext, everything: () => readonly Endpoint[]): Endpoint[] {
  return [
    ...healthEndpoints(context),
    platformInfoEndpoint(),
    customerConfigEndpoint(),
    ...trackingEndpoints(context),
    replayEndpoint(context),
    ...ledgerEndpoints(context),
    ...docsEndpoints(everything),
  ];
}
