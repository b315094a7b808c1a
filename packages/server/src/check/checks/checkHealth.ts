import { ROUTES } from '@onevault/contract';
import { expectValue, instantAt, textAt } from '../answer.ts';
import type { Check } from '../check.ts';

export const checkHealth: Check = async ({ client }) => {
  const answer = await client.get(ROUTES.health);
  expectValue(answer, 'status', 'healthy');
  textAt(answer, 'service');
  textAt(answer, 'version');
  instantAt(answer, 'timestamp');
};
