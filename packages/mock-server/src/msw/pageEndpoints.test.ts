import type { ServiceContext } from '@onevault/server/internal/service/context';
import type { Endpoint } from '@onevault/server/internal/service/endpoint';
import { trackEndpoints } from '@onevault/server/internal/service/endpoints/track';
import { readingEndpoints } from '@onevault/server/internal/service/readingEndpoints';
import { expect, test } from 'vitest';
import { pageEndpoints } from './pageEndpoints.ts';

test('a page’s own mock answers where a server does, and lets in the same keys and bodies', () => {
  const context = {} as ServiceContext;
  const toAddress = ({ method, path, access, body }: Endpoint) => ({ method, path, access, body });
  expect(pageEndpoints(context).map(toAddress)).toEqual(
    [...trackEndpoints(context), ...readingEndpoints(context)].map(toAddress),
  );
});
