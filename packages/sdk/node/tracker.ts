import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { DashboardReply, ProcessReply, StatusReply } from '@onevault/contract';
import { toMessage } from '../src/browser/toMessage.ts';
import { createIntake, type Track } from '../src/capture/createIntake.ts';
import { createDebug } from '../src/debug.ts';
import type { EventData, EventProperties, TrackFailure } from '../src/events.ts';
import type { AnyEvents } from '../src/plan.ts';
import {
  createLedger,
  type DeliveryEvent,
  type DeliveryEventName,
  type DeliveryStats,
  type Ledger,
} from '../src/queue/createLedger.ts';
import { createReader, type Read } from '../src/read/createReader.ts';
import { createSender } from '../src/transport/createSender.ts';
import { createWarnOnce } from '../src/warn.ts';
import { createDelivery, type Delivery } from './createDelivery.ts';
import { createRequest } from './createRequest.ts';
import { EventMethods } from './eventMethods.ts';
import { type NodeConfig, type NodeTrackerOptions, toNodeConfig } from './options.ts';
import { createToEvent, type ToEvent } from './toEvent.ts';
import { isAllowed, toIdentity, type Visit, type Visitor } from './visitor.ts';
import { VisitorTracker } from './visitorTracker.ts';

/**
 * Tracks events of a Node process and sends them to a OneVault server. They wait in files until the server has them, so
 * that each is stored once, also if the process is killed or the server is away. No method throws or rejects.
 *
 * @example
 * const tracker = new OneVaultTracker({ apiBaseUrl: 'http://localhost:8000', customerId: 'demo', apiToken: 'ovt_demo' });
 * tracker.forVisitor({ visitor_id, session_id }).trackEvent('order_paid', { value: 9.8, currency: 'EUR' });
 * await tracker.close();
 *
 * @typeParam Plan The events that may be tracked by name, from a tracking plan. Default: any.
 */
export class OneVaultTracker<Plan extends object = AnyEvents> extends EventMethods<Plan> {
  private readonly _config: NodeConfig;
  private readonly _toEvent: ToEvent;
  private readonly _ledger: Ledger;
  private readonly _delivery: Delivery;
  private readonly _read: Read;
  private _globals: EventData = {};
  private _flushedAtExit = 0;

  /**
   * Sends what earlier processes have left, too.
   *
   * @throws Error when `customerId`, `apiToken` or `apiBaseUrl` is missing, or `outbox` or `maxOutboxBytes` is wrong.
   */
  constructor(options: NodeTrackerOptions) {
    const config = toNodeConfig(options);
    super((capture, ...args) => this._intakeOf({}, {})(capture, ...args));
    const { apiBaseUrl, customerId, enableDebug, maxOutboxBytes, trackPath, useAsync } = config;
    this._config = config;
    this._toEvent = createToEvent(config);
    this._ledger = createLedger(createDebug(enableDebug));
    const request = createRequest(config);
    const warn = createWarnOnce();
    const folder = config.outbox === false ? undefined : resolve(config.outbox, toFolderName(customerId, apiBaseUrl));
    this._delivery = createDelivery({
      sender: createSender(request, `${trackPath || '/api/v1/track'}${useAsync ? '/async' : ''}`),
      ledger: this._ledger,
      isPatient: !!useAsync,
      outbox: {
        folder,
        maxBytes: maxOutboxBytes,
        onTrouble: (error) =>
          warn(
            `Failed to keep events in ${folder}: ${toMessage(error)}. They wait in memory, at most 5 MB. Try another folder as outbox.`,
            `${(error as NodeJS.ErrnoException).code}`,
          ),
      },
    });
    this._read = createReader(request);
    process.on('beforeExit', this._flushAtExit);
    process.on('exit', this._delivery.stop);
  }

  /**
   * The tracker of one visitor, for one request. Its events carry the ids, which the page gets from `getIdentity()`.
   *
   * @example
   * const visitor = tracker.forVisitor({ visitor_id, session_id }, { headers: request.headers });
   * await visitor.trackEvent('order_paid', { value: 9.8, currency: 'EUR' });
   */
  forVisitor(visitor: Visitor, visit: Visit = {}): VisitorTracker<Plan> {
    const identity = toIdentity(visitor);
    return new VisitorTracker<Plan>(this._intakeOf(identity, visit ?? {}), identity);
  }

