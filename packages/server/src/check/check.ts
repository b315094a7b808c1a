import type { Client } from './createClient.ts';

/** Throws a `CheckFailure` that says what is wrong. */
export type Check = (context: { client: Client; patienceMs: number }) => Promise<void>;
