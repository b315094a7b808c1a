import type { BasePipeline } from '../BaseTracker.ts';
import { createStore } from '../browser/createStore.ts';
import { SafePromise } from '../browser/SafePromise.ts';
import { toMessage } from '../browser/toMessage.ts';
import type { Config } from '../config.ts';
import { createDebug } from '../debug.ts';
import { type Draft, toFailure } from '../events.ts';
import { createLedger } from '../queue/createLedger.ts';
import { createQueue } from '../queue/createQueue.ts';
import { createReader } from '../read/createReader.ts';
import { createRequest } from '../transport/createRequest.ts';
import { createSender } from '../transport/createSender.ts';
import { createLightEnricher } from './createLightEnricher.ts';

/** The same line as in the full tracker, without what stands before enrich there: consent, limits, hooks. */
export function createLightPipeline(config: Config): BasePipeline {
  const name = `onevault:${config.customerId}:`;
  const debug = createDebug(config.enableDebug);
  const store = createStore();
  const ledger = createLedger(debug);
  const request = createRequest(config);

  const enrich = createLightEnricher(store, name);
  const queue = createQueue({
    _transport: createSender(request, `/api/v1/track${config.useAsync ? '/async' : ''}`),
    _ledger: ledger,
    _store: store,
    // What waits for one server must not be sent to another.
    _name: `${name}${config.apiBaseUrl}:`,
    _isPatient: config.useAsync,
  });

  return {
    ...queue,
    _track: (capture, ...args) =>
      new SafePromise((answer) => {
        let draft: Draft | undefined;
        try {
          draft = capture(...args);
          queue._add(enrich(draft), answer);
        } catch (error) {
          // A cycle, a bigint, a getter that throws: the mistake is the caller's, the page must not notice.
          const text = toMessage(error);
          ledger._counts.tracked++;
          ledger._drop('', 'unserializable', text);
          answer(toFailure({ _id: '', _data: draft?._data || {} }, text, { dropped: 'unserializable' }));
        }
      }),
    _on: ledger._on,
    _read: createReader(request),
  };
}
