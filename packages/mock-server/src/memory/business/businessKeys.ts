/** Turns ids into business keys: docs/pipeline.md, Business keys. */
import type { StagedRow } from '../eventRecord.ts';
import { beforeQuery } from '../staging/readUrl.ts';

export { toSessionKey, toVisitorKey } from '@onevault/server/internal/service/stream/businessKeys';

export function toPageKey({ page_url, page_host, page_path }: StagedRow): string | null {
  const place =
    page_host === null && page_path === null ? beforeQuery(page_url) : `${page_host ?? ''}${page_path ?? ''}`;
  return place === '' ? null : place;
}
