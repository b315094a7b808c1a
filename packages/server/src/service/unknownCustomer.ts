import { Refusal } from '../ingest/refusal.ts';

export function unknownCustomer(): Refusal {
  return new Refusal({ status: 404, code: 'UNKNOWN_CUSTOMER', message: 'There is no such customer' });
}
