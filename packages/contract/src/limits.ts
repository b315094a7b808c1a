/** Numbers that both sides keep to. */

/** Largest request body, after inflating. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Most events in one batch. */
export const MAX_BATCH_EVENTS = 500;
/** Most characters of an `event_type`. */
export const MAX_EVENT_TYPE_LENGTH = 200;
/** Most characters of a `page_url`. */
export const MAX_PAGE_URL_LENGTH = 100_000;
/** Deepest nesting inside `event_data` (itself is level 1): deeper than any real event, far below what a JSON parser of a database refuses. */
export const MAX_EVENT_DATA_DEPTH = 32;
/** Most keys and array elements inside one `event_data`, all levels together. */
export const MAX_EVENT_DATA_VALUES = 10_000;
/** `limit` of the dashboard. */
export const DEFAULT_DASHBOARD_LIMIT = 20;
export const MAX_DASHBOARD_LIMIT = 500;
/** Events that the status lists. */
export const RECENT_EVENTS = 10;
/** `timeout_ms` of the barrier. */
export const DEFAULT_SETTLED_TIMEOUT_MS = 5_000;
export const MAX_SETTLED_TIMEOUT_MS = 30_000;

export const EVENT_ID_PATTERN = /^evt_[A-Za-z0-9_-]{1,64}$/;
