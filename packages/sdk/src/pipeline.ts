import { createDeviceStorage } from './browser/createDeviceStorage.ts';
import { createIntake, type Track } from './capture/createIntake.ts';
import { createRateLimit } from './capture/createRateLimit.ts';
import { pageView } from './capture/pageView.ts';
import type { Config } from './config.ts';
import { createDebug } from './debug.ts';
import { createEnricher, type Enricher } from './enrich/createEnricher.ts';
import { createPageHooks, type PageHooks } from './enrich/createPageHooks.ts';
import type { TrackerState } from './inspector/TrackerState.ts';
import { type ConsentGate, createConsentGate } from './privacy/createConsentGate.ts';
import { type PrivacyReport, toPrivacyReport } from './privacy/toPrivacyReport.ts';
import { createLedger, type DeliveryStats, type Ledger } from './queue/createLedger.ts';
import { createQueue, type Queue } from './queue/createQueue.ts';
import { createReader, type Read } from './read/createReader.ts';
import { createRequest } from './transport/createRequest.ts';
import { createTransport } from './transport/createTransport.ts';
import { createWarnOnce } from './warn.ts';

export interface Pipeline {
  _track: Track;
  _pages: PageHooks;
  _gate: ConsentGate;
  _enricher: Enricher;
  _queue: Queue;
  _ledger: Ledger;
  _read: Read;
  _stats(): DeliveryStats;
  _report(): PrivacyReport;
  _look(): TrackerState;
}

/** Joins the stages: capture → enrich → queue → transport. */
export function createPipeline(config: Config): Pipeline {
  const { customerId, apiBaseUrl, enableDebug, useAsync, storage, cookieDomain, maxEventsPerMinute } = config;
  const name = `onevault:${customerId}:`;
  // Events that wait for one server must not be sent to another.
  const queueName = `${name}${apiBaseUrl}:`;
  const device = createDeviceStorage(name, storage, cookieDomain);
  const ledger = createLedger(createDebug(enableDebug));

  const pages = createPageHooks();
  const gate = createConsentGate(
    config,
    () => {
      queue._erase();
      enricher._reset();
      device._erase();
    },
    enableDebug ? createWarnOnce() : undefined,
  );
  const track = createIntake({
    _see: pages._see,
    _isOverLimit: createRateLimit(maxEventsPerMinute),
    _gate: gate,
    _pass(draft, answer) {
      const event = enricher._enrich(draft);
      if (typeof event === 'string') return event;
      queue._add(event, answer);
      return undefined;
    },
    _refuse: ledger._refuse,
  });

  const enricher = createEnricher(config, device._identities, name);

  const request = createRequest(config);
  const queue = createQueue({
    _transport: createTransport(config, request),
    _ledger: ledger,
    _store: device._events,
    _name: queueName,
    _isMemory: storage === 'memory',
    _isPatient: useAsync,
  });

  return {
    _track: track,
    _pages: pages,
    _gate: gate,
    _enricher: enricher,
    _queue: queue,
    _ledger: ledger,
    _read: createReader(request),
    _stats: () => ledger._stats(queue._size(), gate._heldEvents()),
    _look: () => ({ consent: gate._state(), stored: device._list, records: ledger._records }),
    _report: () =>
      toPrivacyReport(config, gate._state(), device._list(), queueName, () => enricher._enrich(pageView(), true)),
  };
}
