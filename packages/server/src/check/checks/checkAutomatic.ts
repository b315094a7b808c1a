import type { Check } from '../check.ts';
import { expectInBusiness, sendProbe } from '../sendProbe.ts';

/** When the answer arrives, the event is in the business layer. */
export const checkAutomatic: Check = async ({ client }) => {
  const probe = await sendProbe(client, 'automatic');
  await expectInBusiness(client, probe, 0);
};
