import type { ServiceContext } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import { auditEndpoint } from './endpoints/audit.ts';
import { customerConfigEndpoint } from './endpoints/customerConfig.ts';
import { dashboardEndpoint } from './endpoints/dashboard.ts';
import { eventDetailEndpoint } from './endpoints/eventDetail.ts';
import { ledgerEndpoints } from './endpoints/ledger.ts';
import { platformInfoEndpoint } from './endpoints/platformInfo.ts';
import { processingEndpoint } from './endpoints/processing.ts';
import { replayEndpoint } from './endpoints/replay.ts';
import { settledEndpoint } from './endpoints/settled.ts';
import { statusEndpoint } from './endpoints/status.ts';
import { streamEndpoint } from './endpoints/stream.ts';

/** Everything under `/api/v1` besides tracking itself. */
export function readingEndpoints(context: ServiceContext): Endpoint[] {
  return [
    platformInfoEndpoint(context),
    customerConfigEndpoint(),
    statusEndpoint(context),
    dashboardEndpoint(context),
    processingEndpoint(context),
    eventDetailEndpoint(context),
    settledEndpoint(context),
    streamEndpoint(context),
    replayEndpoint(context),
    auditEndpoint(context),
    ...ledgerEndpoints(context),
  ];
}
