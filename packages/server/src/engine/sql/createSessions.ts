import type { Sessions } from '../sessions.ts';
import type { Statements } from './createStatements.ts';

/** Implements `Sessions` with SQL: each call is one statement. */
export function createSessions({ rows }: Statements): Sessions {
  return {
    async add(customerId, { hash, keyHash, lastsS }) {
      await rows(`select auth.add_session(auth.enter_customer($1), decode($2, 'hex'), decode($3, 'hex'), $4)`, [
        customerId,
        hash,
        keyHash,
        lastsS,
      ]);
    },

    async find(customerId, hash) {
      const [found] = await rows(
        `select encode(key_hash, 'hex') as key_hash, util.iso(expires_at) as expires_at
         from auth.find_session(auth.enter_customer($1), decode($2, 'hex'))`,
        [customerId, hash],
      );
      return found ? { keyHash: String(found.key_hash), expiresAt: String(found.expires_at) } : null;
    },

    async end(customerId, hash) {
      await rows(`select auth.end_session(auth.enter_customer($1), decode($2, 'hex'))`, [customerId, hash]);
    },
  };
}
