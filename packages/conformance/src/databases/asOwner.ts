import type { SqlConnection } from '@onevault/server/internal/engine/sql/connection';

/** The one session of PGlite as its superuser, for tests that look at all tenants or change the schema: the engine goes on as its own role. */
export function asOwner(connection: SqlConnection): SqlConnection {
  const transaction: SqlConnection['transaction'] = (work) =>
    connection.transaction(async (session) => {
      await session.script('set local role none');
      return work(session);
    });
  return {
    ...connection,
    query: (text, params) => transaction((session) => session.query(text, params)),
    script: (text) => transaction((session) => session.script(text)),
    transaction,
  };
}
