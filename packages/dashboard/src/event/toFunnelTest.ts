import type { FilterOperator, JsonObject } from '@onevault/contract';
import { toLiteral } from './toLiteral.ts';
import { inTest } from './toTest.ts';

/** A filter of an event: what a visitor has to do. */
export interface FunnelStep {
  dimension: string;
  operator: FilterOperator;
  values: readonly string[];
}

/** An event that does a step, and what the kit's matcher takes for it. */
interface DoneStep {
  event_type: string;
  page_url: string;
  own: JsonObject;
  wanted: string;
}

const SITE = 'shop.example';
/** One of them is unlike whatever a step forbids. */
const OTHERS = ['other', 'x', '1', '-'];

/**
 * A test for Vitest in which one visitor does all steps of a funnel, with events that fit them. Null if no step says
 * what an event is: a source or a device is of the whole visit.
 */
export function toFunnelTest(steps: readonly FunnelStep[]): string | null {
  const done = steps.map(toDone).filter((step) => step !== null);
  if (done.length === 0) return null;
  const left = steps.length - done.length;
  const note = left === 0 ? '' : `\n  // Left out: ${left} of ${steps.length} steps, which no single event can do.`;
  const wanted = done.map((step) => `\n    ${step.wanted},`).join('');
  const counts = done.map(() => 1).join(', ');
  return inTest(`a visitor does the ${done.length} steps`, done, [`toHaveFunnel([${wanted}\n  ], [${counts}])`], note);
}

function toDone(step: FunnelStep): DoneStep | null {
  const { dimension } = step;
  const value = findValue(step);
  if (value === null) return null;
  const on = (event_type: string, own: JsonObject = {}, page_url = `https://${SITE}/`): DoneStep => ({
    event_type,
    page_url,
    own,
    wanted: Object.keys(own).length === 0 ? toLiteral(event_type) : `[${toLiteral(event_type)}, ${toLiteral(own, 2)}]`,
  });
  const onPage = (url: string, part: 'pathname' | 'hostname'): DoneStep => ({
    ...on('page_view', {}, url),
    wanted: `['page_view', ({ page_url }) => ${toCondition(step, `new URL(page_url).${part}`)}]`,
  });
  if (dimension === 'page') return onPage(`https://${SITE}${value}`, 'pathname');
  if (dimension === 'hostname') return onPage(`https://${value}/`, 'hostname');
  if (dimension === 'event') return on(value);
  if (dimension === 'item') return on('item_interaction', { items: [{ item_id: value }] });
  return dimension.startsWith('prop.') ? on('custom_event', { [dimension.slice('prop.'.length)]: value }) : null;
}

/** A value that passes the filter; for a page and a host one that an address can have. */
function findValue({ dimension, operator, values }: FunnelStep): string | null {
  const asked = values.map((value) => (operator === 'matches' ? value.replaceAll('*', 'x') : value));
  const given =
    dimension === 'page' ? [...asked, ...OTHERS].flatMap((text) => [text, `/${text}`]) : [...asked, ...OTHERS];
  const fits = (text: string) =>
    text.trim() !== '' && passes(text, operator, values) && (dimension !== 'page' || isPath(text));
  const found = given.find((text) => fits(text) && (dimension !== 'hostname' || isHost(text)));
  return found ?? null;
}

function passes(text: string, operator: FilterOperator, values: readonly string[]): boolean {
  if (operator === 'is') return values.includes(text);
  if (operator === 'is_not') return !values.includes(text);
  if (operator === 'contains') return values.some((value) => text.includes(value));
  if (operator === 'not_contains') return !values.some((value) => text.includes(value));
  return new RegExp(toPattern(values), 's').test(text);
}

/** The filter as a condition in JavaScript about the expression `of`. */
function toCondition({ operator, values }: FunnelStep, of: string): string {
  const list = toLiteral([...values], 2);
  if (operator === 'matches') return `new RegExp(${toLiteral(toPattern(values))}, 's').test(${of})`;
  const isNot = operator === 'is_not' || operator === 'not_contains' ? '!' : '';
  return operator === 'is' || operator === 'is_not'
    ? `${isNot}${list}.includes(${of})`
    : `${isNot}${list}.some((text) => ${of}.includes(text))`;
}

function toPattern(values: readonly string[]): string {
  const patterns = values.map((value) => value.split('*').map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return `^(?:${patterns.map((parts) => parts.join('.*')).join('|')})$`;
}

/** Whether an address has the text as its path, as it is. */
function isPath(text: string): boolean {
  const url = `https://${SITE}${text}`;
  return text.startsWith('/') && URL.canParse(url) && new URL(url).pathname === text;
}

function isHost(text: string): boolean {
  const url = `https://${text}/`;
  return URL.canParse(url) && new URL(url).hostname === text;
}
