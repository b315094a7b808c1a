import { HEADER_CUSTOMER_ID, MAX_BODY_BYTES } from '@onevault/contract';
import { VERSION } from '../../version.ts';
import type { Endpoint, SchemaName, TagDoc } from '../endpoint.ts';

/** The parts of an OpenAPI document that we write; `/docs` reads them too. */
export interface OpenApi {
  openapi: string;
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, never[]>[];
  parameters: {
    name: string;
    in: 'path' | 'query' | 'header';
    required: boolean;
    description: string;
    schema: object;
  }[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content; headers?: Record<string, object> }>;
}

type Content = Record<string, { schema: object }>;

const PATH_PARAMETERS: Record<string, string> = {
  customer_id: 'The customer',
  session_id: 'The id of a session, as the SDK or the list of sessions names it',
  visitor_id: 'The id of a visitor, as the SDK or the list of sessions names it',
  event_id: 'The id of an event: evt_ and 1 to 64 of A-Z, a-z, 0-9, _ and -',
  segment_id: 'The id of a segment',
  goal_id: 'The id of a goal',
  funnel_id: 'The id of a funnel',
  annotation_id: 'The id of an annotation',
  rule_id: 'The id of a rule',
  firing_id: 'The id of a firing',
  destination_id: 'The id of a destination',
};
const TAGS = {
  tracking: { name: 'Tracking', description: 'Posts events. Needs any key of the customer.' },
  reading: { name: 'Reading', description: 'Reads events and their state. Needs a full key.' },
  health: { name: 'Health', description: 'The state of the server. Needs no key.' },
  platform: { name: 'Platform', description: 'Facts about this server. Needs no key.' },
} as const satisfies Record<string, TagDoc>;
const DESCRIPTIONS: Record<number, string> = {
  400: `The ${HEADER_CUSTOMER_ID} header is missing`,
  401: 'No token, a wrong one, or one of another customer',
  403: 'The key does not permit this: a write key on a reading route, a share key on what it may not ask, a page of another origin, or an event of another environment',
  404: 'Not found',
  408: 'The wait was in vain: the events did not come in time',
  409: 'It does not fit what is there: the message says why',
  413: `The body is larger than ${MAX_BODY_BYTES} bytes`,
  415: 'The body is not JSON, or compressed other than by gzip',
  422: 'Something in the body or query is wrong: the detail says what and where',
  429: 'Too many requests',
  501: 'The memory engine of the test kit does not support this',
  503: 'The database is unavailable, or too many events wait: retry later. Nothing was confirmed as stored; an event sent again with the same event_id is stored once',
};

/** An OpenAPI 3.1 document of these endpoints. Its schemas are those that the tests check the answers against. */
export function createOpenApi(endpoints: readonly Endpoint[], schemas: Record<SchemaName, object>): OpenApi {
  const paths: OpenApi['paths'] = {};
  const used = new Set<SchemaName>(['ErrorReplySchema']);
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    const operations = paths[path] ?? {};
    operations[endpoint.method.toLowerCase()] = toOperation(endpoint, used);
    paths[path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'OneVault tracking API',
      version: VERSION,
      description:
        'Every event passes through a raw, a staging and a business layer, and the server reports for each event how far it came. Errors are `{success: false, detail, error_code, message}`; `error_code` is stable.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    tags: listTags(endpoints),
    paths,
    components: {
      // A JSON round trip drops the schema library's own properties.
      schemas: Object.fromEntries([...used].map((name) => [nameOf(name), JSON.parse(JSON.stringify(schemas[name]))])),
      securitySchemes: {
        customer: { type: 'apiKey', in: 'header', name: HEADER_CUSTOMER_ID, description: 'The customer' },
        token: { type: 'http', scheme: 'bearer', description: 'A token of the customer' },
      },
    },
  };
}

function toOperation(endpoint: Endpoint, used: Set<SchemaName>): Operation {
  const { method, path, access, body, doc } = endpoint;
  const refer = (names: SchemaName[]): object => {
    for (const name of names) used.add(name);
    const references = names.map((name) => ({ $ref: `#/components/schemas/${nameOf(name)}` }));
    return references.length === 1 ? { ...references[0] } : { anyOf: references };
  };
  const json = (schema: object): Content => ({ 'application/json': { schema } });
  const operation: Operation = {
    operationId: toOperationId(method, path),
    tags: [tagOf(endpoint).name],
    summary: doc.summary,
    ...(doc.description !== undefined && { description: doc.description }),
    security: access === 'public' ? [] : [{ customer: [], token: [] }],
    parameters: [
      ...Array.from(path.matchAll(/:(\w+)/g), ([, name = '']) => ({
        name,
        in: 'path' as const,
        required: true,
        description: PATH_PARAMETERS[name] ?? name,
        schema: { type: 'string' },
      })),
      ...(doc.headers ?? []).map((parameter) => ({ ...parameter, in: 'header' as const, required: false })),
      ...(doc.query ?? []).map((parameter) => ({ ...parameter, in: 'query' as const, required: false })),
    ],
    responses: {
      200: {
        description: 'Done',
        content: doc.contentType
          ? { [doc.contentType]: { schema: doc.reply ? refer(doc.reply) : { type: 'string' } } }
          : json(doc.reply ? refer(doc.reply) : { type: 'object' }),
      },
    },
  };
  if (body) {
    operation.requestBody = {
      required: body === 'event',
      content: json(doc.request ? refer(doc.request) : { type: 'object' }),
    };
  }
  for (const status of errorsOf(endpoint)) {
    operation.responses[status] = {
      description: DESCRIPTIONS[status] ?? 'An error',
      content: json(
        // When all events of a batch are refused, the answer has the fields of both.
        status === 422 && doc.reply?.includes('BatchReplySchema')
          ? {
              anyOf: [
                refer(['ErrorReplySchema']),
                { allOf: [refer(['BatchReplySchema']), refer(['ErrorReplySchema'])] },
              ],
            }
          : refer(['ErrorReplySchema']),
      ),
      ...((status === 429 || status === 503) && {
        headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
      }),
    };
  }
  return operation;
}

function errorsOf({ access, body, doc }: Endpoint): number[] {
  const errors = new Set(doc.errors);
  if (access !== 'public') for (const status of [400, 401, 403, 429, 503]) errors.add(status);
  if (body) for (const status of [413, 415, 422]) errors.add(status);
  if (doc.query) errors.add(422);
  return [...errors].sort((a, b) => a - b);
}

/** The tags in use: ours first, in the order above, then a host's. */
function listTags(endpoints: readonly Endpoint[]): TagDoc[] {
  const used = new Map(endpoints.map(tagOf).map((tag) => [tag.name, tag]));
  const ours = Object.values(TAGS).filter(({ name }) => used.has(name));
  return [...new Set([...ours, ...used.values()])];
}

function tagOf({ path, access, doc }: Endpoint): TagDoc {
  if (doc.tag) return doc.tag;
  if (path.startsWith('/health')) return TAGS.health;
  if (access === 'public') return TAGS.platform;
  return access === 'write' ? TAGS.tracking : TAGS.reading;
}

/** `TrackReplySchema` is called TrackReply. */
function nameOf(name: SchemaName): string {
  return name.replace(/Schema$/, '');
}

/** `GET /api/v1/track/events/:event_id`: getTrackEventsByEventId. */
function toOperationId(method: string, path: string): string {
  const words = path.replace(/^\/api\/v1/, '').split(/[/._]/);
  const name = words.map((word) => (word.startsWith(':') ? `By${toTitle(word.slice(1))}` : toTitle(word)));
  return method.toLowerCase() + name.join('');
}

function toTitle(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
