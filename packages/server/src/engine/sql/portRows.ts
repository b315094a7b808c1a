/** Converts rows of the functions in `sql/` to the types of the ports. */
import type { Environment, ProcessingStatus, Reason } from '@onevault/contract';
import type { Customer, KeyScope, PipelineCounts, StoredEvent, StoredKey } from '../port.ts';
import type { Row } from './connection.ts';

export function toStoredEvent(row: Row): StoredEvent {
  return {
    eventId: String(row.event_id),
    duplicate: row.duplicate === true,
    receivedAt: String(row.received_at),
    status: row.status as ProcessingStatus,
    reason: (row.reason as Reason | null) ?? null,
  };
}

export function toCustomer(row: Row): Customer {
  return {
    customerId: String(row.customer_id),
    customerName: String(row.customer_name),
    ipSalt: Buffer.from(row.ip_salt as Uint8Array).toString('hex'),
    dataRetentionDays: Number(row.data_retention_days),
    active: row.active === true,
  };
}

export function toStoredKey(row: Row): StoredKey {
  return {
    hash: String(row.hash),
    scope: row.scope as KeyScope,
    label: (row.label as string | null) ?? null,
    allowedOrigins: (row.allowed_origins as string[] | null) ?? null,
    segmentId: (row.segment_id as string | null) ?? null,
    linkHash: (row.link_hash as string | null) ?? null,
    environment: (row.environment as Environment | null) ?? null,
    createdAt: String(row.created_at),
    expiresAt: (row.expires_at as string | null) ?? null,
    revokedAt: (row.revoked_at as string | null) ?? null,
    lastUsedAt: (row.last_used_at as string | null) ?? null,
  };
}

export function toPipelineCounts(row: Row): PipelineCounts {
  return {
    total: Number(row.total),
    rawPending: Number(row.raw_pending),
    stagingPending: Number(row.staging_pending),
    staged: Number(row.staged),
    loaded: Number(row.loaded),
    rejected: Number(row.rejected),
    latestEventAt: (row.latest_event_at as string | null) ?? null,
    lastProcessedAt: (row.last_processed_at as string | null) ?? null,
  };
}
