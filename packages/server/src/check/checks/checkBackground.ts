import type { Check } from '../check.ts';
import { expectInBusiness, sendProbe } from '../sendProbe.ts';

/** Within a second of the answer the event is in the business layer, without a call of the process endpoint. */
export const checkBackground: Check = async ({ client, patienceMs }) => {
  const probe = await sendProbe(client, 'background');
  await expectInBusiness(client, probe, patienceMs);
};
