import type { NewInternalRule } from '../../engine/port.ts';
import { refuseBody } from '../refuseBody.ts';
import { readFields, readName, readText } from './readDefinition.ts';

const FIELDS = ['name', 'visitor', 'session', 'property', 'value'];
/** As long as an id of an event may be. */
const MAX_ID_LENGTH = 256;
const MAX_PROPERTY_LENGTH = 195;
const MAX_VALUE_LENGTH = 1000;

/** Reads the body of a rule for internal traffic. Throws a `Refusal` (422) that names the wrong part. */
export function readInternalRule(body: unknown, ruleId: string): NewInternalRule {
  const { name, visitor, session, property, value } = readFields(body, FIELDS);
  const rule = { ruleId, name: readName(name) };
  const isOneOf = [visitor, session, property].filter((one) => one !== undefined).length === 1;
  if (!isOneOf || (property === undefined) !== (value === undefined)) {
    throw refuseBody([], 'Input should have a visitor, a session, or a property with its value', 'value_error');
  }
  if (visitor !== undefined) return { ...rule, of: 'visitor', id: readText(visitor, ['visitor'], MAX_ID_LENGTH) };
  if (session !== undefined) return { ...rule, of: 'session', id: readText(session, ['session'], MAX_ID_LENGTH) };
  return {
    ...rule,
    of: 'property',
    property: readText(property, ['property'], MAX_PROPERTY_LENGTH),
    value: readText(value, ['value'], MAX_VALUE_LENGTH),
  };
}
