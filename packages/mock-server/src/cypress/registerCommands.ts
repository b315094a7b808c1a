import type { StagedEvent } from '@onevault/server/internal/engine/port';
import type { Fault } from '../faults/fault.ts';
import { checkFields } from '../kit/checkFields.ts';
import type { Ledger } from '../kit/countLedger.ts';

/** The part of Cypress that we use. Its own types are in its package, which not every project installs. */
export interface CypressLike {
  Commands: { add(name: string, command: (...args: never[]) => unknown): void };
  env(name: string): unknown;
}

export interface CyLike {
  intercept(matcher: { url: RegExp; middleware: boolean }, handler: (request: InterceptedRequest) => void): Chain<null>;
  request(options: {
    method: string;
    url: string;
    body?: object;
    failOnStatusCode?: boolean;
  }): Chain<{ body: Record<string, unknown> }>;
  wrap<T>(value: T, options?: { log: boolean }): Chain<T>;
}

export interface Chain<T> {
  then<U>(next: (value: T) => Chain<U> | U): Chain<U>;
}

export interface InterceptedRequest {
  url: string;
  method: string;
  headers: Record<string, string | string[]>;
}

/** The added commands, as a spec calls them. */
export interface TrackingCommands {
  /** Makes every tracker of the test send to a new customer. Call it before the first visit, in `beforeEach`. */
  followTracking(): Chain<TrackedCustomer>;
  /** Waits for an event in the business layer; fails with the nearest ones. */
  expectTracked(
    type: string,
    properties?: Record<string, unknown>,
    options?: { timeoutMs?: number },
  ): Chain<StagedEvent>;
  /** The events that have arrived so far. */
  trackedEvents(): Chain<StagedEvent[]>;
  trackingLedger(): Chain<Ledger>;
  /** Adds a fault for this test's customer. */
  addTrackingFault(fault: Fault): Chain<unknown>;
}

export interface TrackedCustomer {
  customer_id: string;
  token: string;
  write_token: string;
}

const TRACK_URL = /\/api\/v1\/track(\/[^?]*)?(\?.*)?$/;
const WAIT = '/mock/wait';
const DEFAULT_URL = 'http://localhost:8000';

/**
 * Adds the commands. The server (`onevault-mock-server`) runs beside Cypress; `Cypress.env('onevaultUrl')` is its
 * url, default http://localhost:8000.
 *
 * @example
 * import { registerCommands } from '@onevault/mock-server/cypress';
 * registerCommands(Cypress, cy);
 */
export function registerCommands(cypress: CypressLike, cy: CyLike): void {
  const serverUrl = () => String(cypress.env('onevaultUrl') ?? DEFAULT_URL).replace(/\/$/, '');
  let customer: TrackedCustomer | null = null;

  const own = (command: string): TrackedCustomer => {
    if (customer) return customer;
    throw new Error(`Failed to run cy.${command}(): no customer is followed. Please call cy.followTracking() first.`);
  };
  const ask = (method: string, path: string, body?: object) =>
    cy
      // The answer to a wait in vain is a 408, whose message is better than Cypress's own.
      .request({ method, url: `${serverUrl()}${path}`, failOnStatusCode: path !== WAIT, ...(body && { body }) })
      .then((answer) => answer.body);

  const commands: TrackingCommands = {
    followTracking: () =>
      ask('POST', '/mock/customers').then((body) => {
        const followed = body as unknown as TrackedCustomer;
        customer = followed;
        return cy
          .intercept({ url: TRACK_URL, middleware: true }, (request) => redirect(request, serverUrl(), followed))
          .then(() => followed);
      }),

    expectTracked: (type, properties, options = {}) => {
      checkFields('expect a tracked event', options, ['timeoutMs']);
      return ask('POST', WAIT, {
        customer_id: own('expectTracked').customer_id,
        event_type: type,
        ...(properties && { where: properties }),
        ...(options.timeoutMs !== undefined && { timeout_ms: options.timeoutMs }),
      }).then(({ matched, message, events }) => {
        if (matched !== true) throw new Error(String(message));
        return (events as StagedEvent[])[0] as StagedEvent;
      });
    },

    trackedEvents: () =>
      ask('GET', `/mock/events?customer_id=${own('trackedEvents').customer_id}`).then(
        ({ events }) => events as StagedEvent[],
      ),

    trackingLedger: () =>
      ask('GET', `/mock/ledger?customer_id=${own('trackingLedger').customer_id}`).then(
        ({ ledger }) => ledger as Ledger,
      ),

    addTrackingFault: (fault) =>
      ask('POST', '/mock/faults', { ...fault, customer_id: own('addTrackingFault').customer_id }).then(
        (body) => body.fault,
      ),
  };
  for (const [name, command] of Object.entries(commands)) cypress.Commands.add(name, command);
}

function redirect(
  request: InterceptedRequest,
  serverUrl: string,
  { customer_id, token, write_token }: TrackedCustomer,
): void {
  const [path = ''] = TRACK_URL.exec(request.url) ?? [];
  const isPost = request.method === 'POST' && /^\/api\/v1\/track(\/async)?(\?|$)/.test(path);
  request.url = `${serverUrl}${path}`;
  request.headers['x-customer-id'] = customer_id;
  request.headers.authorization = `Bearer ${isPost ? write_token : token}`;
}
