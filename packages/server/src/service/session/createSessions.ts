import type { Operations } from '../../engine/operations.ts';
import type { Sessions as SessionStore } from '../../engine/sessions.ts';
import { sha256Hex } from '../../engine/sha256Hex.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { createLookup } from '../createLookup.ts';
import { createRateLimiter } from '../createRateLimiter.ts';
import { type Admitted, hashKey, type KeyRing } from '../keys.ts';
import type { RequestHead } from '../requestHead.ts';
import { type CustomerToken, createToken, readCustomerToken } from './customerToken.ts';
import { isSameOrigin } from './isSameOrigin.ts';
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from './sessionCookie.ts';

/** The page's sessions: a cookie that no script can read stands for a key. See docs/decisions/0051. */
export interface Sessions {
  /**
   * The key that the cookie of a request stands for; undefined if there is no cookie. Throws a `Refusal` if the session
   * has ended, or the request comes from elsewhere than the page.
   */
  admit(head: RequestHead, isWrite: boolean): Promise<Admitted | undefined>;
  /** Who is signed in; null if nobody is. */
  find(head: RequestHead): Promise<SignedIn | null>;
  signIn(head: RequestHead, key: GivenCredentials): Promise<SignedIn & { cookie: string }>;
  /** Signs in with the invitation of a share link: only to what its key may see. */
  signInInvited(head: RequestHead, invitation: string): Promise<SignedIn & { cookie: string }>;
  /** Signs in with the first key of the command line: only on this machine, where it needs none. */
  signInHere(head: RequestHead): Promise<SignedIn & { cookie: string }>;
  /** The customer that `signInHere` would sign in; null where it would refuse. */
  customerHere(head: RequestHead): string | null;
  /** Returns the cookie that deletes the cookie. */
  signOut(head: RequestHead): Promise<string>;
}

export interface SignedIn {
  admitted: Admitted;
  expiresAt: string;
}

interface GivenCredentials {
  customerId: string;
  token: string;
}

export interface SessionsOptions {
  keys: KeyRing;
  store: SessionStore;
  /** Of an engine that has keys: those of share links are among them. */
  findKeys?: Operations['findKeys'] | undefined;
  /** Refuses requests from elsewhere to what is only for this machine. */
  refuseStranger?: ((head: RequestHead) => Refusal | undefined) | undefined;
  /** The first customer of the command line is signed in by itself on this machine: only of a mock server. */
  isOpenHere?: boolean;
}

/** A working week with its weekends: short enough for a cookie that was stolen, and nobody signs in every morning. */
const LASTS_S = 7 * 86_400;
/** Attempts of an address: a person needs one, and a program that guesses gets nowhere. */
const ATTEMPTS_A_MINUTE = 60;
/** A page asks several things at once. As for keys, the second bounds how long another server believes a session. */
const LOOKUP = { maxAgeMs: 1_000, maxEntries: 1_000 };

