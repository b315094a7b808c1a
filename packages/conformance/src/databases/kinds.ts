/**
 * On which databases a suite runs at every commit. With `ONEVAULT_ALL_ENGINES=1`, as each night, every suite runs on all
 * that are named here.
 *
 * - `SQL_KINDS`, always all: where the database itself decides. Installing and upgrading, names and roles, row-level
 *   security, plans of statements, the goldens of each layer, the questions of analytics.
 * - `ONE_SQL_KIND`: what our SQL decides, and does alike everywhere once that is true. PostgreSQL 15 knows the least, so
 *   it refuses what a newer one learned; PGlite and 18 still run the same functions in the suites of the engines.
 * - `ONE_SERVER_KIND`: endpoints, which are the same code above any database.
 */
export type SqlKind = 'pglite' | 'postgres 15' | 'postgres 18';
/** PostgreSQL is 18. */
export type ServerKind = 'pglite' | 'postgres';

const { ONEVAULT_ALL_ENGINES = '' } = process.env;
export const isNight = !['', '0'].includes(ONEVAULT_ALL_ENGINES);

export const SQL_KINDS: readonly SqlKind[] = ['pglite', 'postgres 15', 'postgres 18'];
export const ONE_SQL_KIND: readonly SqlKind[] = isNight ? SQL_KINDS : ['postgres 15'];
export const ONE_SERVER_KIND: readonly ServerKind[] = isNight ? ['pglite', 'postgres'] : ['postgres'];
