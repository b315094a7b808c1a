import { apiEndpoints } from './apiEndpoints.ts';
import type { ServiceContext } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import { alertDestinationEndpoints } from './endpoints/alertDestinations.ts';
import { alertFiringEndpoints } from './endpoints/alertFirings.ts';
import { alertRuleEndpoints } from './endpoints/alertRules.ts';
import { docsEndpoints } from './endpoints/docs.ts';
import { healthEndpoints } from './endpoints/health.ts';

/** All endpoints of a server. `everything` returns what the documentation describes: these and a host's endpoints. */
export function allEndpoints(context: ServiceContext, everything: () => readonly Endpoint[]): Endpoint[] {
  return [
    ...healthEndpoints(context),
    ...apiEndpoints(context),
    // Not among those that also run in a page: the engine there has no alerts.
    ...alertRuleEndpoints(context),
    ...alertFiringEndpoints(context),
    ...alertDestinationEndpoints(context),
    ...docsEndpoints(everything),
  ];
}
