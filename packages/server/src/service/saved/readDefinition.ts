import {
  FUNNEL_ORDERS,
  type FunnelBody,
  type FunnelOrder,
  type FunnelStep,
  type GoalBody,
  type GoalRevenue,
  type SegmentBody,
} from '@onevault/contract';
import type { Definition, DefinitionKind, NewDefinition } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { sanitizeText } from '../../ingest/sanitizeText.ts';
import { readWithin } from '../analytics/questions/readWithin.ts';
import { readFilters } from '../analytics/readFilter.ts';
import { readObject, refuseBody } from '../refuseBody.ts';

/** Bodies as the database has them: complete. */
export type SegmentParts = Required<Omit<SegmentBody, 'name'>>;
export type GoalParts = Required<Omit<GoalBody, 'name'>>;
export type FunnelParts = Required<Omit<FunnelBody, 'name'>>;

const FIELDS: Record<DefinitionKind, readonly string[]> = {
  segment: ['name', 'filters'],
  goal: ['name', 'filters', 'revenue'],
  funnel: ['name', 'steps', 'order', 'within'],
};
const MAX_NAME_LENGTH = 100;
const MAX_SEGMENT_FILTERS = 20;
/** Of a goal, and of a step: each is a condition for every event. */
const MAX_FILTERS = 5;
const STEPS = { min: 2, max: 10 };
const MAX_WORTH = 1_000_000_000;
/** As of a filter, without `prop.`. */
const MAX_PROPERTY_LENGTH = 195;

/**
 * Reads the body of a segment, goal or funnel; with `before` only what changes. Throws a `Refusal` (422) that names the
 * wrong part.
 */
export function readDefinition(kind: DefinitionKind, body: unknown, id: string, before?: Definition): NewDefinition {
  const given = readFields(body, FIELDS[kind]);
  const fields: Record<string, unknown> = { name: before?.name, ...before?.body, ...given };
  return { kind, id, name: readName(fields.name), body: READERS[kind](fields) };
}

const READERS: Record<DefinitionKind, (fields: Record<string, unknown>) => object> = {
  segment: ({ filters }): SegmentParts => ({ filters: readFilterTexts(filters, ['filters'], MAX_SEGMENT_FILTERS) }),
  goal: ({ filters, revenue }): GoalParts => ({
    filters: readFilterTexts(filters, ['filters'], MAX_FILTERS),
    revenue: readRevenue(revenue ?? null),
  }),
  funnel: ({ steps, order = FUNNEL_ORDERS[0], within = 'session' }): FunnelParts => {
    if (!FUNNEL_ORDERS.some((known) => known === order)) {
      throw refuseBody(['order'], `Input should be one of ${FUNNEL_ORDERS.join(', ')}`, 'enum');
    }
    if (typeof within !== 'string') throw refuseBody(['within'], 'Input should be text', 'string_type');
    inBody(['within'], () => readWithin(within));
    return { steps: readSteps(steps), order: order as FunnelOrder, within };
  },
};

/** The fields of a body; throws for one that is unknown. */
export function readFields(body: unknown, known: readonly string[]): Record<string, unknown> {
  const fields = readObject(body, []);
  const stray = Object.keys(fields).find((name) => !known.includes(name));
  if (stray !== undefined) throw refuseBody([stray.slice(0, 60)], 'Extra inputs are not permitted', 'extra_forbidden');
  return fields;
}

/** Names stand in parameters and tables: one line, nothing around it. */
export function readName(value: unknown, place: (string | number)[] = ['name']): string {
  return readText(value, place, MAX_NAME_LENGTH).trim();
}

/** A text of one line. */
export function readText(value: unknown, place: (string | number)[], maxLength: number): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > maxLength || /\p{Cc}/u.test(value)) {
    const msg = `Input should be text of 1 to ${maxLength} characters without control characters`;
    throw refuseBody(place, msg, 'string_type');
  }
  return sanitizeText(value);
}

function readFilterTexts(value: unknown, place: (string | number)[], max: number): string[] {
  if (
    !Array.isArray(value) ||
    value.length === 0 ||
    value.length > max ||
    value.some((one) => typeof one !== 'string')
  ) {
    throw refuseBody(place, `Input should be a list of 1 to ${max} filters, such as event:is:signup`, 'list_type');
  }
  const texts = value as string[];
  inBody(place, () => readFilters(texts));
  return texts.map(sanitizeText);
}

function readSteps(value: unknown): FunnelStep[] {
  if (!Array.isArray(value) || value.length < STEPS.min || value.length > STEPS.max) {
    throw refuseBody(['steps'], `Input should be a list of ${STEPS.min} to ${STEPS.max} steps`, 'list_type');
  }
  return value.map((one: unknown, n) => {
    const step = readObject(one, ['steps', n]);
    const stray = Object.keys(step).find((name) => name !== 'name' && name !== 'filters');
    if (stray !== undefined) {
      throw refuseBody(['steps', n, stray.slice(0, 60)], 'Extra inputs are not permitted', 'extra_forbidden');
    }
    return {
      name: readName(step.name, ['steps', n, 'name']),
      filters: readFilterTexts(step.filters, ['steps', n, 'filters'], MAX_FILTERS),
    };
  });
}

function readRevenue(value: unknown): GoalRevenue | null {
  if (value === null) return null;
  const { currency, value: worth, property, ...others } = readObject(value, ['revenue']);
  if (Object.keys(others).length > 0 || (worth === undefined) === (property === undefined)) {
    const msg = 'Input should have a currency, and either a value or a property';
    throw refuseBody(['revenue'], msg, 'value_error');
  }
  if (typeof currency !== 'string' || !/^[A-Za-z]{3}$/.test(currency)) {
    throw refuseBody(['revenue', 'currency'], 'Input should be three letters, such as EUR', 'value_error');
  }
  if (property !== undefined) {
    return {
      currency: currency.toUpperCase(),
      property: readText(property, ['revenue', 'property'], MAX_PROPERTY_LENGTH),
    };
  }
  if (typeof worth !== 'number' || !(worth >= 0 && worth <= MAX_WORTH)) {
    throw refuseBody(['revenue', 'value'], `Input should be a number from 0 to ${MAX_WORTH}`, 'value_error');
  }
  return { currency: currency.toUpperCase(), value: worth };
}

/** Turns the refusal of a query's part into one of a body's. */
function inBody(place: (string | number)[], read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refuseBody(place, error.message.slice(error.message.indexOf(': ') + 2), 'value_error');
  }
}
