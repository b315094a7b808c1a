import { type Environment, HEADER_CUSTOMER_ID } from '@onevault/contract';
import { type Customer, DatabaseReadOnly, type Engine, EngineUnavailable, type KeyScope } from '../engine/port.ts';
import type { GroupCommit } from '../ingest/groupCommit.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { OriginReaders } from '../ingest/toRawEvent.ts';
import { type Log, silentLog } from '../log.ts';
import type { ServiceContext } from './context.ts';
import type { RateLimiter } from './createRateLimiter.ts';
import type { Call, Endpoint, ProtectedEndpoint, Reply } from './endpoint.ts';
import { createKeyRing, type GivenKey, type KeyRing } from './keys.ts';
import type { ServiceObserver } from './observer.ts';
import { isOriginAllowed } from './originRule.ts';
import { readToken } from './readToken.ts';
import type { RequestHead } from './requestHead.ts';
import type { ServiceHooks } from './serviceHooks.ts';
import type { Sessions } from './session/createSessions.ts';
import { type Share, shareKeyLimit } from './share.ts';

export interface ServiceOptions extends OriginReaders {
  engine: Engine;
  /** Keys that are valid while this service runs; missing customers are created. */
  keys?: GivenKey[];
  /** Where accepted events wait to be stored. */
  commit: GroupCommit;
  /** Decides whether one more request of a key and address is admitted. Default: always. */
  limiter?: RateLimiter;
  /** Wakes the background worker for a customer. */
  wake: (customerId: string) => void;
  log?: Log;
  /** The endpoints: `allEndpoints`, or fewer where bytes count. */
  routes(context: ServiceContext, everything: () => readonly Endpoint[]): Endpoint[];
  /** Observes stored and refused events, for metrics. */
  observe?: ServiceObserver;
  /** Refuses requests from elsewhere to what is only for this machine. Default: none. */
  refuseStranger?: (head: RequestHead) => Refusal | undefined;
  /** Endpoints of the adapter's own, such as metrics. */
  endpoints?: Endpoint[];
  /** Whom cookies of the page stand for, and its endpoints. Default: no page. */
  page?: (keys: KeyRing) => { sessions: Sessions; endpoints: Endpoint[] };
  hooks?: ServiceHooks;
}

/** The API's behaviour, the same for every adapter. */
export interface Service {
  readonly endpoints: readonly Endpoint[];
  readonly keys: KeyRing;
  /** Where accepted events wait to be stored. */
  readonly commit: GroupCommit;
  /** From now on `/health/ready` answers 503, so that load balancers stop sending requests. */
  beginDraining(): void;
  /**
   * Resolves with the customer of the request and the rate limit headers for the answer; null for a public endpoint.
   * Throws a `Refusal`: 400, 401, 403, 429, checked in this order and before the body is read.
   */
  admit(endpoint: Endpoint, head: RequestHead): Promise<Admission | null>;
  answer(endpoint: Endpoint, call: Call, admission: Admission | null): Promise<Reply>;
  /** The answer to an error. It never contains text from a database driver. */
  answerError(error: unknown, requestId?: string): Reply;
}

export interface Admission {
  customer: Customer;
  /** The actor for the audit trail: `key:1a2b3c4d`. */
  by: string;
  headers: Record<string, string>;
  /** Of a share key. */
  share?: Share | undefined;
  /** Of a key for one. */
  environment?: Environment | undefined;
  /** Whether the key is valid still. */
  isStillAdmitted: () => Promise<boolean>;
}

