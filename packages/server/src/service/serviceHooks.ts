import type { ServiceContext } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import type { EventHooks } from './eventHooks.ts';

/** Hooks of a host into the service, such as a tracking plan and test controls. A production server has none. */
export interface ServiceHooks extends EventHooks {
  endpoints(context: ServiceContext): Endpoint[];
}
