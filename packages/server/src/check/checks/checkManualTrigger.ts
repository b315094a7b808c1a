import { ROUTES } from '@onevault/contract';
import { countAt, expectValue, instantAt, textAt } from '../answer.ts';
import type { Check } from '../check.ts';
import { expectInBusiness, sendProbe } from '../sendProbe.ts';

const COUNTS = [
  'total_processed',
  'raw_to_staging_count',
  'staging_to_business_count',
  'total_success_count',
  'total_error_count',
];

/** Checks the shape, and that a waiting event is in the business layer afterwards. */
export const checkManualTrigger: Check = async ({ client, patienceMs }) => {
  const probe = await sendProbe(client, 'background');
  // No body, though the content type says JSON: this is how inherited clients call it.
  const answer = await client.post(ROUTES.process);
  expectValue(answer, 'status', 'success');
  textAt(answer, 'message');
  instantAt(answer, 'timestamp');
  instantAt(answer, 'result.triggered_at');
  for (const name of COUNTS) countAt(answer, `result.results.${name}`);
  textAt(answer, 'result.results.processing_summary');
  // A background worker may have claimed the event first and may still be processing it.
  await expectInBusiness(client, probe, patienceMs);
};
