import type { JsonObject, Reason } from '@onevault/contract';
import type { RawEvent } from '@onevault/server/internal/engine/port';
import { AUTOMATIC_EVENTS } from './automaticEvents.ts';
import { checkSchema } from './checkSchema.ts';
import { CONTEXT_PROPERTIES } from './contextProperties.ts';
import { type Coverage, createCoverage } from './createCoverage.ts';
import { findViolations, type Violation } from './findViolations.ts';
import type { FromJsonSchema, JsonSchema } from './jsonSchema.ts';
import type { PlannedEvent } from './plannedEvent.ts';
import { isStandardSchema, type StandardSchema } from './standardSchema.ts';

/** The schema of an event's properties: zod, valibot, arktype or another standard schema, or plain JSON Schema. */
export type EventSchema = StandardSchema | JsonSchema;

/** The events that an application plans to send. */
export interface TrackingPlan<Events extends Record<string, EventSchema> = Record<string, EventSchema>> {
  /** The argument of `definePlan`. */
  readonly schemas: Events;
  readonly events: readonly PlannedEvent[];
  /** The reasons why an event breaks the plan; empty if it does not. */
  check(payload: RawEvent['payload']): Reason[];
  /** Starts to count coverage. */
  startCoverage(): Coverage;
}

/** The plan as a type: `new OneVaultTracker<PlanOf<typeof plan>>(…)`. */
export type PlanOf<Plan> =
  Plan extends TrackingPlan<infer Events> ? { [Type in keyof Events]: PropertiesOf<Events[Type]> } : never;

type PropertiesOf<Schema> = Schema extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly input: infer Input }
    ? Input
    : never
  : FromJsonSchema<Schema>;

const MAX_LISTED = 20;

/**
 * Defines a tracking plan: event types with the schemas of their properties.
 *
 * @example
 * export const plan = definePlan({
 *   appointment_booked: z.object({ service: z.string(), value: z.number().min(0) }),
 *   newsletter_joined: { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] },
 * });
 * @throws Error for an invalid schema or an unsupported keyword; the message names the place and what is supported.
 */
export function definePlan<const Events extends Record<string, EventSchema>>(schemas: Events): TrackingPlan<Events> {
  if (typeof schemas !== 'object' || schemas === null || Array.isArray(schemas)) {
    throw new Error('Failed to read the tracking plan: it is not an object. Please write { event_type: schema }.');
  }
  const planned = new Map<string, { event: PlannedEvent; find(data: JsonObject): Violation[] }>();
  for (const [type, schema] of Object.entries(schemas)) planned.set(type, readEvent(type, schema));

  const events = [...planned.values()].map(({ event }) => event);
  return {
    schemas,
    events,
    startCoverage: () => createCoverage(events),
    check({ event_type: type = 'page_view', event_data: data = {} }) {
      const plannedEvent = planned.get(type);
      if (!plannedEvent) return AUTOMATIC_EVENTS.has(type) ? [] : [unplanned(type, [...planned.keys()])];
      const { event, find } = plannedEvent;
      const named = new Set(event.properties.map(({ name }) => name));
      const own = Object.fromEntries(
        Object.entries(data).filter(([name]) => named.has(name) || !CONTEXT_PROPERTIES.has(name)),
      );
      return find(own).map(({ path, message }) => ({
        rule: 'plan_property',
        pointer: `/event_data${path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`,
        message: `${path.join('.') || type} ${message}`,
      }));
    },
  };
}

function unplanned(type: string, planned: string[]): Reason {
  const names = planned.slice(0, MAX_LISTED).join(', ') + (planned.length > MAX_LISTED ? ', …' : '');
  return {
    rule: 'plan_unknown_event',
    pointer: '/event_type',
    message: `"${type}" is not in the tracking plan: planned are ${names}`,
  };
}

function readEvent(type: string, schema: unknown): { event: PlannedEvent; find(data: JsonObject): Violation[] } {
  if (isStandardSchema(schema)) {
    const json = toJsonSchema(schema);
    checkIsObject(type, json);
    return { event: describe(type, json), find: (data) => validate(type, schema, data) };
  }
  checkSchema(schema, type);
  checkIsObject(type, schema);
  return { event: describe(type, schema), find: (data) => findViolations(schema, data) };
}

/** `event_data` is an object, so a schema of another type could never match. */
function checkIsObject(type: string, { type: kinds }: JsonSchema): void {
  if (kinds === undefined || [kinds].flat().includes('object')) return;
  throw new Error(
    `Failed to read the tracking plan: ${type} has the type ${[kinds].flat().join(' or ')}, but event_data is an object. ` +
      'Please plan its properties: an object with a schema for each.',
  );
}

function describe(type: string, { description, properties = {}, required = [] }: JsonSchema): PlannedEvent {
  return {
    type,
    description: description ?? null,
    properties: Object.entries(properties).map(([name, schema]) => ({
      name,
      required: required.includes(name),
      schema,
    })),
  };
}

function validate(type: string, schema: StandardSchema, data: JsonObject): Violation[] {
  const result = schema['~standard'].validate(data);
  if (result instanceof Promise) {
    throw new Error(
      `Failed to check "${type}": its schema is asynchronous. Please use one without asynchronous checks.`,
    );
  }
  return (result.issues ?? []).map(({ path = [], message }) => ({
    path: path
      .map((part) => (typeof part === 'object' ? part.key : part))
      .map((key) => (typeof key === 'symbol' ? String(key) : key)),
    message: `is not as planned: ${message}`,
  }));
}

/** The properties of a schema, for coverage and documentation: from the library's own JSON Schema, if it has one. */
function toJsonSchema(schema: StandardSchema): JsonSchema {
  try {
    const json = schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' });
    if (json) return json as JsonSchema;
  } catch {
    // JSON Schema lacks some types, such as dates. The property names are still useful.
  }
  const { entries, shape } = schema as { entries?: unknown; shape?: unknown };
  const fields = Object.entries(
    (entries ?? shape ?? {}) as Record<string, { type?: unknown; wrapped?: { type?: unknown } }>,
  );
  const isOptional = ({ type }: { type?: unknown }) =>
    ['optional', 'nullish', 'exact_optional', 'undefinedable'].includes(String(type));
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(([name, field]) => [name, toTypeOnly(field.wrapped?.type ?? field.type)]),
    ),
    required: fields.filter(([, field]) => !isOptional(field)).map(([name]) => name),
  };
}

function toTypeOnly(type: unknown): JsonSchema {
  const known = (['string', 'number', 'boolean', 'object', 'array'] as const).find((name) => name === type);
  return known ? { type: known } : {};
}
