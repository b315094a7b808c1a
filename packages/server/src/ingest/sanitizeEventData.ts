import {
  type ErrorDetail,
  type JsonObject,
  type JsonValue,
  MAX_EVENT_DATA_DEPTH,
  MAX_EVENT_DATA_VALUES,
} from '@onevault/contract';
import { sanitizeText } from './sanitizeText.ts';

type Loc = (string | number)[];

/**
 * Makes the data of an event storable. Refuses data deeper than 32 levels or with more than 10,000 values. Sanitizes
 * texts and keys; a number beyond JavaScript's range (`1e999`) becomes null, as `JSON.stringify` writes it. Copies
 * only the parts that change.
 */
export function sanitizeEventData(data: JsonObject, loc: Loc): { data: JsonObject } | { problem: ErrorDetail } {
  let values = 0;
  let problem: ErrorDetail | null = null;
  // The current place inside the data.
  const path: Loc = [];

  const walk = (value: unknown): JsonValue => {
    if (problem !== null) return null;
    if (typeof value === 'string') return sanitizeText(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (typeof value !== 'object' || value === null) return typeof value === 'boolean' ? value : null;
    if (path.length >= MAX_EVENT_DATA_DEPTH) {
      problem = { loc: [...loc, ...path], msg: `Nested deeper than ${MAX_EVENT_DATA_DEPTH} levels`, type: 'too_deep' };
      return null;
    }
    const entries = Object.entries(value);
    values += entries.length;
    if (values > MAX_EVENT_DATA_VALUES) {
      problem = { loc, msg: `More than ${MAX_EVENT_DATA_VALUES} values`, type: 'too_many_values' };
      return null;
    }
    let isChanged = false;
    const safe = entries.map(([key, item]): [string, JsonValue] => {
      const safeKey = sanitizeText(key);
      path.push(Array.isArray(value) ? Number(key) : safeKey);
      const safeItem = walk(item);
      path.pop();
      isChanged ||= safeKey !== key || safeItem !== item;
      return [safeKey, safeItem];
    });
    if (!isChanged) return value as JsonValue;
    // `fromEntries` defines own properties, so a key `__proto__` stays a key and sets no prototype.
    return Array.isArray(value) ? safe.map(([, item]) => item) : Object.fromEntries(safe);
  };

  const safe = walk(data);
  return problem === null ? { data: safe as JsonObject } : { problem };
}
