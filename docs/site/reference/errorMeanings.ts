import type { ErrorCode } from '../../../packages/contract/src/errorCode.ts';

export interface ErrorMeaning {
  status: string;
  meaning: string;
  /** What the one who asked does now. */
  instead: string;
}

const AGAIN = 'Ask again after `Retry-After` seconds. An event sent again with the same `event_id` is stored once.';
const LIST = 'Ask for the list, and take an id from it.';

/** One line for each code. The compiler asks for a new one. */
export const ERROR_MEANINGS: Record<ErrorCode, ErrorMeaning> = {
  BAD_REQUEST: {
    status: '400, 408, 431',
    meaning: 'The request is not well-formed HTTP, came too slowly, or its headers are too large.',
    instead: 'Look at what stands between client and server: a proxy that cuts, or a cookie that has grown.',
  },
  MISSING_CUSTOMER_ID: {
    status: '400',
    meaning: 'The header `X-Customer-ID` is missing.',
    instead: 'Send it. A proxy may have removed it.',
  },
  INVALID_TOKEN: {
    status: '401',
    meaning: 'There is no token, a wrong one, or one of another customer.',
    instead: 'Compare customer and token. `onevault-server keys list --customer <id>` shows which keys there are.',
  },
  ORIGIN_NOT_ALLOWED: {
    status: '403',
    meaning: 'The key is for the pages of other origins; a session is for the server’s own page.',
    instead: 'Make a key for this origin: `onevault-server keys create --customer <id> --origin <origin>`.',
  },
  WRONG_ENVIRONMENT: {
    status: '403, in a batch 422',
    meaning:
      'The key is for another environment than the event, or for production and a program drives the browser. The events are in `rejected`.',
    instead: 'Use a key of that environment: `onevault-server keys create --customer <id> --environment test`.',
  },
  HOST_NOT_ALLOWED: {
    status: '403',
    meaning: 'A mock server’s controls and its default key answer only requests to `localhost` and 127.0.0.1.',
    instead: 'Start the mock server with `--allow-host <name>`.',
  },
  SECRET_KEY_REQUIRED: {
    status: '403',
    meaning: 'A write key can only post events, and this route needs a full key.',
    instead: 'Ask from a server, with a full key. Never put a full key into a page.',
  },
  SHARE_KEY_LIMIT: {
    status: '403',
    meaning: 'A share key may not ask this: it shows single visitors, or names a private property.',
    instead: 'Use a full key, or make the property public: `onevault-server keys private`.',
  },
  NOT_FOUND: {
    status: '404',
    meaning: 'There is no such route, or no such file.',
    instead: 'The answer lists the routes in `available_endpoints`.',
  },
  UNKNOWN_EVENT: {
    status: '404',
    meaning: 'No event of this customer has this id.',
    instead: 'Compare the id. An event that was refused is not stored: `GET /api/v1/track/refusals` counts those.',
  },
  UNKNOWN_CUSTOMER: { status: '404', meaning: 'There is no such customer.', instead: 'Compare the id.' },
  UNKNOWN_KEY: { status: '404', meaning: 'The customer has no such key.', instead: LIST },
  UNKNOWN_RULE: { status: '404', meaning: 'The customer has no such rule.', instead: LIST },
  UNKNOWN_FIRING: { status: '404', meaning: 'No alert of the customer has fired under this id.', instead: LIST },
  UNKNOWN_DESTINATION: { status: '404', meaning: 'The customer has no such destination.', instead: LIST },
  UNKNOWN_REPORT: { status: '404', meaning: 'The customer has no such report.', instead: LIST },
  METHOD_NOT_ALLOWED: {
    status: '405',
    meaning: 'The route exists, but not with this method.',
    instead: 'The header `Allow` lists the methods.',
  },
  WAIT_TIMED_OUT: {
    status: '408',
    meaning: 'The events that `/mock/wait` of a mock server waits for did not come in time.',
    instead: 'Read `message`: it shows the nearest events and the fields that differ.',
  },
  DESTINATION_IN_USE: {
    status: '409',
    meaning: 'A rule or a report names the destination.',
    instead: 'Change the rule or the report first.',
  },
  SEGMENT_IN_USE: {
    status: '409',
    meaning: 'A share key is bound to the segment.',
    instead: 'Revoke the share key first.',
  },
  GOAL_IN_USE: { status: '409', meaning: 'A rule is about the goal.', instead: 'Delete the rule first.' },
  KEY_ENDED: { status: '409', meaning: 'The key to rotate has ended.', instead: 'Make a new key.' },
  KEY_OF_LINK: {
    status: '409',
    meaning: 'The key belongs to a share link, and is not rotated.',
    instead: 'Revoke it, and make a new link.',
  },
  NAME_TAKEN: { status: '409', meaning: 'The customer has another of this name.', instead: 'Choose another name.' },
  TOO_MANY: {
    status: '409',
    meaning: 'The customer has as many of these as it may.',
    instead: 'Delete one. The bounds are among the limits.',
  },
  BODY_TOO_LARGE: {
    status: '413',
    meaning: 'The body is over 1 MiB, compressed or not.',
    instead: 'Send smaller batches, or less data in an event.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: '415',
    meaning: 'The body is not JSON, or it is compressed other than by gzip.',
    instead: 'Send `Content-Type: application/json`.',
  },
  INVALID_JSON: { status: '422', meaning: 'The body is not JSON.', instead: 'Read `detail`: it says where.' },
  INVALID_BODY: { status: '422', meaning: 'A field of the body is wrong.', instead: 'Read `detail`: it says which.' },
  INVALID_EVENT: {
    status: '422',
    meaning: 'An event is wrong, or breaks the tracking plan of a mock server.',
    instead: 'Read `detail`. The event is not stored; sending it again changes nothing.',
  },
  INVALID_BATCH_SIZE: {
    status: '422',
    meaning: 'A batch has no event, or more than 500.',
    instead: 'Send 1 to 500.',
  },
  INVALID_QUERY: {
    status: '422',
    meaning: 'A parameter of the address is wrong.',
    instead: 'Read `detail`: it says which, and what it may be.',
  },
  INVALID_LAST_EVENT_ID: {
    status: '422',
    meaning: 'The live stream cannot go on from this place: it is not one, or older than a day.',
    instead: 'Open the stream without `Last-Event-ID`, and read the dashboard for what was missed.',
  },
  RATE_LIMITED: {
    status: '429',
    meaning: 'This key has sent more requests from this address than it may in a minute.',
    instead: `${AGAIN} Behind a proxy, \`--trust-proxy\` tells visitors apart.`,
  },
  TOO_MANY_STREAMS: {
    status: '429, 503',
    meaning: 'The customer (429) or the server (503) has as many open streams as it may.',
    instead: 'Close one, or ask again after `Retry-After` seconds.',
  },
  TOO_MANY_EXPORTS: {
    status: '429',
    meaning: 'The customer has 4 open exports on this server.',
    instead: 'Wait until one has ended.',
  },
  INTERNAL_ERROR: {
    status: '500',
    meaning: 'A mistake of the server.',
    instead: 'Look into its log for the `X-Request-Id` of the answer.',
  },
  NOT_ON_MEMORY: {
    status: '501',
    meaning: 'The memory engine of the test kit has no operator’s work and no analytics.',
    instead: 'Start the server with a folder or PostgreSQL as `--database`.',
  },
  DATABASE_UNAVAILABLE: {
    status: '503',
    meaning: 'The database does not answer. Nothing was confirmed as stored.',
    instead: `${AGAIN} \`onevault-server doctor\` says what is wrong with the database.`,
  },
  DATABASE_READ_ONLY: {
    status: '503',
    meaning: 'The database takes no changes: a standby, or one that is being moved.',
    instead: `${AGAIN} Let \`DATABASE_URL\` name the primary.`,
  },
  OVERLOADED: {
    status: '503',
    meaning: 'More events wait to be stored than the server keeps. None of this request was stored.',
    instead: AGAIN,
  },
  NOT_SETTLED: {
    status: '503',
    meaning: 'A transaction that stores events has been open for 15 s, so the end of an export cannot be told.',
    instead: 'End that transaction: only psql can keep one open for so long.',
  },
  QUERY_TIMED_OUT: {
    status: '503',
    meaning: 'A question of analytics took too long.',
    instead: 'Ask for a shorter range or fewer filters.',
  },
  SHUTTING_DOWN: {
    status: '503',
    meaning: 'The server is about to stop; `/health/ready` says so.',
    instead: 'Send requests to another server.',
  },
};
