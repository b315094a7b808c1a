import type { AuditEntry } from '@onevault/contract';
import type { AuditQuery } from '@onevault/server/internal/engine/port';
import { sha256Hex } from '@onevault/server/internal/engine/sha256Hex';
import { toVisitorKey } from '../business/businessKeys.ts';
import type { TenantState } from '../createTenantState.ts';

export async function listAudit(state: TenantState, { limit, before, visitorId }: AuditQuery): Promise<AuditEntry[]> {
  const hash = visitorId === undefined ? undefined : await hashVisitor(state, visitorId);
  return state.audit
    .filter(
      ({ at, details }) =>
        (before === undefined || at < before.at) && (hash ?? details.visitor_hash) === details.visitor_hash,
    )
    .slice(-limit)
    .reverse();
}

/** How the audit trail names a visitor: only who knows the id finds it again. */
export function hashVisitor({ tenant }: TenantState, visitorId: string): Promise<string> {
  return sha256Hex(`${tenant.ipSalt}${toVisitorKey(visitorId)}`);
}
