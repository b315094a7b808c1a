import { createHash } from 'node:crypto';

/** A tenant's hash key, computed as in `auth.tenant_hk`. */
export function toTenantHk(customerId: string): Uint8Array {
  return createHash('sha256').update(customerId, 'utf8').digest();
}
