import { ROUTES } from '@onevault/contract';
import { expectThat, expectValue, instantAt, listAt } from '../answer.ts';
import type { Check } from '../check.ts';

export const checkDatabase: Check = async ({ client }) => {
  const answer = await client.get(ROUTES.healthDb);
  expectValue(answer, 'database', 'connected');
  expectValue(answer, 'status', 'healthy');
  const functions = listAt(answer, 'api_functions');
  expectThat(functions.length > 0, `${answer.what}: api_functions is empty`);
  expectValue(answer, 'auth_functions_available.track_site_event', true);
  instantAt(answer, 'timestamp');
};
