import { ALERT_KINDS, type AlertKind, type AlertRule, type AlertSetting, settingsOf } from '@onevault/contract';
import type { NewAlertRule } from '../../engine/port.ts';
import { sanitizeText } from '../../ingest/sanitizeText.ts';
import { isTimeZone } from '../analytics/readRange.ts';
import { isUuid } from '../readPlace.ts';
import { readObject, refuseBody } from '../refuseBody.ts';

const FIELDS = ['name', 'kind', 'settings', 'destinations', 'enabled'];
const MAX_TEXT_LENGTH = 200;
const MAX_DESTINATIONS = 20;

/**
 * Reads the body of a rule; with `before` only what changes. Fills in defaults, so that the database has every setting.
 * Throws a `Refusal` (422) that names the wrong part.
 */
export function readAlertRule(body: unknown, ruleId: string, before?: AlertRule): NewAlertRule {
  const fields = readObject(body, []);
  const stray = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (stray !== undefined) throw refuseBody([stray], 'Extra inputs are not permitted', 'extra_forbidden');
  const {
    name = before?.name,
    destinations = before?.destinations ?? null,
    enabled = before?.enabled ?? true,
  } = fields;
  const kind = readKind(fields.kind ?? before?.kind);
  if (before && kind !== before.kind) {
    throw refuseBody(['kind'], 'The kind of a rule cannot change: make another rule', 'value_error');
  }
  if (typeof enabled !== 'boolean') throw refuseBody(['enabled'], 'Input should be a valid boolean', 'bool_type');
  return {
    ruleId,
    name: readLine(name, ['name']),
    kind,
    settings: readSettings(fields.settings, kind, before?.settings ?? {}),
    destinationIds: readDestinations(destinations),
    isEnabled: enabled,
  };
}

/** A text of one line, as for a name. */
export function readLine(value: unknown, place: (string | number)[]): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_TEXT_LENGTH || /\p{Cc}/u.test(value)) {
    const msg = `Input should be text of 1 to ${MAX_TEXT_LENGTH} characters without control characters`;
    throw refuseBody(place, msg, 'string_type');
  }
  return sanitizeText(value);
}

function readKind(value: unknown): AlertKind {
  const kind = ALERT_KINDS.find((one) => one === value);
  if (kind) return kind;
  throw refuseBody(['kind'], `Input should be one of ${ALERT_KINDS.join(', ')}`, 'enum');
}

function readSettings(value: unknown, kind: AlertKind, before: AlertRule['settings']): AlertRule['settings'] {
  const given = value === undefined ? {} : readObject(value, ['settings']);
  const known = settingsOf(kind);
  const stray = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (stray !== undefined) {
    const msg = `A rule of the kind ${kind} has ${Object.keys(known).join(', ')}`;
    throw refuseBody(['settings', stray], msg, 'extra_forbidden');
  }
  const settings: AlertRule['settings'] = {};
  for (const [name, setting] of Object.entries(known)) {
    const read = readSetting(given[name] ?? before[name], setting, ['settings', name]);
    if (read !== undefined) settings[name] = read;
  }
  return settings;
}

function readSetting(value: unknown, setting: AlertSetting, place: string[]): string | number | undefined {
  if (setting.type === 'text') {
    if (value !== undefined || setting.isRequired) return readLine(value, place);
    return undefined;
  }
  if (setting.type === 'goal') {
    if (isUuid(value)) return value;
    throw refuseBody(place, 'Input should be the id of a goal', 'uuid_parsing');
  }
  if (value === undefined) return setting.fallback;
  if (setting.type === 'zone') {
    if (isTimeZone(value)) return value;
    throw refuseBody(place, 'Input should be an IANA time zone, such as Europe/Berlin', 'value_error');
  }
  if (setting.type === 'choice') {
    if (setting.choices.includes(value as string)) return value as string;
    throw refuseBody(place, `Input should be one of ${setting.choices.join(', ')}`, 'enum');
  }
  if (!Number.isInteger(value)) throw refuseBody(place, 'Input should be a valid integer', 'int_type');
  const { min, max } = setting;
  if ((value as number) < min || (value as number) > max) {
    throw refuseBody(place, `Input should be from ${min} to ${max}`, 'value_error');
  }
  return value as number;
}

/** Ids of destinations; null: all. */
export function readDestinations(value: unknown): string[] | null {
  if (value === null) return null;
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_DESTINATIONS) {
    const msg = `Input should be a list of 1 to ${MAX_DESTINATIONS} ids of destinations, or null for all`;
    throw refuseBody(['destinations'], msg, 'list_type');
  }
  const wrong = value.findIndex((id) => !isUuid(id));
  if (wrong >= 0) throw refuseBody(['destinations', wrong], 'Input should be the id of a destination', 'uuid_parsing');
  return [...new Set(value as string[])];
}
