import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSqlFolder, type SqlFile } from './readSqlFiles.ts';
import { toTenantHk } from './toTenantHk.ts';

/**
 * The queries of `sql/checks` for one customer: each lists the rows that break its invariant. The tenant stands in them
 * as a constant, because Citus refuses most of them with a call or a parameter in its place.
 */
export function readChecks(customerId: string): SqlFile[] {
  const folder = join(findSqlFolder(), 'checks');
  const tenant = `'\\x${Buffer.from(toTenantHk(customerId)).toString('hex')}'`;
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8').replaceAll(`:'tenant'`, tenant) }));
}