export function createSessions({
  keys,
  store,
  findKeys,
  refuseStranger,
  isOpenHere = false,
}: SessionsOptions): Sessions {
  const limiter = createRateLimiter({ perMinute: ATTEMPTS_A_MINUTE });
  const found = createLookup((name) => {
    const { customerId, hash } = JSON.parse(name) as { customerId: string; hash: string };
    return store.find(customerId, hash);
  }, LOOKUP);
  const toName = async ({ customerId, token }: CustomerToken) =>
    JSON.stringify({ customerId, hash: await sha256Hex(token) });

  const look = async (session: CustomerToken, head: RequestHead): Promise<SignedIn | null> => {
    // Before the database is asked: a cookie can name customers that do not exist.
    if (!(await keys.findCustomer(session.customerId))) return null;
    const held = await found.get(await toName(session));
    if (!held || Date.parse(held.expiresAt) <= Date.now()) return null;
    const admitted = await keys.authenticateHash(session.customerId, held.keyHash);
    if (!admitted || (admitted.isLocal && refuseStranger?.(head))) return null;
    return { admitted, expiresAt: held.expiresAt };
  };

  const end = async (head: RequestHead): Promise<void> => {
    const session = readSessionCookie(head.cookie, head.host ?? '');
    if (!session || !(await keys.findCustomer(session.customerId))) return;
    await store.end(session.customerId, await sha256Hex(session.token));
    found.forget(await toName(session));
  };

  const begin = async (head: RequestHead, admitted: Admitted) => {
    const token = createToken();
    const { customerId } = admitted.customer;
    await store.add(customerId, { hash: await sha256Hex(token), keyHash: admitted.keyHash, lastsS: LASTS_S });
    // The cookie of the session before is gone with this answer.
    await end(head);
    const cookie = writeSessionCookie({ customerId, token }, LASTS_S, {
      ...toPlace(head),
      isShared: admitted.scope === 'share',
    });
    return { admitted, expiresAt: new Date(Date.now() + LASTS_S * 1000).toISOString(), cookie };
  };

  /** The key decides, as for a session: the invitation only says which one. */
  const findInvited = async ({ customerId, token }: CustomerToken): Promise<Admitted | null> => {
    if (!findKeys || !(await keys.findCustomer(customerId))) return null;
    const linkHash = await hashKey(customerId, token);
    const key = (await findKeys(customerId)).find((one) => one.linkHash === linkHash);
    return key ? keys.authenticateHash(customerId, key.hash) : null;
  };

  const requirePage = (head: RequestHead): void => {
    if (!isSameOrigin(head, true)) throw notThePage();
  };

  const beginAttempt = (head: RequestHead): void => {
    requirePage(head);
    const { isAllowed, headers } = limiter(head.address ?? '');
    if (!isAllowed) throw tooManyAttempts(headers);
  };

  const keyHere = (head: RequestHead) => {
    const first = isOpenHere ? keys.firstKey() : null;
    if (!first || refuseStranger?.(head)) return null;
    // Everybody knows a local key; any other is only for this machine itself, which a `Host` header alone does not show.
    return first.isLocal || head.isFromHere ? first : null;
  };

  return {
    async admit(head, isWrite) {
      const session = readSessionCookie(head.cookie, head.host ?? '');
      if (!session) return undefined;
      if (!isSameOrigin(head, isWrite)) throw notThePage();
      const signedIn = await look(session, head);
      if (!signedIn) throw ended();
      if (head.customerId !== undefined && head.customerId.trim() !== session.customerId) throw ended();
      return signedIn.admitted;
    },

    async find(head) {
      const session = readSessionCookie(head.cookie, head.host ?? '');
      return session && isSameOrigin(head, false) ? look(session, head) : null;
    },

    async signIn(head, { customerId, token }) {
      beginAttempt(head);
      const admitted = await keys.authenticate(customerId, token);
      if (!admitted) throw wrongKey();
      const refusal = admitted.isLocal ? refuseStranger?.(head) : undefined;
      if (refusal) throw refusal;
      if (admitted.scope === 'write') throw onlyWrites();
      return begin(head, admitted);
    },

    async signInInvited(head, text) {
      beginAttempt(head);
      const invitation = readCustomerToken(text);
      const admitted = invitation && (await findInvited(invitation));
      if (!admitted) throw wrongInvitation();
      return begin(head, admitted);
    },

    async signInHere(head) {
      beginAttempt(head);
      const key = keyHere(head);
      const admitted = key && (await keys.authenticateHash(key.customerId, key.hash));
      if (!admitted) throw notHere();
      return begin(head, admitted);
    },

    customerHere: (head) => keyHere(head)?.customerId ?? null,

    async signOut(head) {
      requirePage(head);
      await end(head);
      return clearSessionCookie(toPlace(head));
    },
  };
}

/** By the page's own address: a proxy that ends TLS may say nothing of it. */
function toPlace({ host = '', origin }: RequestHead) {
  return { host, isSecure: origin?.startsWith('https:') ?? false };
}

function notThePage(): Refusal {
  const message = 'A session is only for the page of this server: send a key from elsewhere';
  return new Refusal({ status: 403, code: 'ORIGIN_NOT_ALLOWED', message });
}

function ended(): Refusal {
  return new Refusal({ status: 401, code: 'INVALID_TOKEN', message: 'The session has ended: sign in again' });
}

function wrongKey(): Refusal {
  return new Refusal({ status: 401, code: 'INVALID_TOKEN', message: 'The key is not valid for this customer' });
}

function wrongInvitation(): Refusal {
  const message = 'The link does not work any more: it was revoked, it has expired, or a part of it is missing';
  return new Refusal({ status: 401, code: 'INVALID_TOKEN', message });
}

function onlyWrites(): Refusal {
  const message = 'A write key can only post events: sign in with a secret key';
  return new Refusal({ status: 403, code: 'SECRET_KEY_REQUIRED', message });
}

function notHere(): Refusal {
  const message = 'Signing in without a key is only possible on the machine of a mock server';
  return new Refusal({ status: 403, code: 'HOST_NOT_ALLOWED', message });
}

function tooManyAttempts(headers: Record<string, string>): Refusal {
  const message = `Too many attempts: try again in ${headers['Retry-After']} s`;
  return new Refusal({ status: 429, code: 'RATE_LIMITED', message, headers });
}
