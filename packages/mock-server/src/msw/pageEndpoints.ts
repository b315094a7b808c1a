import { ROUTES } from '@onevault/contract';
import type { ServiceContext } from '../service/context.ts';
import type { Endpoint } from '../service/endpoint.ts';
import { trackEndpoints } from '../service/endpoints/track.ts';

/** Where `service/readingEndpoints.ts` answers; `pageEndpoints.test.ts` holds the two together. */
const READING: Pick<Endpoint, 'method' | 'path' | 'access' | 'body'>[] = [
  { method: 'GET', path: ROUTES.platformInfo, access: 'public' },
  { method: 'GET', path: ROUTES.customerConfig, access: 'secret' },
  { method: 'GET', path: ROUTES.status, access: 'secret' },
  { method: 'GET', path: ROUTES.dashboard, access: 'secret' },
  { method: 'POST', path: ROUTES.process, access: 'secret' },
  { method: 'GET', path: ROUTES.event, access: 'secret' },
  { method: 'GET', path: ROUTES.settled, access: 'secret' },
  { method: 'POST', path: ROUTES.replay, access: 'secret', body: 'optional' },
  { method: 'GET', path: ROUTES.ledger, access: 'secret' },
  { method: 'GET', path: ROUTES.lateness, access: 'secret' },
];

/** Everything under `/api/v1`: tracking at once, and the rest is loaded when it is first asked for, since bytes count. */
export function pageEndpoints(context: ServiceContext): Endpoint[] {
  let loading: Promise<Endpoint[]> | undefined;
  const load = async () => {
    const { readingEndpoints } = await import('../service/readingEndpoints.ts');
    return readingEndpoints(context);
  };
  return [
    ...trackEndpoints(context),
    ...READING.map((endpoint, i) => ({
      ...endpoint,
      doc: { summary: '' },
      async handle(...asked: Parameters<Endpoint['handle']>) {
        loading ??= load();
        const answering = (await loading)[i] as Endpoint;
        return answering.handle(...(asked as [never, never, never]));
      },
    })),
  ] as Endpoint[];
}
