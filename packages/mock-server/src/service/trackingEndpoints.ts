import type { ServiceContext } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import { dashboardEndpoint } from './endpoints/dashboard.ts';
import { eventDetailEndpoint } from './endpoints/eventDetail.ts';
import { processingEndpoint } from './endpoints/processing.ts';
import { settledEndpoint } from './endpoints/settled.ts';
import { statusEndpoint } from './endpoints/status.ts';
import { trackEndpoints } from './endpoints/track.ts';

/** What a page asks for: everything under `/api/v1/track`. */
export function trackingEndpoints(context: ServiceContext): Endpoint[] {
  return [
    ...trackEndpoints(context),
    statusEndpoint(context),
    dashboardEndpoint(context),
    processingEndpoint(context),
    eventDetailEndpoint(context),
    settledEndpoint(context),
  ];
}
