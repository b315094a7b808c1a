import { ROUTES } from '@onevault/contract';
import type { ServiceContext } from '@onevault/server/internal/service/context';
import type { Endpoint } from '@onevault/server/internal/service/endpoint';
import { trackEndpoints } from '@onevault/server/internal/service/endpoints/track';

/** Where `service/readingEndpoints.ts` answers; `pageEndpoints.test.ts` holds the two together. */
const READING: [path: string, more?: Partial<Pick<Endpoint, 'method' | 'access' | 'body'>>][] = [
  [ROUTES.platformInfo, { access: 'public' }],
  [ROUTES.customerConfig],
  [ROUTES.status],
  [ROUTES.dashboard],
  [ROUTES.process, { method: 'POST' }],
  [ROUTES.event],
  [ROUTES.settled],
  [ROUTES.replay, { method: 'POST', body: 'optional' }],
  [ROUTES.audit],
  [ROUTES.ledger],
  [ROUTES.lateness],
];

/** Everything under `/api/v1`: tracking at once, and the rest is loaded when it is first asked for, since bytes count. */
export function pageEndpoints(context: ServiceContext): Endpoint[] {
  let loading: Promise<Endpoint[]> | undefined;
  const load = async () => {
    const { readingEndpoints } = await import('@onevault/server/internal/service/readingEndpoints');
    return readingEndpoints(context);
  };
  return [
    ...trackEndpoints(context),
    ...READING.map(([path, more], i) => ({
      path,
      method: 'GET',
      access: 'secret',
      ...more,
      doc: { summary: '' },
      async handle(...asked: Parameters<Endpoint['handle']>) {
        loading ??= load();
        const answering = (await loading)[i] as Endpoint;
        return answering.handle(...(asked as [never, never, never]));
      },
    })),
  ] as Endpoint[];
}
