import { apiEndpoints } from './apiEndpoints.ts';
import type { ServiceContext } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import { alertDestinationEndpoints } from './endpoints/alertDestinations.ts';
import { alertFiringEndpoints } from './endpoints/alertFirings.ts';
import { alertRuleEndpoints } from './endpoints/alertRules.ts';
import { analyticsEndpoints } from './endpoints/analytics.ts';
import { docsEndpoints } from './endpoints/docs.ts';
import { eraseEndpoint } from './endpoints/erase.ts';
import { exportEventsEndpoint } from './endpoints/exportEvents.ts';
import { healthEndpoints } from './endpoints/health.ts';
import { keyEndpoints } from './endpoints/keys.ts';
import { reportEndpoints } from './endpoints/reports.ts';
import { retentionEndpoint } from './endpoints/retention.ts';
import { savedAnnotationEndpoints } from './endpoints/savedAnnotations.ts';
import { savedDefinitionEndpoints } from './endpoints/savedDefinitions.ts';
import { savedRuleEndpoints } from './endpoints/savedRules.ts';
import { shareLinkEndpoint } from './endpoints/shareLinks.ts';

/** All endpoints of a server. `everything` returns what the documentation describes: these and a host's endpoints. */
export function allEndpoints(context: ServiceContext, everything: () => readonly Endpoint[]): Endpoint[] {
  return [
    ...healthEndpoints(context),
    ...apiEndpoints(context),
    ...analyticsEndpoints(context),
    ...savedDefinitionEndpoints(context),
    ...savedAnnotationEndpoints(context),
    ...savedRuleEndpoints(context),
    // Not for pages with the MSW handlers: no engine that fits into a page exports, and they pay for each byte.
    exportEventsEndpoint(context),
    // Nor are erasing and retention, which are an operator's work.
    eraseEndpoint(context),
    retentionEndpoint(context),
    // Not among those that also run in a page: the engine there has no keys and no alerts.
    ...keyEndpoints(context),
    shareLinkEndpoint(context),
    ...alertRuleEndpoints(context),
    ...alertFiringEndpoints(context),
    ...alertDestinationEndpoints(context),
    ...reportEndpoints(context),
    ...docsEndpoints(everything),
  ];
}
