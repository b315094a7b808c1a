/** Limits that client and server share. */

/** Maximum size of a request body, inflated. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Maximum events in one batch. */
export const MAX_BATCH_EVENTS = 500;
/** Maximum characters of an `event_type`. */
export const MAX_EVENT_TYPE_LENGTH = 200;
/** Maximum elements of `event_data.items` that the pipeline reads: more than any basket has. */
export const MAX_ITEMS = 100;
/** Maximum characters of a `page_url`. */
export const MAX_PAGE_URL_LENGTH = 100_000;
/** Maximum nesting of `event_data` (itself is level 1): deeper than real events, far below the limits of databases. */
export const MAX_EVENT_DATA_DEPTH = 32;
/** Maximum keys and array elements inside one `event_data`, over all levels. */
export const MAX_EVENT_DATA_VALUES = 10_000;
/** The `limit` of the dashboard. */
export const DEFAULT_DASHBOARD_LIMIT = 20;
export const MAX_DASHBOARD_LIMIT = 500;
/** How many events the status lists. */
export const RECENT_EVENTS = 10;
/** The `timeout_ms` of the barrier. */
export const DEFAULT_SETTLED_TIMEOUT_MS = 5_000;
export const MAX_SETTLED_TIMEOUT_MS = 30_000;

/** A comment keeps a silent stream open this often. */
export const STREAM_COMMENT_MS = 15_000;
/** Maximum open streams of one customer on one server. */
export const MAX_CUSTOMER_STREAMS = 50;
/** Maximum open streams on one server. */
export const MAX_STREAMS = 200;
/** A stream resumes after a message that is at most this old. */
export const MAX_RESUME_AGE_MS = 86_400_000;
/** Maximum open exports of one customer on one server. */
export const MAX_CUSTOMER_EXPORTS = 4;
/** How long a customer's events can be kept: a century. */
export const MAX_RETENTION_DAYS = 36_500;

export const EVENT_ID_PATTERN = /^evt_[A-Za-z0-9_-]{1,64}$/;
