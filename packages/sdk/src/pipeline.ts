import { createStore } from './browser/createStore.ts';
import { SafePromise } from './browser/SafePromise.ts';
import { toMessage } from './browser/toMessage.ts';
import type { Config } from './config.ts';
import { createDebug, warn } from './debug.ts';
import { createEnricher } from './enrich/createEnricher.ts';
import type { Draft, TrackResult } from './events.ts';
import { createLedger, type Ledger } from './queue/createLedger.ts';
import { createQueue, type Queue } from './queue/createQueue.ts';
import { createReader, type Read } from './read/createReader.ts';
import { createRequest } from './transport/createRequest.ts';
import { createSender } from './transport/createSender.ts';

export interface Pipeline {
  _track<T extends unknown[]>(capture: (...args: T) => Draft, ...args: T): Promise<TrackResult>;
  _queue: Queue;
  _ledger: Ledger;
  _read: Read;
}

/** Joins the stages: capture → enrich → queue → transport. */
export function createPipeline(config: Config): Pipeline {
  const name = `onevault:${config._customerId}:`;
  const debug = createDebug(config._debug);
  const store = createStore();
  const ledger = createLedger();
  const request = createRequest(config);

  const enrich = createEnricher(store, name);
  const queue = createQueue({
    _transport: createSender(request, `/api/v1/track${config._async ? '/async' : ''}`),
    _ledger: ledger,
    _store: store,
    // What waits for one server must not be sent to another.
    _name: `${name}${config._baseUrl}:`,
    _isPatient: config._async,
    _debug: debug,
    _warn: warn,
  });

  return {
    _track: (capture, ...args) =>
      new SafePromise((answer) => {
        let draft: Draft | undefined;
        try {
          draft = capture(...args);
          const event = enrich(draft);
          debug('track', event._json);
          queue._add(event, answer);
        } catch (error) {
          // A cycle, a bigint, a getter that throws: the mistake is the caller's, the page must not notice.
          const text = toMessage(error);
          debug('Failed to track:', text);
          ledger._counts.tracked++;
          ledger._drop('', 'unserializable', text);
          answer({ success: false, dropped: 'unserializable', error: text, event_data: draft?._data || {} });
        }
      }),
    _queue: queue,
    _ledger: ledger,
    _read: createReader(request),
  };
}
