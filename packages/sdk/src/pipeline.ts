import type { TrackReply } from '@onevault/contract';
import { createStore } from './browser/createStore.ts';
import { now } from './capture/now.ts';
import type { Config } from './config.ts';
import { createDebug } from './debug.ts';
import { createEnricher } from './enrich/createEnricher.ts';
import type { Draft, TrackResult } from './events.ts';
import { createReader, type Reader } from './read/createReader.ts';
import { createRequest } from './transport/createRequest.ts';
import { toBody } from './transport/toBody.ts';

export interface Pipeline {
  _track<T extends unknown[]>(capture: (...args: T) => Draft, ...args: T): Promise<TrackResult>;
  _read: Reader;
}

/** Joins the stages: capture → enrich → queue → transport. */
export function createPipeline(config: Config): Pipeline {
  const debug = createDebug(config._debug);
  const store = createStore();
  const { _enrich } = createEnricher(store, `onevault:${config._customerId}:`);
  const request = createRequest(config);
  const path = `/api/v1/track${config._async ? '/async' : ''}`;

  return {
    async _track(capture, ...args) {
      let draft: Draft | undefined;
      try {
        draft = capture(...args);
        const event = _enrich(draft);
        // The queue's place: from here on an event waits, travels in batches and is tried again.
        debug('send', event._type, event._id, event._data);
        const reply = await request(path, { method: 'POST', body: toBody([event], now()) });
        const answer = reply._body as TrackReply | undefined;
        const error = reply._error || (answer?.success ? '' : 'The answer is not a success');
        debug(error || 'delivered', event._id, reply._body);
        return error || !answer ? { success: false, error, event_data: event._data, event_id: event._id } : answer;
      } catch (error) {
        debug('Failed to track:', error);
        return { success: false, error: String((error as Error)?.message || error), event_data: draft?._data ?? {} };
      }
    },
    _read: createReader(request),
  };
}
