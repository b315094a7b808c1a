import { toOriginRule } from './originRule.ts';
import { refuseBody } from './refuseBody.ts';

const MAX_ORIGINS = 20;

/** The `origins` of a key in a body; null: any. Throws a `Refusal` (422) that names the wrong one. */
export function readOrigins(origins: unknown): string[] | null {
  if (origins === null) return null;
  if (!Array.isArray(origins) || origins.length === 0 || origins.length > MAX_ORIGINS) {
    throw refuseBody(['origins'], `Input should be a list of 1 to ${MAX_ORIGINS} origins`, 'list_type');
  }
  return origins.map((origin: unknown, index) => {
    const rule = typeof origin === 'string' ? toOriginRule(origin) : null;
    if (rule !== null) return rule;
    throw refuseBody(['origins', index], 'Input should be an origin: https://shop.example', 'url_parsing');
  });
}
