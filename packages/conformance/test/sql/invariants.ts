import { readdirSync, readFileSync } from 'node:fs';
import type { SqlSession } from '@onevault/server/internal/engine/sql/connection';
import { expect } from 'vitest';

const CHECKS = new URL('../../../server/sql/checks/', import.meta.url);

/** Checks one tenant's rows in every layer with `sql/checks`: each query lists rows that break its invariant. */
export async function expectInvariants(session: Pick<SqlSession, 'query'>, customerId: string): Promise<void> {
  for (const file of readdirSync(CHECKS).sort()) {
    const broken = await session.query(readFileSync(new URL(file, CHECKS), 'utf8'), [customerId]);
    expect.soft(broken.slice(0, 5), `${file}: ${broken.length} rows`).toEqual([]);
  }
}
