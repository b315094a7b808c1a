import type { ServiceContext } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import { trackEndpoints } from './endpoints/track.ts';
import { readingEndpoints } from './readingEndpoints.ts';

/** Everything under `/api/v1`. */
export function apiEndpoints(context: ServiceContext): Endpoint[] {
  return [...trackEndpoints(context), ...readingEndpoints(context)];
}
