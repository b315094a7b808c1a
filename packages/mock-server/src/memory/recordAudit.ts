import type { AuditEntry, JsonValue } from '@onevault/contract';
import type { TenantState } from './createTenantState.ts';

/** Memory is for tests and laptops: enough to look at. */
const MAX_ENTRIES = 1_000;

export type AuditDetails = Record<string, JsonValue | undefined>;

/** Notes what was done; details that are null or undefined are left out, as in SQL. */
export function recordAudit(
  { audit }: TenantState,
  at: string,
  action: AuditEntry['action'],
  details: AuditDetails,
  by = 'server',
): void {
  const said = Object.entries(details).filter((entry): entry is [string, JsonValue] => entry[1] != null);
  // Times are distinct, so one names its entry.
  audit.push({ id: at, at, by, action, details: Object.fromEntries(said) });
  if (audit.length > MAX_ENTRIES) audit.shift();
}
