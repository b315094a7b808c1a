import { expect, test } from 'vitest';
import type { ServiceContext } from '../service/context.ts';
import type { Endpoint } from '../service/endpoint.ts';
import { trackEndpoints } from '../service/endpoints/track.ts';
import { readingEndpoints } from '../service/readingEndpoints.ts';
import { pageEndpoints } from './pageEndpoints.ts';

test('a page’s own mock answers where a server does, and lets in the same keys and bodies', () => {
  const context = {} as ServiceContext;
  const toAddress = ({ method, path, access, body }: Endpoint) => ({ method, path, access, body });
  expect(pageEndpoints(context).map(toAddress)).toEqual(
    [...trackEndpoints(context), ...readingEndpoints(context)].map(toAddress),
  );
});
