/** Turns ids into business keys: docs/pipeline.md, Business keys. */
import type { StagedRow } from '../eventRecord.ts';
import { beforeQuery } from '../staging/readUrl.ts';

export function toSessionKey(sessionId: string): string {
  return sessionId.startsWith('sess_') || sessionId.startsWith('session_') ? sessionId : `session_${sessionId}`;
}

export function toVisitorKey(visitorId: string): string {
  return visitorId.startsWith('visitor_') ? visitorId : `visitor_${visitorId}`;
}

export function toPageKey({ page_url, page_host, page_path }: StagedRow): string | null {
  const place =
    page_host === null && page_path === null ? beforeQuery(page_url) : `${page_host ?? ''}${page_path ?? ''}`;
  return place === '' ? null : place;
}