export async function createService(options: ServiceOptions): Promise<Service> {
  const { engine, commit, limiter, wake, log = silentLog, hooks, observe = {}, refuseStranger } = options;
  const keys = await createKeyRing(engine, options.keys ?? []);
  const page = options.page?.(keys);
  let isDraining = false;
  const context: ServiceContext = {
    engine,
    keys,
    commit,
    wake,
    isDraining: () => isDraining,
    hashAddress: options.hashAddress,
    enrich: options.enrich,
    log,
    observe,
    hooks,
  };

  const endpoints: Endpoint[] = [
    ...options.routes(context, () => endpoints),
    ...(page?.endpoints ?? []),
    ...(options.endpoints ?? []),
    ...(hooks?.endpoints(context) ?? []),
  ];

  /** The key of a request: of its header, else the one that the page's session stands for. */
  const authenticate = async (endpoint: Endpoint, head: RequestHead) => {
    const { customerId, authorization, origin } = head;
    const check = async () => page?.sessions.admit(head, endpoint.method !== 'GET');
    const inPage = authorization === undefined ? await check() : undefined;
    // The page's own origin is not among those of a key.
    if (inPage) return { admitted: inPage, check };
    if (!customerId?.trim()) throw missingCustomerId();
    const named = customerId.trim();
    const token = readToken(authorization);
    // Wrong tokens are not rate limited: they are too random to guess, and with a limit by address one broken page
    // would lock out its whole office.
    const admitted = token === undefined ? null : await keys.authenticate(named, token);
    if (token === undefined || !admitted) throw invalidToken(token === undefined);
    const refusal = admitted.isLocal ? refuseStranger?.(head) : undefined;
    if (refusal) throw refusal;
    if (!isOriginFit(origin, admitted)) throw originNotAllowed();
    return { admitted, check: () => keys.authenticate(named, token) };
  };

  const answerError = (error: unknown, requestId?: string): Reply => {
    const request = requestId === undefined ? 'a request' : `request ${requestId}`;
    if (error instanceof Refusal) return error;
    // `watchOutages` logs this once per outage.
    if (error instanceof EngineUnavailable) return unavailable(error);
    log.error(`[OneVault] Failed to answer ${request}: ${error instanceof Error ? error.stack : String(error)}`);
    return internalError();
  };

  return {
    endpoints,
    keys,
    commit,
    beginDraining() {
      isDraining = true;
    },

    async admit(endpoint, head) {
      const { address } = head;
      if (endpoint.access === 'public') {
        const refusal = endpoint.isLocal ? refuseStranger?.(head) : undefined;
        if (refusal) throw refusal;
        const counted = endpoint.isLimited ? limiter?.(`\n\n${address ?? ''}`) : undefined;
        if (counted?.isAllowed === false) throw rateLimited(counted.headers);
        return null;
      }
      const { admitted, check } = await authenticate(endpoint, head);
      const refusal = refuseScope(endpoint, admitted.scope);
      if (refusal) throw refusal;
      const { customer, keyId, environment } = admitted;
      // Limited by key and address: pages with the public key do not use up the limit of a secret key at one address.
      const limited = limiter?.(`${customer.customerId}\n${keyId}\n${address ?? ''}`);
      if (limited?.isAllowed === false) throw rateLimited(limited.headers);
      const share = admitted.scope === 'share' ? { segmentId: admitted.segmentId } : undefined;
      const isStillAdmitted = async () => {
        const now = await check().catch(nobodyIfRefused);
        return Boolean(now && !refuseScope(endpoint, now.scope));
      };
      const by = `key:${keyId}`;
      const headers = limited?.headers ?? {};
      return { customer, by, headers, share, environment: environment ?? undefined, isStillAdmitted };
    },

    async answer(endpoint, call, admission) {
      try {
        if (endpoint.access === 'public') return await endpoint.handle(call);
        if (!admission) throw new Error(`${endpoint.method} ${endpoint.path} was asked without being admitted`);
        // Set, not copied as for the few requests of share keys: a copy reads `signal`, which listens to the connection.
        if (admission.environment) call.environment = admission.environment;
        const asked = admission.share ? { ...call, share: admission.share } : call;
        return await endpoint.handle(asked, admission.customer, admission.by, admission.isStillAdmitted);
      } catch (error) {
        return answerError(error, call.requestId);
      }
    },

    answerError,
  };
}

/** An outage says nothing about the key. */
function nobodyIfRefused(error: unknown): null {
  if (error instanceof Refusal) return null;
  throw error;
}

/** A full key may call everything, a write key what posts events, a share key what says that it may. */
function refuseScope({ access, isShareable }: ProtectedEndpoint, scope: KeyScope): Refusal | undefined {
  if (scope === 'share' && !isShareable) return shareKeyLimit('This needs a full key');
  return scope === 'write' && access !== 'write' ? secretKeyRequired() : undefined;
}

/**
 * A key with a list of origins works for pages of these origins. A request without an `Origin` header is not a page's
 * POST: a write key with a list is then refused, since it is for pages only; a full or share key is accepted, since
 * servers send no `Origin`, and neither does a page that asks its own server.
 */
function isOriginFit(
  origin: string | undefined,
  { scope, allowedOrigins }: { scope: KeyScope; allowedOrigins: readonly string[] | null },
): boolean {
  if (allowedOrigins === null) return true;
  return origin === undefined ? scope !== 'write' : isOriginAllowed(origin, allowedOrigins);
}

function missingCustomerId(): Refusal {
  return new Refusal({
    status: 400,
    code: 'MISSING_CUSTOMER_ID',
    message: `The ${HEADER_CUSTOMER_ID} header is missing`,
  });
}

/** The same answer for an unknown customer, a wrong token and another customer's token, so that it reveals nothing. */
function invalidToken(isMissing: boolean): Refusal {
  return new Refusal({
    status: 401,
    code: 'INVALID_TOKEN',
    message: isMissing
      ? 'The Authorization header must be "Bearer <token>"'
      : 'The token is not valid for this customer',
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}

function originNotAllowed(): Refusal {
  return new Refusal({
    status: 403,
    code: 'ORIGIN_NOT_ALLOWED',
    message: 'This key is for the pages of other origins',
  });
}

function secretKeyRequired(): Refusal {
  return new Refusal({
    status: 403,
    code: 'SECRET_KEY_REQUIRED',
    message: 'A write key can only post events: reading and processing need a secret key',
  });
}

function rateLimited(headers: Record<string, string>): Refusal {
  const message = `Too many requests: try again in ${headers['Retry-After']} s`;
  return new Refusal({ status: 429, code: 'RATE_LIMITED', message, headers });
}

function unavailable(error: EngineUnavailable): Refusal {
  const isReadOnly = error instanceof DatabaseReadOnly;
  return new Refusal({
    status: 503,
    code: isReadOnly ? 'DATABASE_READ_ONLY' : 'DATABASE_UNAVAILABLE',
    message: isReadOnly
      ? 'The database only reads now: nothing was stored, try again later'
      : 'The database is not available now: nothing was confirmed as stored, try again',
    headers: { 'Retry-After': '1' },
  });
}

function internalError(): Refusal {
  return new Refusal({ status: 500, code: 'INTERNAL_ERROR', message: 'Something went wrong on the server' });
}
