import type { SqlSession } from '@onevault/server/internal/engine/sql/connection';
import { readChecks } from '@onevault/server/internal/engine/sql/readChecks';
import { expect } from 'vitest';

/** Checks one tenant's rows in every layer with `sql/checks`: each query lists rows that break its invariant. */
export async function expectInvariants(session: Pick<SqlSession, 'query'>, customerId: string): Promise<void> {
  for (const { name, text } of readChecks(customerId)) {
    const broken = await session.query(text);
    expect.soft(broken.slice(0, 5), `${name}: ${broken.length} rows`).toEqual([]);
  }
}
