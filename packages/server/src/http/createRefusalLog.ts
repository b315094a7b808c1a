import { escapeControls } from '../escapeControls.ts';
import type { Log } from '../log.ts';

export interface RefusedRequest {
  /** 200: only some events of a batch were refused. */
  status: number;
  errorCode: string;
  /** As the header has it: nobody has checked it. */
  customerId: string | undefined;
  origin: string | undefined;
  /** The pattern; null where none fits. */
  route: string | null;
}

export interface RefusalLog {
  note(refused: RefusedRequest): void;
  /** Logs what was counted, and ends the timer. */
  stop(): void;
}

interface Cause {
  line: string;
  fields: object;
  /** Since the line was logged. */
  repeats: number;
}

const WINDOW_MS = 60_000;
/** A client can invent customers: beyond these, refusals are only counted until the next window. */
const MAX_CAUSES = 50;
/** The other reports of these say more: one line an outage, and the stack of an error. */
const REPORTED_ELSEWHERE = new Set(['DATABASE_UNAVAILABLE', 'DATABASE_READ_ONLY', 'SHUTTING_DOWN', 'INTERNAL_ERROR']);

/**
 * Logs refused requests, so that the operator sees a mistake of a page without its browser: one line a cause (customer,
 * error code and origin) at once, then at most one a minute with the number of repeats. No line has a token or a body.
 */
export function createRefusalLog(log: Log): RefusalLog {
  const causes = new Map<string, Cause>();
  let others = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const tell = () => {
    for (const [name, cause] of causes) {
      if (cause.repeats === 0) causes.delete(name);
      else log.warn(`${cause.line} (${cause.repeats} more within a minute)`, { ...cause.fields, count: cause.repeats });
      cause.repeats = 0;
    }
    if (others > 0) log.warn(`Refused: ${others} requests of other causes within a minute`, { count: others });
    others = 0;
    if (causes.size === 0) end();
  };
  const end = () => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    note({ status, errorCode, customerId, origin, route }) {
      // A page or a scanner looks for a file that is not there: no tracker does.
      if (REPORTED_ELSEWHERE.has(errorCode) || (errorCode === 'NOT_FOUND' && !customerId)) return;
      const customer = customerId === undefined ? null : toCustomer(customerId);
      const page = origin === undefined ? null : toOrigin(origin);
      const name = JSON.stringify([errorCode, customer, page]);
      const known = causes.get(name);
      if (known) {
        known.repeats += 1;
        return;
      }
      timer ??= setInterval(tell, WINDOW_MS);
      timer.unref();
      if (causes.size >= MAX_CAUSES) {
        if (others === 0) log.warn(`Refused: requests of more than ${MAX_CAUSES} causes; the others are only counted`);
        others += 1;
        return;
      }
      const parts = [
        status === 200 ? `${errorCode} in a batch` : `${status} ${errorCode}`,
        customer === null ? 'no customer' : `customer "${customer}"`,
        page === null ? 'no origin' : `origin "${page}"`,
        ...(route === null ? [] : [route]),
      ];
      const line = `Refused: ${parts.join(', ')}`;
      const fields = { error_code: errorCode, status, customer_id: customer, origin: page, route };
      causes.set(name, { line, fields, repeats: 0 });
      log.warn(line, { ...fields, count: 1 });
    },

    stop() {
      tell();
      causes.clear();
      end();
    },
  };
}

/** Somebody may mix up the two headers: then the token is where the customer should be. */
function toCustomer(header: string): string {
  return /^bearer\s|ovt_/i.test(header.trim()) ? '(a token)' : escapeControls(header.trim());
}

/** Browsers send no path and no password in an origin; another client may. */
function toOrigin(header: string): string {
  return header.includes('@') ? '(not an origin)' : escapeControls(header);
}
