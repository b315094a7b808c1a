import { createRequire } from 'node:module';

// The driver is the server's dependency, not the workspace's.
const pg = createRequire(new URL('../../packages/server/package.json', import.meta.url))('pg');

/**
 * Opens a separate connection to the measured database.
 *
 * @param {string} url
 */
export async function openDatabase(url) {
  const client = new pg.Client({ connectionString: url, application_name: 'onevault-bench' });
  client.on('error', () => {});
  await client.connect();
  return {
    /** @param {string} text @param {unknown[]} [values] @returns {Promise<Record<string, any>[]>} */
    query: async (text, values = []) => (await client.query(text, values)).rows,
    /**
     * `copy … from stdin` of the given lines, in one transaction.
     *
     * @param {string} text
     * @param {Iterable<Buffer>} chunks
     * @returns {Promise<void>}
     */
    copy: (text, chunks) =>
      new Promise((resolve, reject) => {
        /** @type {Error | undefined} */
        let failed;
        client.query({
          submit: (/** @type {any} */ connection) => connection.query(text),
          handleCopyInResponse(/** @type {any} */ connection) {
            for (const chunk of chunks) connection.sendCopyFromChunk(chunk);
            connection.endCopyFrom();
          },
          handleCommandComplete() {},
          handleError(/** @type {Error} */ error) {
            failed = error;
            reject(error);
          },
          handleReadyForQuery: () => failed || resolve(),
        });
      }),
    close: () => client.end(),
  };
}
