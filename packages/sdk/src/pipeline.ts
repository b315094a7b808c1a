import { createStore } from './browser/createStore.ts';
import { SafePromise } from './browser/SafePromise.ts';
import { toMessage } from './browser/toMessage.ts';
import type { Config } from './config.ts';
import { createDebug } from './debug.ts';
import { createEnricher } from './enrich/createEnricher.ts';
import { type Draft, type TrackResult, toFailure } from './events.ts';
import { createLedger, type Ledger } from './queue/createLedger.ts';
import { createQueue, type Queue } from './queue/createQueue.ts';
import { createReader, type Read } from './read/createReader.ts';
import { createRequest } from './transport/createRequest.ts';
import { createSender } from './transport/createSender.ts';

/** Hears of an event before it becomes one. */
export type Hook = (eventType: string, pageUrl: string) => void;

export interface Pipeline extends Queue {
  _track<T extends unknown[]>(capture: (...args: T) => Draft, ...args: T): Promise<TrackResult>;
  _hear(hook: Hook): () => void;
  _on: Ledger['_on'];
  _read: Read;
}

/** Joins the stages: capture → enrich → queue → transport. */
export function createPipeline(config: Config): Pipeline {
  const name = `onevault:${config.customerId}:`;
  const debug = createDebug(config.enableDebug);
  const store = createStore();
  const ledger = createLedger(debug);
  const request = createRequest(config);

  const enrich = createEnricher(store, name);
  const queue = createQueue({
    _transport: createSender(request, `/api/v1/track${config.useAsync ? '/async' : ''}`),
    _ledger: ledger,
    _store: store,
    // What waits for one server must not be sent to another.
    _name: `${name}${config.apiBaseUrl}:`,
    _isPatient: config.useAsync,
    _debug: debug,
  });

  const hooks = new Set<Hook>();

  return {
    ...queue,
    _track: (capture, ...args) =>
      new SafePromise((answer) => {
        let draft: Draft | undefined;
        try {
          draft = capture(...args);
          for (const hook of hooks) hook(draft._type, draft._url);
          queue._add(enrich(draft), answer);
        } catch (error) {
          // A cycle, a bigint, a getter that throws: the mistake is the caller's, the page must not notice.
          const text = toMessage(error);
          ledger._counts.tracked++;
          ledger._drop('', 'unserializable', text);
          answer({ ...toFailure({ _id: '', _data: draft?._data || {} }, text), dropped: 'unserializable' });
        }
      }),
    _hear(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    _on: ledger._on,
    _read: createReader(request),
  };
}
