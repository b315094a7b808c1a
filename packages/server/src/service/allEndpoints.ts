import type { ServiceContext } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import { docsEndpoints } from './endpoints/docs.ts';
import { healthEndpoints } from './endpoints/health.ts';
import { trackEndpoints } from './endpoints/track.ts';
import { readingEndpoints } from './readingEndpoints.ts';

/** What a server answers. `everything` is what the documentation describes: these and those of the door. */
export function allEndpoints(context: ServiceContext, everything: () => readonly Endpoint[]): Endpoint[] {
  return [
    ...healthEndpoints(context),
    ...trackEndpoints(context),
    ...readingEndpoints(context),
    ...docsEndpoints(everything),
  ];
}
