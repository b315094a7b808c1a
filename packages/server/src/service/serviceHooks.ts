import type { ServiceContext } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import type { EventHooks } from './eventHooks.ts';

/** What a host adds to the service, such as a tracking plan and controls for tests. A server by itself has none. */
export interface ServiceHooks extends EventHooks {
  endpoints(context: ServiceContext): Endpoint[];
}
