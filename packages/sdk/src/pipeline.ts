import { createDeviceStorage } from './browser/createDeviceStorage.ts';
import { createTasks, type Tasks } from './browser/createTasks.ts';
import { startPageLifecycle } from './browser/startPageLifecycle.ts';
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
  _ledger: Ledger;
  /** Does this later, or as `_begin`, or before the page goes. */
  _defer(begin: () => void): void;
  /** Does now what is deferred: whatever is tracked comes after it. */
  _begin(): void;
  /** What the page's own task does not wait for, such as the stages behind the intake. */
  _tasks: Tasks;
  /** The stages behind the intake, made at the first need. */
  _open(): Stages;
}

interface Stages {
  _enricher: Enricher;
  _queue: Queue;
  _read: Read;
  _stats(): DeliveryStats;
  _report(): PrivacyReport;
  _look(): TrackerState;
  _erase(): void;
  _stop(): void;
}

/**
 * Joins the stages: capture → enrich → queue → transport. The page's own task only captures: what is behind, and even the
 * making of that, follows in later tasks (docs/decisions/0060).
 */
export function createPipeline(config: Config): Pipeline {
  const { customerId, apiBaseUrl, enableDebug, useAsync, storage, cookieDomain, maxEventsPerMinute } = config;
  let stages: Stages | undefined;
  let stopPage: (() => void) | undefined;
  /** The queue may have something to do as the page goes. */
  let isUsed = false;
  let deferred: (() => void) | undefined;
  const tasks = createTasks();
  const ledger = createLedger(createDebug(enableDebug));
  const pages = createPageHooks();
  const gate = createConsentGate(config, () => open()._erase(), enableDebug ? createWarnOnce() : undefined);
  const track = createIntake({
    _see: pages._see,
    _isOverLimit: createRateLimit(maxEventsPerMinute),
    _gate: gate,
    _later(work) {
      // Before the first event: a page that closes must not leave it behind.
      watch();
      prepare();
      tasks._add(work);
      // There may be no later task.
      if (stages?._queue._isHidden()) tasks._finish();
    },
    _pass(draft, answer) {
      const { _enricher, _queue } = open();
      // Once: a draft comes again if the browser ended the script in here.
      draft._event ??= _enricher._enrich(draft);
      if (typeof draft._event === 'string') return draft._event;
      _queue._add(draft._event, answer);
      return undefined;
    },
    _refuse: ledger._refuse,
  });

  function begin(): void {
    const first = deferred;
    deferred = undefined;
    first?.();
  }

  function defer(work: () => void): void {
    watch();
    begin();
    deferred = work;
    tasks._add(begin);
  }

  function watch(): void {
    if (stopPage) return;
    stopPage = startPageLifecycle(
      (isLeft) => {
        begin();
        tasks._recover();
        if (isUsed) open()._queue._hide(isLeft);
      },
      (isOnline) => stages?._queue._show(isOnline),
    );
  }

  /** For the first event that the visitor allows: before that nothing is read or stored. */
  function prepare(): void {
    if (isUsed) return;
    isUsed = true;
    // Each by itself, because each takes as long as an event.
    tasks._add(open);
    tasks._add(() => open()._enricher._visitor());
  }

  function open(): Stages {
    if (stages) return stages;
    const name = `onevault:${customerId}:`;
    // Events that wait for one server must not be sent to another.
    const queueName = `${name}${apiBaseUrl}:`;
    const device = createDeviceStorage(name, storage, cookieDomain);
    const enricher = createEnricher(config, device._identities, name);
    const request = createRequest(config);
    const queue = createQueue({
      _transport: createTransport(config, request),
      _ledger: ledger,
      _tasks: tasks,
      _store: device._events,
      _name: queueName,
      _watch() {
        watch();
        isUsed = true;
      },
      _isMemory: storage === 'memory',
      _isPatient: useAsync,
    });
    stages = {
      _enricher: enricher,
      _queue: queue,
      _read: createReader(request),
      _stats: () => ledger._stats(queue._size(), gate._heldEvents()),
      _report: () =>
        toPrivacyReport(config, gate._state(), device._list(), queueName, () => enricher._enrich(pageView(), true)),
      _look: () => ({ consent: gate._state(), stored: device._list, records: ledger._records }),
      _erase() {
        queue._erase();
        enricher._reset();
        device._erase();
      },
      _stop() {
        gate._stop();
        queue._stop();
        stopPage?.();
      },
    };
    return stages;
  }

  return {
    _track: track,
    _defer: defer,
    _begin: begin,
    _pages: pages,
    _gate: gate,
    _ledger: ledger,
    _tasks: tasks,
    _open: open,
  };
}
