import {
  type BatchReply,
  type Environment,
  type ErrorDetail,
  EVENT_ID_PATTERN,
  MAX_BATCH_EVENTS,
  type Processing,
  type RejectedEvent,
  ROUTES,
  type TrackReply,
} from '@onevault/contract';
import type { Customer, RawEvent, StoredEvent } from '../../engine/port.ts';
import { listWarnings } from '../../ingest/listWarnings.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { type Origin, toOrigin, toRawEvent } from '../../ingest/toRawEvent.ts';
import { type Checked, checkEvent } from '../checkEvent.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';

/** Both track routes: one event or a batch, processed before the answer or after it. */
export function trackEndpoints(context: ServiceContext): Endpoint[] {
  const endpoint = (path: string, processing: Processing): Endpoint => ({
    method: 'POST',
    path,
    access: 'write',
    body: 'event',
    doc: {
      summary:
        processing === 'automatic'
          ? 'Tracks an event or a batch; the answer comes when they are processed'
          : 'Tracks an event or a batch; the answer comes when they are stored',
      description:
        processing === 'automatic'
          ? `When the answer arrives, an event is in the business layer, or it is stored and set aside, with a reason. ${DESCRIPTION}`
          : `Events are durable when the answer arrives and processed within a second. ${DESCRIPTION}`,
      request: ['TrackBodySchema', 'BatchBodySchema'],
      reply: ['TrackReplySchema', 'BatchReplySchema'],
    },
    async handle({ body, bodyBytes = 0, client, environment }, customer) {
      const origin = await toOrigin(client, customer, context);
      const accept: Accept = (events, isDivisible) =>
        store(context, customer, events, { processing, bytes: bodyBytes, isDivisible });
      const check: Check = (event, loc) => checkEvent(context, customer, event, { loc, environment });
      if (Array.isArray(body) && (body.length === 0 || body.length > MAX_BATCH_EVENTS)) {
        throw refuseSize(body.length, processing, environment);
      }
      return Array.isArray(body)
        ? trackBatch(body, origin, processing, accept, check)
        : trackOne(body, origin, processing, accept, check);
    },
  });
  return [endpoint(ROUTES.track, 'automatic'), endpoint(ROUTES.trackAsync, 'background')];
}

const DESCRIPTION =
  'A repeated event_id changes nothing. A key for one environment refuses an event whose `event_data.environment` is another one, and a key for production also one whose `event_data.automated` is true: a single event with 403 `WRONG_ENVIRONMENT`, an event of a batch in `rejected`.';

// A kilobyte with 500 blank events must not become a long line in the log.
const MAX_LOGGED_EVENTS = 3;

type Refused = Exclude<Checked, { event: object }>;
type Accept = (events: RawEvent[], isDivisible: boolean) => Promise<StoredEvent[]>;
type Check = (event: unknown, loc: ErrorDetail['loc']) => Checked;

async function trackOne(body: unknown, origin: Origin, processing: Processing, accept: Accept, check: Check) {
  const checked = check(body, ['body']);
  if (!checked.event) throw checked.code === 'WRONG_ENVIRONMENT' ? misplaced(body, checked) : refuse(checked.problems);
  const event = toRawEvent(checked.event, origin);
  const [stored] = await accept([event], false);
  if (!stored) throw new Error('The engine answered for no event');

  const reply: TrackReply = {
    success: true,
    message: messageOf(stored, processing),
    event_id: stored.eventId,
    timestamp: timestamp(),
    processing,
    processing_status: stored.status,
  };
  if (stored.duplicate) reply.duplicate = true;
  if (stored.status === 'set_aside') reply.set_aside = true;
  if (stored.reason) reply.reason = stored.reason;
  const warnings = listWarnings(event, stored, {});
  if (warnings.length > 0) reply.warnings = warnings;
  return ok(reply);
}

async function trackBatch(body: unknown[], origin: Origin, processing: Processing, accept: Accept, check: Check) {
  const good: RawEvent[] = [];
  let hasIds = true;
  const rejected: RejectedEvent[] = [];
  const details: ErrorDetail[] = [];
  const indexes: number[] = [];
  body.forEach((element, index) => {
    const checked = check(element, ['body', index]);
    if (checked.event) {
      good.push(toRawEvent(checked.event, origin));
      indexes.push(index);
      hasIds &&= checked.event.eventId !== null;
    } else {
      rejected.push(toRejected(element, index, checked));
      details.push(...checked.problems);
    }
  });
  if (good.length === 0) {
    const message = `All ${body.length} events were refused`;
    throw new Refusal({
      status: 422,
      code: rejected[0]?.error_code ?? 'INVALID_EVENT',
      message,
      detail: details,
      fields: batchReply([], rejected, processing, message),
    });
  }
  // Without ids from the client, a stored part would be stored again with the next attempt.
  const stored = await accept(good, hasIds);
  const message = `${stored.length} of ${body.length} events ${processing === 'automatic' ? 'tracked' : 'accepted'}`;
  const reply = batchReply(stored, rejected, processing, message);
  const warnings = stored.flatMap((one, place) =>
    listWarnings(good[place] as RawEvent, one, { index: indexes[place] as number, event_id: one.eventId }),
  );
  if (warnings.length > 0) reply.warnings = warnings;
  return ok(reply);
}

