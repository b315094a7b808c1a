import type { Reason } from '@onevault/contract';
import type { RawEvent } from '../engine/port.ts';
import type { Changes } from './changes.ts';
import type { ServiceContext } from './context.ts';
import type { Endpoint } from './endpoint.ts';

/** What a mock adds to the service; `testing/kit/createMockKit.ts` makes it. Never there in production. */
export interface MockHooks {
  /** The controls under `/mock/`. */
  endpoints(context: ServiceContext): Endpoint[];
  changes: Changes;
  /** What an event that is well formed breaks all the same, such as a tracking plan: it is then refused. */
  checkEvent(payload: RawEvent['payload']): Reason[];
  /** Told of every event that is refused, and so stored nowhere. */
  onRefused(refused: RefusedEvent): void;
}

export interface RefusedEvent {
  customerId: string;
  /** As it was sent. */
  event: unknown;
  reasons: Reason[];
}
