import type { NewKey } from '../../engine/port.ts';
import type { TagDoc } from '../endpoint.ts';
import { readEnvironment } from '../environmentRule.ts';
import { readOrigins } from '../readOrigins.ts';
import { refuseBody } from '../refuseBody.ts';
import { readFields, readName, readText } from '../saved/readDefinition.ts';

/** The group of the endpoints of keys in the documentation. */
export const KEY_TAG: TagDoc = {
  name: 'Keys',
  description: 'Keys of the customer in the database. docs/operations.md describes them.',
};

const KINDS = ['full', 'write', 'share'] as const;
const MAX_LABEL_LENGTH = 200;
const MAX_DAYS = 3_650;
const DAY_MS = 86_400_000;

/** The body of a new key, with the name of its segment. Throws a `Refusal` (422) that names the wrong part. */
export function readKey(body: unknown): Omit<NewKey, 'hash' | 'segmentId'> & { segment: string | null } {
  const {
    kind,
    label = null,
    origins = null,
    expires_in_days: days = null,
    segment = null,
    environment = null,
  } = readFields(body, ['kind', 'label', 'origins', 'expires_in_days', 'segment', 'environment']);
  const scope = KINDS.find((one) => one === kind);
  if (!scope) throw refuseBody(['kind'], `Input should be one of ${KINDS.join(', ')}`, 'enum');
  if (segment !== null && scope !== 'share') {
    throw refuseBody(['segment'], 'Only a share key has a segment', 'value_error');
  }
  if (environment !== null && scope === 'share') {
    throw refuseBody(['environment'], 'A share key posts no events, so it has no environment', 'value_error');
  }
  return {
    scope,
    label: readLabel(label),
    allowedOrigins: readOrigins(origins),
    expiresAt: days === null ? null : toEnd(readNumber(days, 'expires_in_days', 1, MAX_DAYS)),
    segment: readSegment(segment),
    environment: readEnvironment(environment),
  };
}

/** A name for people, or none. */
export function readLabel(value: unknown): string | null {
  return value === null ? null : readText(value, ['label'], MAX_LABEL_LENGTH);
}

/** The name of a segment, or none. */
export function readSegment(value: unknown): string | null {
  return value === null ? null : readName(value, ['segment']);
}

/** The time so many days from now. */
export function toEnd(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

export function readNumber(value: unknown, name: string, min: number, max: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  throw refuseBody([name], `Input should be a whole number from ${min} to ${max}`, 'int_type');
}
