/** A session is open while events are loaded for it, and 30 minutes longer: docs/reading.md, Sessions. */
import type { StagedRow, TenantState } from '../createTenantState.ts';
import { toSessionKey } from './businessKeys.ts';

const IDLE_MS = 30 * 60_000;

export function openSession({ openSessions }: TenantState, { session_id }: StagedRow, nowMs: number): void {
  if (session_id !== null) openSessions.set(toSessionKey(session_id), nowMs + IDLE_MS);
}
