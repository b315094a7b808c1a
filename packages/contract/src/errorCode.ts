/** Stable, upper case. New ones may be added; none changes its meaning. */
export type ErrorCode =
  | 'MISSING_CUSTOMER_ID'
  | 'INVALID_TOKEN'
  | 'ORIGIN_NOT_ALLOWED'
  | 'HOST_NOT_ALLOWED'
  | 'SECRET_KEY_REQUIRED'
  /** The key is for another environment than the event is of. */
  | 'WRONG_ENVIRONMENT'
  | 'RATE_LIMITED'
  | 'BODY_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'INVALID_JSON'
  | 'INVALID_BODY'
  | 'INVALID_EVENT'
  | 'INVALID_BATCH_SIZE'
  | 'INVALID_QUERY'
  | 'INVALID_LAST_EVENT_ID'
  | 'TOO_MANY_STREAMS'
  | 'UNKNOWN_CUSTOMER'
  | 'UNKNOWN_EVENT'
  | 'UNKNOWN_KEY'
  | 'KEY_ENDED'
  /** The key of a share link is not rotated. */
  | 'KEY_OF_LINK'
  | 'UNKNOWN_RULE'
  | 'UNKNOWN_FIRING'
  | 'UNKNOWN_REPORT'
  | 'UNKNOWN_DESTINATION'
  | 'DESTINATION_IN_USE'
  | 'TOO_MANY'
  | 'NAME_TAKEN'
  | 'SEGMENT_IN_USE'
  | 'GOAL_IN_USE'
  /** A share key may not ask this. */
  | 'SHARE_KEY_LIMIT'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'BAD_REQUEST'
  | 'DATABASE_UNAVAILABLE'
  | 'DATABASE_READ_ONLY'
  /** A query of analytics took too long: a shorter range or fewer filters may succeed. */
  | 'QUERY_TIMED_OUT'
  | 'OVERLOADED'
  | 'SHUTTING_DOWN'
  | 'TOO_MANY_EXPORTS'
  /** A transaction was open for so long that the end of an export could not be told. */
  | 'NOT_SETTLED'
  | 'INTERNAL_ERROR'
  /** The memory engine does not support the call. */
  | 'NOT_ON_MEMORY'
  /** Only of a mock server's `/mock/wait`. */
  | 'WAIT_TIMED_OUT';