  /**
   * Adds properties to every later event of this process; an event's own win. `undefined` removes one.
   *
   * @example tracker.setGlobalProperties({ app_version: '1.4' });
   */
  setGlobalProperties(properties: EventProperties): void {
    this._globals = { ...this._globals, ...properties };
  }

  /**
   * Reads the state of the pipeline. Needs a full key; a write key gets `HTTP 403: Forbidden`.
   *
   * @example const { pipeline_status } = await tracker.getTrackingStatus();
   */
  getTrackingStatus(): Promise<StatusReply | TrackFailure> {
    return this._read('status');
  }

  /**
   * Reads the newest events and a summary. `limit` is 1 to 500, default 10. Needs a full key.
   *
   * @example const { events } = await tracker.getDashboardData(50);
   */
  getDashboardData(limit = 10): Promise<DashboardReply | TrackFailure> {
    return this._read('dashboard?limit=', 'GET', limit);
  }

  /**
   * Makes the server process this customer's waiting events now. Needs a full key.
   *
   * @example await tracker.triggerProcessing();
   */
  triggerProcessing(): Promise<ProcessReply | TrackFailure> {
    return this._read('process', 'POST');
  }

  /**
   * Counts the events of this process, and those it has taken over: `tracked = delivered + queued + dropped` at any moment.
   *
   * @example const { queued, droppedByReason } = tracker.getDeliveryStats();
   */
  getDeliveryStats(): DeliveryStats {
    return this._ledger._stats(this._delivery.size(), 0);
  }

  /**
   * Calls `listener` on every `queued`, `sent`, `delivered`, `retry` or `dropped` event until the returned function is
   * called.
   *
   * @example const stop = tracker.on('dropped', ({ event_id, reason }) => log.warn({ event_id, reason }));
   */
  on(name: DeliveryEventName, listener: (event: DeliveryEvent) => void): () => void {
    return this._ledger._on(name, listener);
  }

  /**
   * Sends waiting events now, those of processes that are gone too. Resolves with the statistics when none is left, when
   * the server cannot be reached, or after `timeoutMs` (default 5,000).
   *
   * @example await tracker.flush();
   */
  async flush({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<DeliveryStats> {
    await this._delivery.flush(timeoutMs);
    return this.getDeliveryStats();
  }

  /** Sends nothing until `resume()`; events are kept. */
  pause(): void {
    this._delivery.halt('Paused');
  }

  /** Ends `pause()`, and tries again after a refused key. */
  resume(): void {
    this._delivery.resume();
  }

  /**
   * Sends what it can within `timeoutMs` (default 5,000), leaves the rest on disk for the next process, and ends the
   * tracker. Later events are dropped as `shutdown`.
   *
   * @example process.once('SIGTERM', () => tracker.close().then(() => process.exit()));
   */
  async close(options?: { timeoutMs?: number }): Promise<DeliveryStats> {
    await this.flush(options ?? {});
    this.shutdown();
    return this.getDeliveryStats();
  }

  /** Ends the tracker at once, and leaves what waits on disk for the next process. */
  shutdown(): void {
    process.off('beforeExit', this._flushAtExit);
    process.off('exit', this._delivery.stop);
    this._delivery.stop();
  }

  private _intakeOf(identity: EventData, visit: Visit): Track {
    return createIntake({
      _see() {},
      // The outbox has a limit of its own.
      _isOverLimit: () => false,
      _gate: {
        // Nobody could decide later: each request is asked anew.
        _ask: () => (isAllowed(visit, this._config.respectSignals !== false) ? 'granted' : 'denied'),
        _hold: () => false,
      },
      _pass: (draft, answer) => {
        const event = this._toEvent({ ...draft, _url: draft._url || visit.pageUrl || '' }, identity, this._globals);
        if (typeof event === 'string') return event;
        this._delivery.add(event, answer);
        return undefined;
      },
      _refuse: this._ledger._refuse,
    });
  }

  /** Once for the same events: what the server does not take is on disk. */
  private readonly _flushAtExit = (): void => {
    const { tracked, queued } = this.getDeliveryStats();
    if (!queued || tracked === this._flushedAtExit) return;
    this._flushedAtExit = tracked;
    this._delivery.flush(5_000);
  };
}

/** Events that wait for one server must not be sent to another. */
function toFolderName(customerId: string, apiBaseUrl: string): string {
  const hash = createHash('sha256').update(`${customerId}\n${apiBaseUrl}`).digest('hex').slice(0, 12);
  return `${customerId.replace(/[^\w-]/g, '_').slice(0, 40)}-${hash}`;
}