/** Stores the events, and processes them or wakes the worker. A repeated id within one batch is a duplicate. */
async function store(
  { commit, wake, log, observe }: ServiceContext,
  { customerId }: Customer,
  events: RawEvent[],
  { processing, bytes, isDivisible }: { processing: Processing; bytes: number; isDivisible: boolean },
): Promise<StoredEvent[]> {
  const isAutomatic = processing === 'automatic';
  if (isAutomatic) log.info('🔄 Triggering automatic site tracking processing...');
  const stored = await commit.store(customerId, events, { process: isAutomatic, bytes, isDivisible });
  observe.onStored?.(stored);
  if (isAutomatic) logProcessing(log, stored);
  else wake(customerId);
  return stored;
}

function batchReply(
  stored: StoredEvent[],
  rejected: RejectedEvent[],
  processing: Processing,
  message: string,
): BatchReply {
  // By id: a repeat within the batch is the same event.
  const failed = new Map<string, NonNullable<BatchReply['set_aside']>[number]>();
  for (const { eventId, status, reason } of stored) {
    if (reason)
      failed.set(eventId, { event_id: eventId, status: status === 'rejected' ? status : 'set_aside', reason });
  }
  return {
    success: stored.length > 0,
    message,
    event_ids: stored.map(({ eventId }) => eventId),
    duplicates: stored.filter(({ duplicate }) => duplicate).map(({ eventId }) => eventId),
    rejected,
    timestamp: timestamp(),
    processing,
    ...(failed.size > 0 && { set_aside: [...failed.values()] }),
  };
}

function messageOf({ duplicate, status }: StoredEvent, processing: Processing): string {
  if (duplicate) return 'Event was tracked before, nothing changed';
  if (status === 'set_aside') return 'Event stored, but it could not be processed';
  if (status === 'rejected') return 'Event stored, but it is not valid';
  return processing === 'automatic' ? 'Event tracked successfully' : 'Event accepted for background processing';
}

/** Lines that log readers of the inherited server search for. */
function logProcessing(log: ServiceContext['log'], stored: StoredEvent[]): void {
  const fresh = stored.filter(({ duplicate }) => !duplicate);
  const failed = fresh.filter(({ status }) => status === 'set_aside' || status === 'rejected');
  const result = { total_processed: fresh.length, success: fresh.length - failed.length, errors: failed.length };
  if (fresh.length === 0) log.info('ℹ️ No processing needed - all events up to date');
  else if (failed.length < fresh.length) log.info(`✅ Processing result: ${JSON.stringify(result)}`);
  if (failed.length > 0) {
    const events = failed
      .slice(0, MAX_LOGGED_EVENTS)
      .map(({ eventId, reason }) => ({ event_id: eventId, rule: reason?.rule }));
    log.warn(`⚠️ Site tracking processing failed (non-critical): ${JSON.stringify({ ...result, events })}`);
  }
}

function refuse(problems: ErrorDetail[]): Refusal {
  const isEvent = problems.some(({ loc }) => loc.length > 1);
  return new Refusal({
    status: 422,
    code: isEvent ? 'INVALID_EVENT' : 'INVALID_BODY',
    message: describe(problems),
    detail: problems,
  });
}

/** With `rejected`, as in a batch: an SDK never sends again what is in it. */
function misplaced(body: unknown, refused: Refused): Refusal {
  const rejected = toRejected(body, 0, refused);
  return new Refusal({
    status: 403,
    code: 'WRONG_ENVIRONMENT',
    message: rejected.message,
    detail: refused.problems,
    fields: { rejected: [rejected] },
  });
}

function toRejected(element: unknown, index: number, { problems, code }: Refused): RejectedEvent {
  // The rule's own sentence says enough: the place is in it.
  const message = code === 'WRONG_ENVIRONMENT' ? problems.map(({ msg }) => msg).join('; ') : describe(problems);
  return { index, event_id: idOf(element), error_code: code, message };
}

/** Says what the key is for, too: an empty batch asks whether a key is right, and stores nothing. */
function refuseSize(length: number, processing: Processing, environment: Environment | undefined): Refusal {
  const message = `A batch holds 1 to ${MAX_BATCH_EVENTS} events, this one ${length}`;
  const type = length === 0 ? 'too_short' : 'too_long';
  return new Refusal({
    status: 422,
    code: 'INVALID_BATCH_SIZE',
    message,
    detail: [{ loc: ['body'], msg: message, type }],
    fields: { ...batchReply([], [], processing, message), ...(environment && { environment }) },
  });
}

/** Joins the problems for people: `event_type: Input should be a valid string; …`. */
function describe(problems: ErrorDetail[]): string {
  return problems
    .map(({ loc, msg }) => {
      const place = loc.filter((part, i) => !(i === 0 || (i === 1 && typeof part === 'number'))).join('.');
      return place ? `${place}: ${msg}` : msg;
    })
    .join('; ');
}

function idOf(element: unknown): string | null {
  const id: unknown =
    typeof element === 'object' && element !== null && 'event_id' in element ? element.event_id : null;
  return typeof id === 'string' && EVENT_ID_PATTERN.test(id) ? id : null;
}
